"""A heading inside a text."""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

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
        choices=[("2", _("Section")), ("3", _("Part of a section")), ("4", _("Detail"))],
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
