"""The opening of a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from home.sections.base import GROUP_OPENING, SectionBlock
from home.sections.links import SectionLinkBlock
from home.sections.loading import WIDE
from home.sections.pictures import DescribedPictureBlock, PictureBlock
from library.blocks.choosers import VideoChooserBlock


class WidePictureBlock(DescribedPictureBlock):
    picture = PictureBlock(label=_("Image"), required=False, specs=WIDE)


class HeroValue(blocks.StructValue):
    @property
    def buttons(self) -> list[Any]:
        return [link for link in (self["first_button"], self["second_button"]) if link.is_shown]


class HeroBlock(SectionBlock):
    """One promise in one line, and the way on. Without a picture or film it shows the academy's arches."""

    title = blocks.CharBlock(
        label=_("Headline"), max_length=120, help_text=_("Your main promise, in one line.")
    )
    eyebrow = blocks.CharBlock(
        label=_("Text above the headline"),
        max_length=60,
        required=False,
        help_text=_("For example “Starts on 4 May”."),
    )
    layout = blocks.ChoiceBlock(
        label=_("Layout"),
        choices=[("beside", _("Image beside the text")), ("behind", _("Image behind the text"))],
        default="beside",
    )
    picture = WidePictureBlock(label=_("Image"), required=False)
    film = VideoChooserBlock(
        label=_("Or silent video"),
        required=False,
        help_text=_("Plays on loop without sound, with a stop button. A few seconds are enough."),
    )
    first_button = SectionLinkBlock(label=_("First button"))
    second_button = SectionLinkBlock(label=_("Second button"))
    width = None  # it always goes from edge to edge

    class Meta:
        icon = "title"
        label = _("Hero")
        group = GROUP_OPENING
        description = _("A headline with an image or silent video and up to two buttons")
        template = "home/sections/hero.html"
        value_class = HeroValue
        form_layout = BlockGroup(
            children=["eyebrow", "title", "intro", "first_button", "second_button", "picture", "film"],
            settings=["layout", "background", "anchor"],
        )

    def get_preview_value(self) -> Any:
        return self.preview(
            eyebrow=_("New this spring"),
            title=_("Learn one useful thing well"),
            intro=_("Short courses by people who do the work."),
            first_button={"label": _("See all courses"), "page": None, "address": "/courses/"},
            second_button={"label": _("Meet the instructors"), "page": None, "address": "/instructors/"},
        )
