"""What Wagtail's preview shows of questions, quizzes, exams and assignments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from learning.classroom.assessment_screens import SCREENS
from learning.classroom.quiz.authored_preview import preview_question

_SCREENS = {screen.kind: screen for screen in SCREENS}


def preview(request: HttpRequest, authored: Any, *, shows_answers: bool) -> HttpResponse:
    """authored: a question, or a snippet with an activity kind."""
    screen = _SCREENS.get(getattr(authored, "ACTIVITY_KIND", ""))
    if screen is None:
        return preview_question(request, authored, shows_answers=shows_answers)
    return screen.preview(request, authored, shows_answers=shows_answers)
