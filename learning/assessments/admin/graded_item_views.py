"""One quiz, exam or assignment and everything that was handed in for it; and one attempt in all its parts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.admin.long_lists import LongList
from common.admin.views import Breadcrumb, breadcrumb
from common.verdict import Verdict

from ..actions.grading import marked_unseen, publish_marks
from ..actions.passing import passing_score_of, would_pass
from ..activity_kinds import assessment_kind
from ..grading.similarity_report import report_on
from ..models import Attempt, AttemptStatus, Submission
from ..question_types import question_type
from ..quizzes.snapshots import QuestionSnapshot
from .grading_base import GradedItemAdminView, GradingAdminView, work_url
from .policies import may_grade

ROWS_A_PAGE = 50


class GradedItemView(GradedItemAdminView):
    """What was handed in, the newest first. The number of queries does not depend on how much that is."""

    template_name = "assessments/admin/marked_work.html"
    page_title = gettext_lazy("Assessment")

    def get_page_title(self) -> str:
        return self.graded_item.kind_label

    def get_breadcrumb_label(self) -> str:
        return self.graded_item.title

    def parents(self) -> list[Breadcrumb]:
        return super().parents()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_assignment = assessment_kind(self.graded_item.kind).takes_submissions
        rows = self._submissions() if is_assignment else self._attempts()
        needed = passing_score_of(self.graded_item)
        return super().get_context_data(**kwargs) | {
            "is_assignment": is_assignment,
            "page": LongList(rows, ROWS_A_PAGE).page_of(self.request.GET),
            "unseen": marked_unseen(self.graded_item).count() if is_assignment else 0,
            "would_pass": 0 if needed is None else would_pass(self.graded_item, needed).count(),
        }

    def _submissions(self) -> Any:
        rows = Submission.objects.filter(placement__graded_item=self.graded_item).exclude(
            status=AttemptStatus.IN_PROGRESS
        )
        return rows.select_related("enrolment__person").order_by("-submitted_at", "-pk")

    def _attempts(self) -> Any:
        rows = Attempt.objects.filter(placement__graded_item=self.graded_item).exclude(
            status=AttemptStatus.IN_PROGRESS
        )
        return rows.select_related("enrolment__person").defer("paper").order_by("-submitted_at", "-pk")


class PublishView(GradedItemAdminView):
    """Show everybody their marks of an assignment. It says before how many, and that there is no way back."""

    template_name = "assessments/admin/publish_marks.html"
    page_title = gettext_lazy("Publish all marks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Submission.objects.filter(
            placement__graded_item=self.graded_item,
            status__in=[AttemptStatus.PENDING, AttemptStatus.LATE, AttemptStatus.SUBMITTED],
        )
        return super().get_context_data(**kwargs) | {
            "count": marked_unseen(self.graded_item).count(),
            "waiting": waiting.count(),
            "back_url": work_url(self.graded_item),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = publish_marks(graded_item=self.graded_item, at=self.now)
        words = ngettext(
            "Marks published for %(count)d submission.",
            "Marks published for %(count)d submissions.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect(work_url(self.graded_item))


class AttemptView(GradingAdminView):
    """One attempt: every question with its answer and marks, and how the marks came to be."""

    template_name = "assessments/admin/attempt.html"
    page_title = gettext_lazy("Attempt")

    @cached_property
    def attempt(self) -> Attempt:
        rows = Attempt.objects.select_related("enrolment__person", "placement__graded_item__course")
        rows = rows.exclude(status=AttemptStatus.IN_PROGRESS)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return super().may() and may_grade(self.reader, self.attempt.placement.graded_item.course_id)

    def get_breadcrumb_label(self) -> str:
        return self.attempt.enrolment.person.get_display_name()

    def parents(self) -> list[Breadcrumb]:
        graded_item = self.attempt.placement.graded_item
        return [*super().parents(), breadcrumb(graded_item.title, work_url(graded_item))]

    def get_page_subtitle(self) -> str:
        return self.attempt.placement.graded_item.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        marked = {row.place: row for row in self.attempt.marked_questions.all()}
        paper = [QuestionSnapshot.from_data(row) for row in self.attempt.paper]
        return super().get_context_data(**kwargs) | {
            "attempt": self.attempt,
            "person": self.attempt.enrolment.person.get_display_name(),
            "questions": [
                self._question(frozen, marked[frozen.place]) for frozen in paper if frozen.place in marked
            ],
            "markings": self.attempt.markings.select_related("by").order_by("-pk"),
        }

    @staticmethod
    def _question(frozen: QuestionSnapshot, marked: Any) -> dict[str, Any]:
        kind, asked = question_type(frozen.asked.kind), frozen.asked
        content = kind.from_data(asked.data)
        answered = kind.display.to_grade(content, marked.answer).lines
        return {
            "marked": marked,
            "prompt": _plain(asked.prompt),
            "kind": kind.label,
            "answered": answered,
            "right": kind.right_answer(content),
            "says": _("not answered") if not answered else "",
        }


def _plain(prompt: Any) -> str:
    """The words of a prompt, without its looks."""
    texts = [block["value"] for block in prompt if isinstance(block.get("value"), str)]
    return Truncator(" ".join(strip_tags(text) for text in texts)).chars(300)


class SimilarView(GradedItemAdminView):
    """Attempts that resemble each other."""

    template_name = "assessments/admin/similar.html"
    page_title = gettext_lazy("Similar attempts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"report": report_on(self.graded_item)}
