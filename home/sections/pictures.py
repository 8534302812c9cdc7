"""A picture in a section: chosen, described, or said to be decoration."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.sections.loading import PictureBlock


class DescribedPictureValue(blocks.StructValue):
    @property
    def description(self) -> str:
        """What it shows, for those who do not see it; empty for decoration."""
        if self["decorative"] or not self["picture"]:
            return ""
        return self["alt"] or self["picture"].default_alt_text


class DescribedPictureBlock(blocks.StructBlock):
    """A picture and what it shows."""

    picture = PictureBlock(label=_("Picture"), required=False)
    alt = blocks.CharBlock(
        label=_("What it shows"),
        max_length=255,
        required=False,
        help_text=_("Read to those who cannot see it. Empty: the description in the library."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Only decoration"),
        required=False,
        default=False,
        help_text=_("It says nothing that the text does not."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        value_class = DescribedPictureValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["decorative"] and value["alt"]:
            said = ValidationError(_("Decoration is not described: empty this, or untick “Only decoration”."))
            raise StructBlockValidationError(block_errors={"alt": said})
        return value
