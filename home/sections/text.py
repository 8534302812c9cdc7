"""Plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock


class TextSectionBlock(SectionBlock):
    """A text of a comfortable line length."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "h4", "bold", "italic", "link", "document-link", "ul", "ol", "hr"]
    )

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = GROUP_STORY
        description = _("A text with headings, lists and links")
        template = "home/sections/text.html"

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("Our story"), text=f"<p>{_('We began with one course and eleven people.')}</p>"
        )
