"""What staff are asked about cohorts. Moments are written and read by the clock of the cohort."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.profile.timezones import time_zone_choices, time_zone_names
from common.natural_order import AsPeopleCount
from learning.courses.models import Course

from ..models import Cohort

MOST_ADDRESSES = 200
INVITATION_LASTS = timedelta(days=14)


class CohortForm(forms.ModelForm):
    """A cohort, with what it opens."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=time_zone_choices,
        help_text=gettext_lazy("Used for the dates on this page and for when lessons open."),
    )
    courses = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Courses"),
        queryset=Course.objects.order_by(AsPeopleCount("title")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Members get access to courses you add. They keep access to courses you remove."
        ),
    )

    class Meta:
        model = Cohort
        fields = [
            "name",
            "site",
            "description",
            "is_active",
            "time_zone",
            "starts_at",
            "ends_at",
            "capacity",
            "courses",
            "removes_access_on_leave",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "starts_at": AdminDateTimeInput(),
            "ends_at": AdminDateTimeInput(),
        }

    @property
    def zone(self) -> ZoneInfo:
        """The clock that its moments are written by: the one that was picked, else the cohort's."""
        picked = self.data.get(self.add_prefix("time_zone"), "") if self.is_bound else ""
        return ZoneInfo(picked) if picked in time_zone_names() else self.instance.zone

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The cohort must end after it starts."))
        return data


class AddressesForm(forms.Form):
    """Whom to put into a cohort."""

    addresses = forms.CharField(
        label=gettext_lazy("Email addresses"),
        help_text=gettext_lazy("One per line or separated by commas. Each must belong to an account."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_addresses(self) -> list[str]:
        """In lower case, each once."""
        found = list(dict.fromkeys(re.findall(r"[^\s,;<>]+", self.cleaned_data["addresses"].lower())))
        if not found:
            raise forms.ValidationError(_("Enter at least one email address."))
        if len(found) > MOST_ADDRESSES:
            words = _("Enter up to %(count)d addresses at a time.") % {"count": MOST_ADDRESSES}
            raise forms.ValidationError(words)
        for address in found:
            try:
                validate_email(address)
            except forms.ValidationError as wrong:
                words = _("“%(address)s” isn't a valid email address.") % {"address": address}
                raise forms.ValidationError(words) from wrong
        return found


class InvitationForm(forms.Form):
    """How long a link works, and for how many people. zone: the clock of the cohort."""

    most_uses = forms.IntegerField(
        label=gettext_lazy("Maximum uses"),
        initial=1,
        max_value=100_000,
        min_value=1,
    )
    expires_at = forms.DateTimeField(label=gettext_lazy("Expires"), widget=AdminDateTimeInput())

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["expires_at"].initial = now + INVITATION_LASTS

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()

    def clean_expires_at(self) -> datetime:
        expires_at: datetime = self.cleaned_data["expires_at"]
        if expires_at <= self.now:
            raise forms.ValidationError(_("Enter a date in the future."))
        return expires_at
