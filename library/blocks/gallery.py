"""Several pictures together."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from library.blocks.choosers import ImageChooserBlock
from library.blocks.image import SECONDS_TO_LOOK
from library.selectors import newest_public_image

# The template asks for exactly these, so that they come with the pictures.
SPECS = ("fill-480x360|format-webp", "fill-960x720|format-webp", "max-1600x1600|format-webp")


class GalleryPictureValue(blocks.StructValue):
    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it."""
        return self["alt"] or (self["image"].default_alt_text if self["image"] else "")


class GalleryPictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"), specs=SPECS)
    alt = blocks.CharBlock(
        label=_("Description"),
        max_length=255,
        required=False,
        help_text=_("Read aloud by screen readers. Leave empty to use the description in the library."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        value_class = GalleryPictureValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["image"] and not value.description.strip():
            said = ValidationError(_("Describe what the image shows."))
            raise StructBlockValidationError(block_errors={"alt": said})
        return value


class GalleryValue(blocks.StructValue):
    @property
    def shown(self) -> list[GalleryPictureValue]:
        """The pictures that are still in the library."""
        return [picture for picture in self["pictures"] if picture["image"]]


class GalleryBlock(blocks.StructBlock):
    """Pictures side by side, each of which opens large."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Images"), min_num=2, max_num=24)

    class Meta:
        icon = "grid"
        label = _("Gallery")
        group = _("Media")
        description = _("Several images side by side. Each opens full size")
        template = "blocks/gallery.html"
        value_class = GalleryValue

    def get_preview_value(self) -> Any:
        picture = {
            "image": newest_public_image(),
            "alt": "",
            "caption": _("The caption says what to look for."),
        }
        return self.normalize({"title": _("A quick tour"), "pictures": [picture, picture]})

    def seconds(self, value: GalleryValue) -> int:
        """Seconds to look at each."""
        return SECONDS_TO_LOOK * len(value.shown)
