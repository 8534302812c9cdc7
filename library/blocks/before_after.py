"""The same thing twice, with a change in between."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks import reading_seconds
from library.blocks.choosers import ImageChooserBlock
from library.blocks.image import SECONDS_TO_LOOK
from library.selectors import newest_public_image

# The template asks for exactly these, so that they come with the pictures.
SPECS = ("fill-640x480|format-webp", "fill-1280x960|format-webp")


class BeforeAfterBlock(blocks.StructBlock):
    """Two pictures of one thing, laid over each other with a slider between them.

    Without JavaScript and on paper they stand side by side.
    """

    before = ImageChooserBlock(label=_("Before"), specs=SPECS)
    after = ImageChooserBlock(label=_("After"), specs=SPECS)
    before_label = blocks.CharBlock(
        label=_("Label of the first image"),
        max_length=60,
        required=False,
        help_text=_("Leave empty to show “Before”."),
    )
    after_label = blocks.CharBlock(
        label=_("Label of the second image"),
        max_length=60,
        required=False,
        help_text=_("Leave empty to show “After”."),
    )
    description = blocks.TextBlock(
        label=_("What changed"),
        max_length=600,
        rows=2,
        help_text=_("Describes the difference, especially for people who can't see the images."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "view"
        label = _("Before and after")
        group = _("Media")
        description = _("Two images of the same thing with a slider between them")
        template = "blocks/before_after.html"

    def get_preview_value(self) -> Any:
        picture = newest_public_image()
        return self.normalize(
            {
                "before": picture,
                "after": picture,
                "before_label": "",
                "after_label": "",
                "description": _("The second image shows what changed since the first."),
                "caption": "",
            }
        )

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to look at both."""
        return 2 * SECONDS_TO_LOOK + reading_seconds(value["caption"] or "")
