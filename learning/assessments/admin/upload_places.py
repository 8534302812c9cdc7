"""Of which course the screens are on which questions, quizzes, exams and assignments are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps

from learning.courses.editor.upload_place import register_place
from learning.courses.models import Course

from ..permissions import rights_on_course

if TYPE_CHECKING:
    from accounts.models import User

_MODELS = ("question", "quiz", "exam", "assignment")


def _course(person: User, course_id: Any) -> Course | None:
    if not str(course_id or "").isdigit() or "change" not in rights_on_course(person, int(course_id)):
        return None
    return Course.objects.select_related("collection").filter(pk=int(course_id)).first()


def _of_form(person: User, kwargs: Mapping[str, Any], said: Mapping[str, str]) -> Course | None:
    """The course that the form of a new one says."""
    return _course(person, said.get("course"))


def _of_row(model_name: str) -> Any:
    def find(person: User, kwargs: Mapping[str, Any], said: Mapping[str, str]) -> Course | None:
        """The course of the row; while that is none, the one that the form says."""
        model = apps.get_model("assessments", model_name or kwargs["kind"])
        row = model.objects.filter(pk=str(kwargs["pk"])).values_list("course_id", flat=True).first()
        return _course(person, row or said.get("course"))

    return find


def register() -> None:
    """Called once, when the app is ready."""
    for name in _MODELS:
        register_place(f"wagtailsnippets_assessments_{name}:add", _of_form)
        register_place(f"wagtailsnippets_assessments_{name}:edit", _of_row(name))
    register_place("assessments_authoring:write_new", _of_form)
    register_place("assessments_authoring:write", _of_row(""))
