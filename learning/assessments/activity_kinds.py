"""The kinds of activity that this app offers: quiz, exam and assignment.

Imported before the models are, so that whatever needs one looks it up when it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks

from common.verdict import Verdict
from learning.courses.activities import (
    ActivityAddress,
    ActivityKind,
    BegunActivity,
    Described,
    RequiredActivity,
    Unready,
    register,
)

from .grading.result_sources import AttemptScoring, SubmissionScoring

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from learning.access.models import Enrolment
    from learning.courses.models import Course
    from learning.courses.release.outlines import Outline, OutlineLesson
    from learning.courses.viewer import Viewer

    from .quizzes.placements import PlacedActivity

_ATTEMPTS, _SUBMISSIONS = AttemptScoring(), SubmissionScoring()


class AssessmentKind(ActivityKind):
    """A kind whose activities are snippets of this app, each with an identity that results hang off.

    model_name: of the snippet. on_course: filters of those that stand on their course; None: none does.
    takes_submissions: whether its results are submissions rather than attempts. start_label: of the button
    that begins an attempt.
    """

    model_name: ClassVar[str]
    on_course: ClassVar[Mapping[str, Any] | None] = None
    takes_submissions = False
    start_label: StrOrPromise = ""

    @property
    def model(self) -> Any:
        return apps.get_model("assessments", self.model_name)

    def stands_on_course(self, source: Any) -> bool:
        """Whether one that `on_course` found stands there now."""
        return True

    def begin(self, *, course: Course, title: str, actor: User) -> BegunActivity | None:
        from .actions.beginning import begin_authored_item

        item = begin_authored_item(model=self.model, course=course, title=title, actor=actor)
        value = {"work": item.pk, "public_id": str(item.public_id)}
        return BegunActivity(item.public_id, value, self.address_to_write(item))

    def address_to_write(self, item: Any) -> str:
        """Where an author writes one."""
        return reverse(item.snippet_viewset.get_url_name("edit"), args=[item.pk])

    def owned(self, public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
        from .quizzes.quiz_lookup import owned

        return owned(public_ids)

    def unready(self, public_ids: Collection[UUID]) -> Mapping[UUID, Unready]:
        """Those without questions, and those that aren't published. At most three queries."""
        from .quizzes.quiz_lookup import unready

        return unready(self, public_ids)

    def required_in(self, lesson: OutlineLesson) -> Collection[RequiredActivity]:
        from .quizzes.placements import placed_in

        if not any(activity.kind == self.name for activity in lesson.activities):
            return ()
        placed = placed_in(lesson, get_language() or "", kind=self.name)
        return [
            RequiredActivity(place.graded_item.public_id, place.title)
            for place in placed
            if place.source.is_required
        ]

    def passing_scores(self, item_ids: Collection[int]) -> Mapping[int, int]:
        """What these ask now, in %, by the graded item. One query."""
        rows = self.model.objects.filter(graded_item__in=item_ids).order_by("live")
        return dict(rows.values_list("graded_item_id", "passing_score"))

    def opening_verdict(
        self, viewer: Viewer, course: Course, outline: Outline, enrolment: Enrolment, place: PlacedActivity
    ) -> Verdict:
        """May the learner begin one now, as far as its kind has a say? Asked after course and lesson."""
        return Verdict.yes()

    def without_questions(self, source: Any) -> str:
        """What its author should know while it asks nothing."""
        return ""


class QuizKind(AssessmentKind):
    """A quiz that lessons place."""

    name = "quiz"
    label = gettext_lazy("Quiz")
    icon = "list-checks"
    start_label = gettext_lazy("Start the quiz")
    model_name = "Quiz"
    completion_rule = "quiz_passed"
    milestone = "quiz_passed"
    scoring = _ATTEMPTS

    def address_to_write(self, item: Any) -> str:
        return reverse("assessments_authoring:write", args=[self.name, item.pk])

    @staticmethod
    def block() -> blocks.Block:
        from .blocks import QuizPlacementBlock

        return QuizPlacementBlock()

    def offered(self) -> Mapping[UUID, Described]:
        from .quizzes.quiz_lookup import offered

        return offered()

    def described(self, public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
        from .quizzes.quiz_lookup import described

        return described(public_ids)

    def hidden_scores(
        self, person_id: int | None, public_ids: Collection[UUID], at: datetime
    ) -> Mapping[UUID, str]:
        from .quizzes.quiz_lookup import hidden_scores

        return hidden_scores(person_id, public_ids, at)

    def done_by(self, enrolment_id: int, required: Collection[RequiredActivity]) -> Collection[UUID]:
        from .grading.results import passed_by

        return passed_by(enrolment_id)

    def to_do(self, title: str) -> str:
        return _("Pass the quiz “%(quiz)s” to complete this lesson.") % {"quiz": title}

    def without_questions(self, source: Any) -> str:
        if source.is_required:
            return _("The quiz is required but has no questions, so no one can complete its lesson.")
        return _("The quiz has no questions.")


class AssignmentKind(AssessmentKind):
    """An assignment, in a lesson or on its course."""

    name = "assignment"
    label = gettext_lazy("Assignment")
    icon = "file-pen-line"
    model_name = "Assignment"
    completion_rule = "assignment_submitted"
    scoring = _SUBMISSIONS
    on_course: ClassVar[Mapping[str, Any] | None] = {"stands_on_course": True}
    takes_submissions = True

    @staticmethod
    def block() -> blocks.Block:
        from .blocks import AssignmentPlacementBlock

        return AssignmentPlacementBlock()

    def done_by(self, enrolment_id: int, required: Collection[RequiredActivity]) -> Collection[UUID]:
        from .models import Submission

        rows = Submission.objects.filter(enrolment=enrolment_id, submitted_at__isnull=False)
        return set(rows.values_list("placement__graded_item__public_id", flat=True))

    def to_do(self, title: str) -> str:
        return _("Submit the assignment “%(assignment)s” to complete this lesson.") % {"assignment": title}


class ExamKind(AssessmentKind):
    """The final exam of a course: no lesson places it, and a course has one at most."""

    name = "exam"
    label = gettext_lazy("Exam")
    icon = "graduation-cap"
    start_label = gettext_lazy("Start the exam")
    model_name = "Exam"
    milestone = "exam_passed"
    scoring = _ATTEMPTS
    on_course: ClassVar[Mapping[str, Any] | None] = {}

    def path(self, lesson_path: str, slug: str) -> str:
        return f"{self.segment}/"

    def address_in(self, path: tuple[str, ...]) -> ActivityAddress | None:
        return ActivityAddress((), "") if path == (self.segment,) else None

    def stands_on_course(self, source: Any) -> bool:
        return bool(source.is_active)

    def opening_verdict(
        self, viewer: Viewer, course: Course, outline: Outline, enrolment: Enrolment, place: PlacedActivity
    ) -> Verdict:
        from .quizzes.exam_access import exam_verdict

        return exam_verdict(viewer, course, outline, enrolment, place=place)

    def without_questions(self, source: Any) -> str:
        return _("The exam has no questions, so no one can pass it.")


_KINDS: dict[str, AssessmentKind] = {kind.name: kind for kind in (QuizKind(), AssignmentKind(), ExamKind())}


def register_kinds() -> None:
    """Offer them to courses."""
    for kind in _KINDS.values():
        register(kind)


def assessment_kinds() -> tuple[AssessmentKind, ...]:
    return tuple(_KINDS.values())


def assessment_kind(name: str) -> AssessmentKind:
    """Raises KeyError."""
    return _KINDS[name]
