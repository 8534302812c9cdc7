"""A picture with a caption."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from library.blocks.choosers import ImageChooserBlock
from library.selectors import newest_public_image

SECONDS_TO_LOOK = 8

# The template asks for exactly these, so that they come with the pictures.
SPECS = tuple(f"width-{width}|format-webp" for width in (480, 960, 1440))


class ImageValue(blocks.StructValue):
    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it: empty for decoration."""
        if self["decorative"] or not self["image"]:
            return ""
        return self["alt"] or self["image"].default_alt_text


class ImageBlock(blocks.StructBlock):
    """A picture from the library."""

    image = ImageChooserBlock(label=_("Image"), specs=SPECS)
    alt = blocks.CharBlock(
        label=_("Description"),
        max_length=255,
        required=False,
        help_text=_("Read aloud by screen readers. Leave empty to use the description in the library."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Decorative"), required=False, help_text=_("The image adds nothing to the text.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        description = _("An image with a description and a caption")
        template = "blocks/image.html"
        value_class = ImageValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["decorative"] and value["alt"]:
            said = ValidationError(
                _("Decorative images don't need a description. Clear this field or untick “Decorative”.")
            )
            raise StructBlockValidationError(block_errors={"alt": said})
        if value["image"] and not value["decorative"] and not value.description.strip():
            said = ValidationError(_("Describe what the image shows, or tick “Decorative”."))
            raise StructBlockValidationError(block_errors={"alt": said})
        return value

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "image": newest_public_image(),
                "alt": "",
                "decorative": False,
                "caption": _("The caption says what to look for."),
            }
        )

    def seconds(self, value: ImageValue) -> int:
        """Seconds to look at it."""
        return SECONDS_TO_LOOK if value["image"] else 0
