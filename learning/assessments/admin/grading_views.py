"""One thing to mark: what the learner did beside rubric, marks and comment, and the way to the next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.core.cache import cache
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from ..actions import comments
from ..actions.grading import GradingRefused, grade_question, grade_submission
from ..assignments.assignment_snapshot import AssignmentSnapshot
from ..assignments.late_policy import days_late
from ..grading.answer_display import words_of
from ..grading.grading_queue import ESSAY, SUBMISSION, QueueKey
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
from ..questions import kind_of
from ..questions.essay import Essay
from ..questions.writing import words_in
from ..quizzes.attempt_rules import AttemptRules
from ..quizzes.snapshots import QuestionSnapshot
from .grading_base import GradingAdminView, work_url
from .grading_forms import LEVEL, QuestionMarkForm, SubmissionMarkForm
from .grading_queue_views import kept_filters, neighbour_url, queue_of

COMMENTS_SHOWN = 50
#: How long it is told that somebody has something open.
OPEN_SECONDS = 10 * 60


class GradingView(GradingAdminView, ABC):
    """What a screen for a submission and one for a question have in common."""

    what: Submission | Attempt
    key: QueueKey

    def further_breadcrumbs(self) -> list[dict[str, Any]]:
        work = self.what.placement.work
        return [{"url": work_url(work), "label": work.title}, {"url": "", "label": self.person}]

    @property
    def person(self) -> str:
        return self.what.enrolment.person.get_display_name()

    def get_page_subtitle(self) -> str:
        return self.what.placement.work.title

    @property
    @abstractmethod
    def markings(self) -> list[Marking]:
        """The history of its marks, the first one first."""

    @abstractmethod
    def form_for(self, data: Any) -> Any:
        """The form for its marks, as it stands or with what was sent."""

    @abstractmethod
    def done(self, form: Any) -> None:
        """Give the marks. Raises MarkingRefused."""

    def seen(self) -> int | None:
        last = self.markings[-1] if self.markings else None
        return last.pk if last else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST)
        if form.is_valid():
            try:
                self.done(form)
            except GradingRefused as refused:
                form.add_error(None, str(refused))
            else:
                return self._onward(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)

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
            return redirect(reverse("assessments_marking:queue") + filters)
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue, filters = queue_of(self.reader, self.request.GET), kept_filters(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "form": kwargs.get("form") or self.form_for(None),
            "person": self.person,
            "what": self.what,
            "markings": list(reversed(self.markings)),
            "seen": self.seen(),
            "comments": SavedComment.objects.filter(person=self.reader).order_by("-used_count", "-pk")[
                :COMMENTS_SHOWN
            ],
            "before_url": neighbour_url(queue, self.key, filters, after=False),
            "after_url": neighbour_url(queue, self.key, filters, after=True),
            "queue_url": reverse("assessments_marking:queue") + filters,
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
    what: Submission

    def look_up(self) -> None:
        rows = Submission.objects.exclude(status=AttemptStatus.IN_PROGRESS)
        rows = rows.select_related("enrolment__person", "placement__work__course", "placement__lesson")
        self.what = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        self.require_marker(self.what.placement.work.course_id)
        assert self.what.submitted_at is not None
        self.key = QueueKey(self.what.submitted_at, SUBMISSION, self.what.pk)
        self.brief = AssignmentSnapshot.from_json(self.what.brief)
        self.days_late = days_late(self.what.due_at, self.what.submitted_at)
        self._markings = list(self.what.markings.select_related("by").order_by("pk"))

    @property
    def markings(self) -> list[Marking]:
        return self._markings

    def form_for(self, data: Any) -> SubmissionMarkForm:
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

    def done(self, form: Any) -> None:
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
            enrolment=self.what.enrolment_id, placement__work=self.what.placement.work_id
        )
        return context | {
            "brief": self.brief,
            "days_late": self.days_late,
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
    what: Attempt

    def look_up(self) -> None:
        attempts = Attempt.objects.select_related(
            "enrolment__person", "placement__work__course", "placement__lesson"
        )
        self.what = get_object_or_404(attempts, public_id=self.kwargs["public_id"])
        self.require_marker(self.what.placement.work.course_id)
        place = self.kwargs["place"]
        self.question = get_object_or_404(MarkedQuestion, attempt=self.what, place=place)
        if self.what.submitted_at is None:
            raise Http404("the attempt is not submitted yet")
        self.key = QueueKey(self.what.submitted_at, ESSAY, self.question.pk)
        self.frozen = QuestionSnapshot.from_data(
            next(row for row in self.what.paper if row["place"] == place)
        )
        self._markings = list(self.what.markings.filter(place=place).select_related("by").order_by("pk"))

    @property
    def markings(self) -> list[Marking]:
        return self._markings

    def form_for(self, data: Any) -> Form:
        question = self.question
        return QuestionMarkForm(
            data,
            most=question.most_marks,
            is_marked=question.score is not None,
            initial={"score": question.score, "comment": question.comment, "seen": self.seen()},
        )

    def done(self, form: Any) -> None:
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
        kind = kind_of(self.question.kind)
        content = kind.from_data(self.frozen.asked.data)
        text = self.question.answer if isinstance(self.question.answer, str) else ""
        return super().get_context_data(**kwargs) | {
            "question": self.question,
            "prompt": _drawn(Question, "prompt", self.frozen.asked.prompt),
            "kind_label": kind.LABEL,
            "word_count": words_in(text),
            "essay": content if isinstance(content, Essay) else None,
            "answered": words_of(self.question.kind, self.frozen.asked.data, self.question.answer),
            "right_answer": kind.right_answer(content),
            "rules": AttemptRules.from_json(self.what.rules),
        }


class DeleteCommentView(View):
    """Forget a comment of one's own, and go back."""

    def post(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        comments.delete_comment(person=request.user, public_id=public_id)  # type: ignore[arg-type]
        back = request.POST.get("back", "")
        queue = reverse("assessments_marking:queue")
        return redirect(back if back.startswith(queue) else queue)


def _drawn(model: Any, field: str, stream: Any) -> SafeString:
    """A stream that was kept as JSON, as HTML."""
    value = model._meta.get_field(field).stream_block.to_python(stream)
    return SafeString(value.render_as_block()) if value else SafeString("")
