"""Screens that tell: of a question where it is used and how it does, of a quiz how its questions do."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.assessments.grading import question_statistics

from ..exports.forms import FILE_FORMS
from ..models import Attempt, Exam, MarkedQuestion, Question, Quiz
from ..question_types import question_type
from .policies import may_in_course
from .usage import lessons_with, use_of

WORKS: dict[str, type[Quiz] | type[Exam]] = {"quiz": Quiz, "exam": Exam}


def work_named(kind: str, pk: int) -> Quiz | Exam:
    """The quiz or exam of an address. kind: one of WORKS. Raises Http404."""
    graded_item: Quiz | Exam = get_object_or_404(
        WORKS[kind].objects.select_related("course", "graded_item", "locale"), pk=pk
    )
    return graded_item


def list_crumb(model: type[Any]) -> Breadcrumb:
    """The breadcrumb of a list of snippets."""
    label = str(model._meta.verbose_name_plural).capitalize()
    return breadcrumb(label, reverse(model.snippet_viewset.get_url_name("list")))


class QuestionView(AdminView):
    """A question with its answer, where it is used, and how it does."""

    template_name = "assessments/admin/question.html"
    page_title = gettext_lazy("Question")
    header_icon = "help"

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(Question.objects.select_related("course"), pk=self.kwargs["pk"])

    def may(self) -> Verdict:
        return may_in_course(self.reader, "view", self.question.course_id)

    def parents(self) -> list[Breadcrumb]:
        return [list_crumb(Question)]

    def get_page_subtitle(self) -> str:
        return self.question.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        kind = question_type(question.kind)
        told = question_statistics.statistics_of([question.public_id])[question.public_id]
        viewset = Question.snippet_viewset
        return super().get_context_data(**kwargs) | {
            "question": question,
            "right_answer": kind.right_answer(kind.from_data(question.data)),
            "options": question.data.get("options", ()),
            "use": use_of(question),
            "told": told,
            "fewest": question_statistics.FEWEST,
            "may_change": bool(may_in_course(self.reader, "change", question.course_id)),
            "edit_url": reverse(viewset.get_url_name("edit"), args=[question.pk]),
            "copy_url": reverse(viewset.get_url_name("copy"), args=[question.pk]),
        }


class StatisticsView(AdminView):
    """How attempts at a quiz or exam went, and each of its questions. A fixed number of queries."""

    template_name = "assessments/admin/statistics.html"
    page_title = gettext_lazy("Statistics")
    header_icon = "list-ul"

    @cached_property
    def object(self) -> Quiz | Exam:
        return work_named(self.kwargs["kind"], self.kwargs["pk"])

    def may(self) -> Verdict:
        return may_in_course(self.reader, "view", self.object.course_id)

    def parents(self) -> list[Breadcrumb]:
        return [list_crumb(type(self.object))]

    def get_page_subtitle(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        graded_item = self.object
        attempts = Attempt.objects.filter(placement__graded_item=graded_item.graded_item_id)
        sums = attempts.aggregate(
            begun=Count("pk"),
            people=Count("enrolment__person", distinct=True),
            graded=Count("pk", filter=Q(status="graded")),
            passed=Count("pk", filter=Q(status="graded", passed=True)),
            mean=Avg("score", filter=Q(status="graded")),
            seconds=Avg("seconds_taken", filter=Q(status="graded")),
        )
        return super().get_context_data(**kwargs) | {
            "graded_item": graded_item,
            "sums": sums,
            "passed_percent": round(100 * sums["passed"] / sums["graded"]) if sums["graded"] else None,
            "minutes": round(sums["seconds"] / 60, 1) if sums["seconds"] is not None else None,
            "rows": self._rows(graded_item),
            "fewest": question_statistics.FEWEST,
            "lessons": lessons_with([graded_item]),
            "file_forms": FILE_FORMS,
        }

    def _rows(self, graded_item: Quiz | Exam) -> list[dict[str, Any]]:
        """The questions that were put, and those that are in it now; those that are gone have no title."""
        asked = MarkedQuestion.objects.filter(attempt__placement__graded_item=graded_item.graded_item_id)
        ids = dict.fromkeys(asked.order_by().values_list("question_id", flat=True).distinct())
        now = [item.question_id for item in graded_item.items.all() if item.question_id]
        locale = graded_item.course.source_locale_id
        found = Question.objects.filter(Q(translation_key__in=ids, locale=locale) | Q(pk__in=now))
        questions = {question.public_id: question for question in found}
        told = question_statistics.statistics_of(
            [*ids, *questions], graded_item_id=graded_item.graded_item_id
        )
        rows = [
            {
                "question": questions.get(question_id),
                "title": questions[question_id].title if question_id in questions else _("Deleted question"),
                "told": each,
            }
            for question_id, each in told.items()
        ]
        place = {pk: number for number, pk in enumerate(now)}
        return sorted(
            rows,
            key=lambda row: (
                place.get(row["question"].pk, len(place)) if row["question"] else len(place),
                row["title"],
            ),
        )
