"""What staff are asked before a person's access is explained."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.access.admin.granting_forms import courses, moment_field
from learning.courses.models import Course


class AccessExplainerForm(forms.Form):
    """Which course, which lesson of it, and when."""

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.none())
    lesson = forms.TypedChoiceField(
        label=gettext_lazy("Lesson"), coerce=int, empty_value=None, required=False, choices=()
    )
    moment = moment_field(gettext_lazy("Date and time"), gettext_lazy("Leave empty for the current time."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]

    def offer_lessons(self, lessons: list[tuple[int, str]]) -> None:
        """lessons: (id, title) of those in the course that was picked."""
        field: Any = self.fields["lesson"]
        field.choices = [("", _("Whole course")), *lessons]
