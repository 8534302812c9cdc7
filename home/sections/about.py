"""A story beside a picture."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.links import SectionLinkBlock
from home.sections.loading import HALF
from home.sections.pictures import DescribedPictureBlock, PictureBlock
from library.selectors import newest_public_image

TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class HalfPictureBlock(DescribedPictureBlock):
    picture = PictureBlock(label=_("Image"), required=False, specs=HALF)


class AboutBlock(SectionBlock):
    """Words and a picture side by side; on a phone the picture comes first."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)
    picture = HalfPictureBlock(label=_("Image"))
    side = blocks.ChoiceBlock(
        label=_("Image position"),
        choices=[("end", _("After the text")), ("start", _("Before the text"))],
        default="end",
    )
    button = SectionLinkBlock(label=_("Button"))

    class Meta:
        icon = "doc-full"
        label = _("About")
        group = GROUP_STORY
        description = _("Text and an image side by side")
        template = "home/sections/about.html"
        form_layout = BlockGroup(
            children=["title", "intro", "text", "picture", "button"],
            settings=["side", "background", "width", "anchor"],
        )

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("How we started"),
            text=f"<p>{_('We began with one course and eleven people around a kitchen table.')}</p>",
            picture={"picture": newest_public_image(), "alt": "", "decorative": True},
        )
