"""Questions and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_ACTION, SectionBlock


class FaqItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class FaqBlock(SectionBlock):
    """What people ask before they join. Search engines are told, too."""

    questions = blocks.ListBlock(FaqItemBlock(), label=_("Questions"), min_num=1, max_num=20)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = GROUP_ACTION
        description = _("Frequently asked questions that expand when selected")
        template = "home/sections/faq.html"

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("Frequently asked questions"),
            questions=[
                {
                    "question": _("How long do I have access?"),
                    "answer": f"<p>{_('You get lifetime access.')}</p>",
                },
                {"question": _("Do I get a certificate?"), "answer": f"<p>{_('Yes, at the end.')}</p>"},
            ],
        )
