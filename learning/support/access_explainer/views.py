"""The screen that explains a person's access, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from learning.access.admin.learner_base import LearnerAdminView

from .explanation import answer, inquiry, lessons_in
from .forms import AccessExplainerForm


class AccessExplainerView(LearnerAdminView):
    """Pick a course, a lesson and a moment; read why the person can or can't enter."""

    template_name = "support/access_explainer.html"
    page_title = gettext_lazy("Check access")
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AccessExplainerForm(self.request.GET if "course" in self.request.GET else None)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_bound:
            return context
        form.is_valid()  # before its lessons are known, only course and moment can be read
        course = form.cleaned_data.get("course")
        if course is None or "moment" in form.errors:
            return context
        moment = form.cleaned_data.get("moment") or self.now
        asked = inquiry(self.person, course, moment=moment, now=self.now)
        lessons = lessons_in(asked)
        form = self._with_lessons(lessons)
        lesson_id = form.cleaned_data.get("lesson")
        return context | {
            "form": form,
            "answer": answer(asked, lesson_id),
            "about": dict(lessons).get(lesson_id or 0, ""),
            "course": course,
            "moment": moment,
        }

    def _with_lessons(self, lessons: list[tuple[int, str]]) -> AccessExplainerForm:
        """The form once more. A lesson of another course, picked before the course changed, is dropped."""
        data = self.request.GET.copy()
        if data.get("lesson", "") not in {str(lesson_id) for lesson_id, _title in lessons}:
            data["lesson"] = ""
        form = AccessExplainerForm(data)
        form.offer_lessons(lessons)
        form.is_valid()
        return form
