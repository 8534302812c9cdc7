"""How somebody wants messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import ChannelCode, MessageCategory
from .models import MessagePreference
from .selectors import CategoryChoice
from .timing import Digest, QuietHours


class PreferenceForm(forms.Form):
    """Which messages by which channel, how often, and when none. choices: of `selectors.choices_of`."""

    digest = forms.ChoiceField(
        label=_("How often"),
        choices=Digest.choices,
        help_text=_("Digests are sent at 08:00 in your time zone, weekly ones on Mondays."),
    )
    quiet_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(
        self, data: Any, *, preference: MessagePreference, choices: list[list[CategoryChoice]]
    ) -> None:
        initial = {
            "digest": preference.digest,
            "quiet_from": preference.quiet_from,
            "quiet_until": preference.quiet_until,
        }
        super().__init__(data, initial=initial)
        self.choices = choices
        for choice in [each for row in choices for each in row]:
            self.fields[choice.key] = forms.BooleanField(
                label=choice.channel.label, required=False, initial=choice.is_on
            )

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """The categories, each with the boxes of its channels."""
        return [(row[0].category.label, [self[choice.key] for choice in row]) for row in self.choices]

    def clean(self) -> None:
        super().clean()
        starts, ends = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        if self.errors:
            return
        if (starts is None) != (ends is None):
            missing = "quiet_until" if ends is None else "quiet_from"
            self.add_error(missing, _("Enter both times, or neither."))
        elif starts is not None and starts == ends:
            self.add_error("quiet_until", _("Choose a different end time."))

    @property
    def quiet(self) -> QuietHours | None:
        """The quiet hours of a valid form."""
        starts, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return QuietHours(starts, ends) if starts is not None else None

    @property
    def wanted(self) -> list[tuple[MessageCategory, ChannelCode]]:
        """What of a valid form is ticked."""
        choices = (choice for row in self.choices for choice in row)
        return [(choice.category, choice.channel) for choice in choices if self.cleaned_data[choice.key]]
