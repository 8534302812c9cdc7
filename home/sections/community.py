"""The people who are there already."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.links import SectionLinkBlock


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("Number"), max_length=12, help_text=_("For example 1,240 or 96%."))
    label = blocks.CharBlock(label=_("Label"), max_length=50)

    class Meta:
        icon = "order"
        label = _("Number")
        label_format = "{number} {label}"


class CommunityBlock(SectionBlock):
    """Numbers that say who is there, and the way to join them."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Numbers"), min_num=1, max_num=4)
    button = SectionLinkBlock(label=_("Button"))

    class Meta:
        icon = "group"
        label = _("Community")
        group = GROUP_STORY
        description = _("Up to four numbers and a button to join")
        template = "home/sections/community.html"

    def get_preview_value(self) -> Any:
        figures = [
            {"number": "1,240", "label": _("people learning now")},
            {"number": "38", "label": _("countries")},
            {"number": "4.8", "label": _("out of 5, rated by learners")},
        ]
        return self.preview(
            title=_("Join a growing community"),
            figures=figures,
            button={"label": _("Join now"), "page": None, "address": "/account/signup/"},
        )
