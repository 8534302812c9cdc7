"""The form of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_ACTION, SectionBlock


class LeadFormBlock(SectionBlock):
    """Shows the form whose fields stand in the page's tab “Form”. A page has one form."""

    button_label = blocks.CharBlock(label=_("Button label"), max_length=40, required=False)

    class Meta:
        icon = "form"
        label = _("Form")
        group = GROUP_ACTION
        description = _("Shows the page's form. Edit its fields in the “Form” tab")
        template = "home/sections/lead_form.html"

    def get_preview_value(self) -> Any:
        return self.preview(title=_("Get notified when it starts"), intro=_("One email, no newsletter."))
