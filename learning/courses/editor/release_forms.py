"""Forms about releases: the note to learners, and when to publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from learning.courses.models.releases import NOTE_LETTERS


class NoteForm(forms.Form):
    """What learners are told about a release."""

    note = forms.CharField(
        label=gettext_lazy("What's new, for learners"),
        max_length=NOTE_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Shown on the course page to learners who have this release."),
    )


class WhenForm(NoteForm):
    """The same, and when to publish. `moment`: now, as the form is read."""

    go_live_at = forms.DateTimeField(
        label=gettext_lazy("Publish on"),
        required=False,
        widget=AdminDateTimeInput(),
        help_text=gettext_lazy("Leave empty to publish right away."),
    )

    def __init__(self, *args: Any, moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moment = moment

    def clean_go_live_at(self) -> datetime | None:
        value = self.cleaned_data["go_live_at"]
        if value is not None and value <= self.moment:
            raise forms.ValidationError(_("Choose a time in the future, or leave this empty."))
        return value


class ScheduleForm(forms.Form):
    """When a release that is scheduled is published."""

    go_live_at = forms.DateTimeField(
        label=gettext_lazy("Publish on"),
        widget=AdminDateTimeInput(),
        help_text=gettext_lazy("A time in the past publishes it within a minute."),
    )
