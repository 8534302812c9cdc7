"""What it costs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_ACTION, SectionBlock
from home.sections.links import SectionLinkBlock


class PlanBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=40)
    price = blocks.CharBlock(label=_("Price"), max_length=20, help_text=_("For example €49 or free."))
    period = blocks.CharBlock(
        label=_("Billing period"), max_length=40, required=False, help_text=_("For example “per month”.")
    )
    text = blocks.CharBlock(label=_("Audience"), max_length=120, required=False)
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=90), label=_("What's included"), min_num=1, max_num=8
    )
    button = SectionLinkBlock(label=_("Button"))
    is_recommended = blocks.BooleanBlock(label=_("Recommended"), required=False, default=False)

    class Meta:
        icon = "tag"
        label = _("Plan")
        label_format = "{name} · {price}"


class PricingBlock(SectionBlock):
    """One to four plans beside each other; a recommended one stands out."""

    plans = blocks.ListBlock(PlanBlock(), label=_("Plans"), min_num=1, max_num=4)
    note = blocks.CharBlock(label=_("Small print"), max_length=200, required=False)

    class Meta:
        icon = "tag"
        label = _("Pricing")
        group = GROUP_ACTION
        description = _("One to four plans and what they include")
        template = "home/sections/pricing.html"

    def get_preview_value(self) -> Any:
        button = {"label": _("Get started"), "page": None, "address": "/courses/"}
        plans = [
            {
                "name": _("One course"),
                "price": "€49",
                "period": _("one-time"),
                "text": _("Try us out"),
                "points": [_("All lessons"), _("Lifetime")],
                "button": button,
                "is_recommended": False,
            },
            {
                "name": _("Everything"),
                "price": "€19",
                "period": _("per month"),
                "text": _("Keep learning"),
                "points": [_("All courses"), _("Live sessions"), _("Certificates")],
                "button": button,
                "is_recommended": True,
            },
        ]
        return self.preview(title=_("Pricing"), plans=plans)
