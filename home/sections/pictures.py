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

    picture = PictureBlock(label=_("Image"), required=False)
    alt = blocks.CharBlock(
        label=_("Description"),
        max_length=255,
        required=False,
        help_text=_("Read aloud by screen readers. Leave empty to use the description in the library."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Decorative"),
        required=False,
        default=False,
        help_text=_("The image adds nothing to the text."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        value_class = DescribedPictureValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["decorative"] and value["alt"]:
            said = ValidationError(
                _("Decorative images don't need a description. Clear this field or untick “Decorative”.")
            )
            raise StructBlockValidationError(block_errors={"alt": said})
        if value["picture"] and not value["decorative"] and not value.description.strip():
            said = ValidationError(_("Describe what the image shows, or tick “Decorative”."))
            raise StructBlockValidationError(block_errors={"alt": said})
        return value
