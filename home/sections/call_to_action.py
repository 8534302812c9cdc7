"""One thing to do now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_ACTION, SectionBlock
from home.sections.links import SectionLinkBlock


class CallToActionBlock(SectionBlock):
    """A sentence and a button, or two."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    first_button = SectionLinkBlock(label=_("First button"), required=True)
    second_button = SectionLinkBlock(label=_("Second button"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        group = GROUP_ACTION
        description = _("A sentence and one or two buttons")
        template = "home/sections/call_to_action.html"

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("Start with a free lesson"),
            intro=_("No card, no trial period. It takes ten minutes."),
            background="brand",
            first_button={"label": _("See all courses"), "page": None, "address": "/courses/"},
        )
