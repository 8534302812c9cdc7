"""The settings of a quiz or exam on the screen that writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from wagtail.admin.widgets import AdminDateTimeInput

from ..models import Exam, Quiz
from .forms import AuthoredItemForm, ExamForm

_RULES = [
    "passing_score",
    "attempt_limit",
    "time_limit_minutes",
    "due_at",
    "cool_down_minutes",
    "penalty_percent",
    "counted_attempt",
    "show_scores",
    "show_outcomes",
    "show_answers",
    "shuffles_questions",
    "shuffles_options",
]


#: What a page that was opened before an upgrade doesn't send stays as it is.
_CHOICES = ("counted_attempt", "show_scores", "show_outcomes")


class _KeepsChoices:
    """Leaves a choice alone that wasn't sent, instead of refusing all that was written."""

    cleaned_data: dict[str, Any]
    fields: dict[str, forms.Field]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _CHOICES:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()  # type: ignore[misc]
        return data | {name: data.get(name) or getattr(self.instance, name) for name in _CHOICES}


class _Slugged:
    """Makes the address of its title where none is given."""

    cleaned_data: dict[str, Any]
    instance: Any

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        return slug or slugify(self.cleaned_data.get("title", ""), allow_unicode=True)[:100] or "quiz"


class QuizSettingsForm(_Slugged, _KeepsChoices, AuthoredItemForm):
    slug = forms.SlugField(required=False, allow_unicode=True, max_length=100)

    class Meta:
        model = Quiz
        fields = ["title", "course", "slug", "is_required", *_RULES]
        formsets: list[str] = []
        widgets = {"due_at": AdminDateTimeInput()}


class ExamSettingsForm(_KeepsChoices, ExamForm):
    class Meta:
        model = Exam
        fields = ["title", "course", "is_active", "unlock_days", *_RULES]
        formsets: list[str] = []
        widgets = {"due_at": AdminDateTimeInput()}


FORMS: dict[str, type[AuthoredItemForm]] = {"quiz": QuizSettingsForm, "exam": ExamSettingsForm}
