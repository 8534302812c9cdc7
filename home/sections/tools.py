"""Tools worth a look, with links."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.links import SectionLinkBlock
from home.sections.loading import CARD
from home.sections.pictures import PictureBlock


class ToolBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Name"), max_length=60)
    text = blocks.TextBlock(label=_("Description"), max_length=200, rows=2, required=False)
    picture = PictureBlock(label=_("Image"), required=False, specs=CARD)
    link = SectionLinkBlock(label=_("Link"), required=True)

    class Meta:
        icon = "cog"
        label = _("Tool")
        label_format = "{title}"


class ToolsBlock(SectionBlock):
    """Links with pictures, for example AI tools or workbooks."""

    items = blocks.ListBlock(ToolBlock(), label=_("Tools"), min_num=1, max_num=12)

    class Meta:
        icon = "cogs"
        label = _("Tools")
        group = GROUP_STORY
        description = _("Links with images, for example AI tools or workbooks")
        template = "home/sections/tools.html"

    def get_preview_value(self) -> Any:
        link = {"label": _("Try it"), "page": None, "address": "https://example.org/"}
        tool = {
            "title": _("Contrast checker"),
            "text": _("Checks whether text in one colour is readable on another."),
            "picture": None,
            "link": link,
        }
        return self.preview(title=_("Tools we use"), items=[tool, tool, tool])
