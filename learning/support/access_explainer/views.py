"""The screen that explains a person's access, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext_lazy

from learning.access.admin.grant_record import grant_rows
from learning.access.admin.learner_base import LearnerAdminView
from learning.access.admin.policies import may_change_access
from learning.access.models import CourseAccess

from .activities import activity_answers
from .explanation import AccessInquiry, answer, courses_of, inquiry, lesson_answers, lessons_in
from .fixes import fixes_for
from .forms import AccessExplainerForm


class AccessExplainerView(LearnerAdminView):
    """A person's courses with an answer each; of a course its lessons; of a lesson why, or why not.

    Each answer is one press away from the last, also without the form, which asks about other courses and
    other moments.
    """

    template_name = "support/access_explainer.html"
    page_title = gettext_lazy("Check access")
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AccessExplainerForm(self.request.GET if "course" in self.request.GET else None)
        context = super().get_context_data(**kwargs) | {"form": form, "zone": get_current_timezone_name()}
        if not form.is_bound:
            return context | {"courses": courses_of(self.person, now=self.now)}
        form.is_valid()  # before its lessons are known, only course and moment can be read
        course = form.cleaned_data.get("course")
        if course is None or "moment" in form.errors:
            return context
        moment = form.cleaned_data.get("moment") or self.now
        asked = inquiry(self.person, course, moment=moment, now=self.now)
        form = self._with_lessons(lessons_in(asked))
        return context | {"form": form} | self._answered(asked, form.cleaned_data.get("lesson"))

    def _answered(self, asked: AccessInquiry, lesson_id: int | None) -> dict[str, Any]:
        found = answer(asked, lesson_id)
        activities = activity_answers(asked, lesson_id)
        held = CourseAccess.objects.filter(person=self.person, course=asked.course)
        grants = grant_rows(held, at=asked.viewer.moment)
        answers = (found, *(one.answer for one in activities))
        query = {"course": asked.course.pk} | ({"lesson": lesson_id} if lesson_id else {})
        return {
            "answer": found,
            "about": dict(lessons_in(asked)).get(lesson_id or 0, ""),
            "course": asked.course,
            "moment": asked.viewer.moment,
            "lessons": () if lesson_id else lesson_answers(asked),
            "activities": activities,
            "grants": grants,
            "may_change": bool(may_change_access(self.reader)),
            "fixes": fixes_for(self.reader, self.person, asked.course, answers, grants),
            "hand_on_url": f"{reverse('support:hand_on', args=[self.person.public_id])}?{urlencode(query)}",
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
