"""Time until a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_ACTION, SectionBlock
from home.sections.links import SectionLinkBlock


class CountdownValue(blocks.StructValue):
    def left_at(self, now: datetime) -> timedelta:
        """What is left; never less than nothing, and nothing while a draft has no date."""
        return max(self["ends_at"] - now, timedelta(0)) if self["ends_at"] else timedelta(0)


class CountdownBlock(SectionBlock):
    """Counts down to a moment and says something else once it has come. The server decides which."""

    ends_at = blocks.DateTimeBlock(label=_("Date and time"))
    over = blocks.CharBlock(
        label=_("Message when it ends"), max_length=160, help_text=_("For example “Enrolment is open”.")
    )
    button = SectionLinkBlock(label=_("Button"), help_text=_("Shown during and after the countdown."))

    class Meta:
        icon = "time"
        label = _("Countdown")
        group = GROUP_ACTION
        description = _("Days, hours and minutes until a date")
        template = "home/sections/countdown.html"
        value_class = CountdownValue

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        left = value.left_at(timezone.now())
        minutes = left.seconds // 60
        context["is_over"] = not left
        context["left"] = {"days": left.days, "hours": minutes // 60, "minutes": minutes % 60}
        return context

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("The next cohort starts in"),
            ends_at=timezone.now().replace(second=0, microsecond=0) + timedelta(days=9, hours=4),
            over=_("The cohort has started."),
        )
