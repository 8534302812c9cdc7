"""A heading inside a text, and texts whose headings skip no level."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks.reading import reading_seconds


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        """What an address may point at after its #. Letters of every script stay."""
        return slugify(self["text"], allow_unicode=True) or "section"


class HeadingBlock(blocks.StructBlock):
    """A heading of level 2 to 4: the page's title is level 1."""

    text = blocks.CharBlock(label=_("Heading"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Section")), ("3", _("Subsection")), ("4", _("Minor heading"))],
        default="2",
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("A heading that can be linked to")
        template = "blocks/heading.html"
        value_class = HeadingValue
        preview_value = {"text": "Why short returns beat one long sitting", "level": "2"}

    def seconds(self, value: HeadingValue) -> int:
        """Seconds to read it."""
        return reading_seconds(value["text"])


class OutlinedBlock(blocks.StreamBlock):
    """A text whose headings make an outline: below the page's title come sections, below those their parts.

    Whoever gets around by headings would otherwise look for the level that is missing.
    """

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        skipped = {
            place: StructBlockValidationError(
                block_errors={
                    "level": ValidationError(
                        _(
                            "A heading level is skipped. A minor heading goes below a subsection, and a "
                            "subsection below a section."
                        )
                    )
                }
            )
            for place in _skipping(value)
        }
        if skipped:
            raise StreamBlockValidationError(block_errors=skipped)
        return value


def _skipping(stream: StreamValue) -> Iterator[int]:
    """Places of the headings that are more than one level below the heading before them."""
    above = 1
    for place, child in enumerate(stream):
        if isinstance(child.block, HeadingBlock):
            level = int(child.value["level"] or 2)
            if level > above + 1:
                yield place
            above = level
