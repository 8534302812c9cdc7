"""Steps from here to there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), max_length=240, rows=2)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        label_format = "{title}"


class HowItWorksBlock(SectionBlock):
    """Two to six steps, numbered by themselves."""

    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=6)

    class Meta:
        icon = "list-ol"
        label = _("How it works")
        group = GROUP_STORY
        description = _("Two to six numbered steps")
        template = "home/sections/how_it_works.html"

    def get_preview_value(self) -> Any:
        steps = [
            {"title": _("Choose"), "text": _("Try the free lessons of any course.")},
            {"title": _("Learn"), "text": _("Each lesson takes 15 minutes and ends with a task.")},
            {"title": _("Show"), "text": _("Your certificate has a code that anyone can check.")},
        ]
        return self.preview(title=_("How it works"), steps=steps)
