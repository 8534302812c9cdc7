"""One thing to mark: what the learner did beside rubric, marks and comment, and the way to the next."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.core.cache import cache
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from common.admin.views import AdminActionView, AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from ..actions import comments
from ..actions.grading import GradingRefused, grade_question, grade_submission
from ..assignments.assignment_snapshot import AssignmentSnapshot
from ..assignments.late_policy import days_late
from ..grading.grading_queue import ANSWER, SUBMISSION, QueueKey
from ..models import (
    Assignment,
    Attempt,
    AttemptStatus,
    MarkedQuestion,
    Marking,
    Question,
    SavedComment,
    Submission,
)
from ..question_types import question_type
from ..question_types.text_normalisation import words_in
from ..quizzes.attempt_rules import AttemptRules
from ..quizzes.snapshots import QuestionSnapshot
from .grading_base import GradingAdminView, work_url
from .grading_forms import LEVEL, QuestionMarkForm, SubmissionMarkForm
from .grading_queue_views import kept_filters, neighbour_url, queue_of
from .policies import may_grade

COMMENTS_SHOWN = 50
#: How long it is told that somebody has something open.
OPEN_SECONDS = 10 * 60


class GradingView(GradingAdminView, AdminFormView):
    """What a screen for a submission and one for a question have in common."""

    what: Any
    key: Any  # the QueueKey of what is graded
    refusals = (GradingRefused,)

    def may(self) -> Verdict:
        return super().may() and may_grade(self.reader, self.what.placement.graded_item.course_id)

    def parents(self) -> list[Breadcrumb]:
        graded_item = self.what.placement.graded_item
        return [*super().parents(), breadcrumb(graded_item.title, work_url(graded_item))]

    def get_breadcrumb_label(self) -> str:
        return self.person

    def back(self) -> str:
        return reverse("assessments_marking:queue") + kept_filters(self.request.GET)

    @property
    def person(self) -> str:
        return self.what.enrolment.person.get_display_name()

    def get_page_subtitle(self) -> str:
        return self.what.placement.graded_item.title

    markings: Any  # the history of its marks, the first one first

    @abstractmethod
    def grade(self, form: Any) -> None:
        """Give the marks. Raises GradingRefused."""

    def seen(self) -> int | None:
        last = self.markings[-1] if self.markings else None
        return last.pk if last else None

    def done(self, form: Any) -> HttpResponse:
        self.grade(form)
        return self._onward(form)

    def _onward(self, form: Any) -> HttpResponse:
        text = form.cleaned_data["comment"]
        comments.count_use(person=self.reader, text=text)
        if form.cleaned_data.get("keeps_comment"):
            comments.keep_comment(person=self.reader, text=text, at=self.now)
        messages.success(self.request, _("Graded: %(person)s.") % {"person": self.person})
        filters = kept_filters(self.request.GET)
        queue = queue_of(self.reader, self.request.GET)
        following = neighbour_url(queue, self.key, filters, after=True)
        if "next" in self.request.POST and following:
            return redirect(following)
        if "next" in self.request.POST:
            messages.info(self.request, _("That was the last one. There's nothing left in this queue."))
            return redirect(self.back())
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue, filters = queue_of(self.reader, self.request.GET), kept_filters(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "what": self.what,
            "markings": list(reversed(self.markings)),
            "seen": self.seen(),
            "comments": SavedComment.objects.filter(person=self.reader).order_by("-used_count", "-pk")[
                :COMMENTS_SHOWN
            ],
            "before_url": neighbour_url(queue, self.key, filters, after=False),
            "after_url": neighbour_url(queue, self.key, filters, after=True),
            "queue_url": self.back(),
            "opened_by": self._opened_by(),
            "back": self.request.get_full_path(),
        }

    def _opened_by(self) -> str:
        """Who else has it open just now; and that the reader has."""
        name = f"assessments.marking.{self.key.kind}.{self.key.pk}"
        other = cache.get(name)
        cache.set(name, (self.reader.pk, self.reader.get_display_name()), OPEN_SECONDS)
        return other[1] if other and other[0] != self.reader.pk else ""


class GradeSubmissionView(GradingView):
    """A submission."""

    template_name = "assessments/admin/mark_submission.html"
    page_title = gettext_lazy("Submission")

    @cached_property
    def what(self) -> Submission:
        rows = Submission.objects.exclude(status=AttemptStatus.IN_PROGRESS)
        rows = rows.select_related("enrolment__person", "placement__graded_item__course", "placement__lesson")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    @cached_property
    def key(self) -> QueueKey:
        assert self.what.submitted_at is not None
        return QueueKey(self.what.submitted_at, SUBMISSION, self.what.pk)

    @cached_property
    def brief(self) -> AssignmentSnapshot:
        return AssignmentSnapshot.from_json(self.what.brief)

    @cached_property
    def markings(self) -> list[Marking]:
        return list(self.what.markings.select_related("by").order_by("pk"))

    def form_for(self, data: Any, files: Any = None) -> SubmissionMarkForm:
        is_marked = self.what.status == AttemptStatus.GRADED
        return SubmissionMarkForm(
            data,
            brief=self.brief,
            costs_marks=self.what.is_late and self.brief.deducts,
            is_marked=is_marked,
            initial={"comment": self.what.comment, "seen": self.seen(), "points": self._points_set()},
        )

    def _points_set(self) -> Any:
        """What stands in the field of marks: nothing where the levels alone decide."""
        if self.what.points is None:
            return None
        earned = self.what.points + self.what.points_off
        levels = self.what.levels
        if self.brief.rubric and len(levels) == len(self.brief.rubric):
            added_up = sum(one.levels[levels[one.id]].marks for one in self.brief.rubric)
            return None if added_up == earned else earned
        return earned

    def grade(self, form: Any) -> None:
        self.what = grade_submission(
            submission_id=self.what.public_id,
            judgement=form.judgement(),
            by=self.reader,
            at=self.now,
            seen=form.cleaned_data["seen"],
            reason=form.reason_given,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = context["form"].levels() if context["form"].is_bound else self.what.levels
        others = Submission.objects.filter(
            enrolment=self.what.enrolment_id, placement__graded_item=self.what.placement.graded_item_id
        )
        return context | {
            "brief": self.brief,
            "days_late": days_late(self.what.due_at, self.key.at),
            "rubric": [
                {
                    "criterion": one,
                    "name": f"{LEVEL}{one.id}",
                    "levels": [
                        {"level": level, "place": place, "is_chosen": chosen.get(one.id) == place}
                        for place, level in enumerate(one.levels)
                    ],
                }
                for one in self.brief.rubric
            ],
            "instructions": _drawn(Assignment, "instructions", self.brief.instructions),
            "files": list(self.what.files.all()),
            "word_count": words_in(self.what.text),
            "others": others.exclude(status=AttemptStatus.IN_PROGRESS)
            .exclude(pk=self.what.pk)
            .order_by("number"),
        }


class GradeQuestionView(GradingView):
    """One question of an attempt: an essay that waits, or any other whose marks are to be overridden."""

    template_name = "assessments/admin/mark_question.html"
    page_title = gettext_lazy("Answer")

    @cached_property
    def what(self) -> Attempt:
        attempts = Attempt.objects.select_related(
            "enrolment__person", "placement__graded_item__course", "placement__lesson"
        )
        return get_object_or_404(attempts, public_id=self.kwargs["public_id"], submitted_at__isnull=False)

    @cached_property
    def question(self) -> MarkedQuestion:
        return get_object_or_404(MarkedQuestion, attempt=self.what, place=self.kwargs["place"])

    @cached_property
    def key(self) -> QueueKey:
        assert self.what.submitted_at is not None
        return QueueKey(self.what.submitted_at, ANSWER, self.question.pk)

    @cached_property
    def frozen(self) -> QuestionSnapshot:
        place = self.kwargs["place"]
        return QuestionSnapshot.from_data(next(row for row in self.what.paper if row["place"] == place))

    @cached_property
    def markings(self) -> list[Marking]:
        rows = self.what.markings.filter(place=self.kwargs["place"])
        return list(rows.select_related("by").order_by("pk"))

    def form_for(self, data: Any, files: Any = None) -> Form:
        question = self.question
        return QuestionMarkForm(
            data,
            most=question.most_marks,
            is_marked=question.score is not None,
            initial={"score": question.score, "comment": question.comment, "seen": self.seen()},
        )

    def grade(self, form: Any) -> None:
        self.question = grade_question(
            attempt_id=self.what.public_id,
            place=self.question.place,
            score=form.cleaned_data["score"],
            comment=form.cleaned_data["comment"],
            by=self.reader,
            at=self.now,
            seen=form.cleaned_data["seen"],
            reason=form.reason_given,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = question_type(self.question.kind)
        content = kind.from_data(self.frozen.asked.data)
        return super().get_context_data(**kwargs) | {
            "question": self.question,
            "prompt": _drawn(Question, "prompt", self.frozen.asked.prompt),
            "kind_label": kind.label,
            "answer": kind.display.to_grade(content, self.question.answer),
            "answer_template": kind.answer_template,
            "right_answer": kind.right_answer(content),
            "rules": AttemptRules.from_json(self.what.rules),
        }


class DeleteCommentView(AdminActionView):
    """Forget a comment of one's own, and go back. Whoever comes into the admin may."""

    def may(self) -> Verdict:
        return Verdict.yes()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        comments.delete_comment(person=self.reader, public_id=kwargs["public_id"])
        back = request.POST.get("back", "")
        queue = reverse("assessments_marking:queue")
        return redirect(back if back.startswith(queue) else queue)


def _drawn(model: Any, field: str, stream: Any) -> SafeString:
    """A stream that was kept as JSON, as HTML."""
    value = model._meta.get_field(field).stream_block.to_python(stream)
    return SafeString(value.render_as_block()) if value else SafeString("")
