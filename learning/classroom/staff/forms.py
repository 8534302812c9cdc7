"""What staff are asked before access changes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from learning.courses.models import Course

AS_THE_COURSE_SAYS, UNTIL, FOR_GOOD = "course", "until", "good"
ENDS = (
    (AS_THE_COURSE_SAYS, gettext_lazy("as the course says")),
    (UNTIL, gettext_lazy("at the moment below")),
    (FOR_GOOD, gettext_lazy("never")),
)


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=AdminDateTimeInput(),
    )


def courses() -> Any:
    """Courses that have been released, by title."""
    return Course.objects.filter(latest_release__isnull=False).order_by("title")


class EndForm(forms.Form):
    """Asks when access ends."""

    ends = forms.ChoiceField(label=gettext_lazy("Ends"), choices=ENDS, widget=forms.RadioSelect)
    ends_at = moment_field(gettext_lazy("Until"), gettext_lazy("At this very moment it is over."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ends") == UNTIL and not data.get("ends_at") and "ends_at" not in self.errors:
            self.add_error("ends_at", _("Say until when."))
        return data

    @property
    def end(self) -> datetime | None:
        """None: never. Not to be asked when the course says it."""
        return self.cleaned_data["ends_at"] if self.cleaned_data["ends"] == UNTIL else None


class GrantForm(EndForm):
    """Open a course to somebody. `key` makes pressing the button twice one grant."""

    field_order = ("course", "starts_at", "ends", "ends_at", "notes", "key")

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.none())
    starts_at = moment_field(gettext_lazy("From"), gettext_lazy("Empty: from now on."))
    notes = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For the staff only. It stands in the history."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]
        self.fields["ends"].initial = AS_THE_COURSE_SAYS


class ReasonForm(forms.Form):
    """Why access is stopped, let work again, revoked or given back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For the staff only. It stands in the history."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExtendForm(EndForm, ReasonForm):
    """Move the end of a grant."""

    field_order = ("ends", "ends_at", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].choices = ENDS[1:]  # type: ignore[attr-defined]
        self.fields["ends"].initial = UNTIL


class WhyForm(forms.Form):
    """Which course, which lesson of it, and when."""

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.none())
    lesson = forms.TypedChoiceField(
        label=gettext_lazy("Lesson"), coerce=int, empty_value=None, required=False, choices=()
    )
    moment = moment_field(gettext_lazy("Moment"), gettext_lazy("Empty: now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]

    def offer_lessons(self, lessons: list[tuple[int, str]]) -> None:
        """lessons: (id, title) of those in the course that was picked."""
        field: Any = self.fields["lesson"]
        field.choices = [("", _("The course as a whole")), *lessons]
