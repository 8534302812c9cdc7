"""A few good reasons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.icons import IconBlock


class HighlightBlock(blocks.StructBlock):
    icon = IconBlock()
    title = blocks.CharBlock(label=_("Heading"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), max_length=220, rows=2)

    class Meta:
        icon = "tick-inverse"
        label = _("Highlight")
        label_format = "{title}"


class HighlightsBlock(SectionBlock):
    """Two to six reasons, each with an icon."""

    items = blocks.ListBlock(HighlightBlock(), label=_("Highlights"), min_num=2, max_num=6)

    class Meta:
        icon = "list-ul"
        label = _("Highlights")
        group = GROUP_STORY
        description = _("Two to six reasons, each with an icon, a heading and a sentence")
        template = "home/sections/highlights.html"

    def get_preview_value(self) -> Any:
        reasons = [
            ("clock", _("A few hours"), _("Every course fits into two weeks of evenings.")),
            ("users-round", _("Taught by practitioners"), _("Your instructors do this work every day.")),
            ("award", _("A verifiable certificate"), _("Anyone can check that it's yours.")),
        ]
        items = [{"icon": icon, "title": title, "text": text} for icon, title, text in reasons]
        return self.preview(title=_("Why learners choose us"), items=items)
