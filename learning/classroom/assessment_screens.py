"""The screens of quizzes, exams and assignments, as kinds of activity."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.assessments.models import Examination, QuizItem
from learning.assessments.policies import score_verdict
from learning.assessments.selectors import (
    AttemptRules,
    CourseAccommodations,
    PlacedActivity,
    Result,
    placed_in,
)
from learning.classroom.activities import ActivityCard, Reached
from learning.classroom.assignment import preview as assignment_preview
from learning.classroom.assignment import views as assignment_views
from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import span_label
from learning.classroom.quiz import authored_preview
from learning.classroom.quiz import views as quiz_views
from learning.courses.activities import ActivityAddress
from learning.courses.release.outlines import OutlineActivity, OutlineLesson


class AssessmentScreen(ABC):
    """What the screens of this app's own kinds share."""

    kind: str

    def cards(
        self,
        standing: CourseContext,
        lesson: OutlineLesson,
        placed: Collection[OutlineActivity],
        reached: Reached,
    ) -> Mapping[UUID, ActivityCard]:
        """One query, and those of `facts`."""
        places = placed_in(lesson, standing.viewer.language_code, kind=self.kind)
        facts = self.facts(places, reached.given)
        return {
            place.graded_item.public_id: self._card(
                standing, place, facts[place.graded_item.public_id], reached
            )
            for place in places
        }

    @abstractmethod
    def facts(
        self, places: Collection[PlacedActivity], given: CourseAccommodations
    ) -> Mapping[UUID, tuple[str, ...]]:
        """What the card of each says in one line, by public id. given: what its learner has beyond others."""

    @abstractmethod
    def step(self, result: Result | None) -> str:
        """The label of the link, for whoever has not begun."""

    @abstractmethod
    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        """The page at the activity's address."""

    @abstractmethod
    def preview(self, request: HttpRequest, authored: Any, *, shows_answers: bool) -> HttpResponse:
        """What Wagtail shows an author."""

    def _card(
        self, standing: CourseContext, place: PlacedActivity, facts: tuple[str, ...], reached: Reached
    ) -> ActivityCard:
        key = place.graded_item.public_id
        result, is_begun = reached.results.get(key), key in reached.begun
        source: Any = place.source
        allowed = reached.given.of(place.graded_item.pk)
        shows_score = not isinstance(source, Examination) or bool(
            score_verdict(AttemptRules.of(source, allowed), standing.viewer.moment)
        )
        state, tone = _state(result, is_begun=is_begun, shows_score=shows_score)
        return ActivityCard(
            key=f"{self.kind}-{source.slug}",
            kind_label=str(place.kind.label),
            icon=place.kind.icon,
            title=place.title,
            url=f"{standing.url}{place.path}",
            step=_("Continue") if is_begun else self.step(result),
            facts=facts,
            due_at=allowed.due_after(source.due_at),
            state=state,
            tone=tone,
            is_done=tone == "brand",
        )


class QuizActivityScreen(AssessmentScreen):
    kind = "quiz"

    def facts(
        self, places: Collection[PlacedActivity], given: CourseAccommodations
    ) -> Mapping[UUID, tuple[str, ...]]:
        """One query."""
        counts = _questions_in([place.source.pk for place in places])
        return {
            place.graded_item.public_id: _quiz_facts(place, counts[place.source.pk], given)
            for place in places
        }

    def step(self, result: Result | None) -> str:
        return _("View attempts") if result is not None and result.attempts else _("Go to the quiz")

    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        return quiz_views.show(request, standing, address.lesson_path, address.slug)

    def preview(self, request: HttpRequest, authored: Any, *, shows_answers: bool) -> HttpResponse:
        return authored_preview.preview_paper(request, authored, shows_answers=shows_answers)


class ExamActivityScreen(QuizActivityScreen):
    kind = "exam"

    def cards(
        self,
        standing: CourseContext,
        lesson: OutlineLesson,
        placed: Collection[OutlineActivity],
        reached: Reached,
    ) -> Mapping[UUID, ActivityCard]:
        """None: an exam stands on its course, where `exam_panel` draws it."""
        return {}

    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        return quiz_views.show_exam(request, standing)


class AssignmentActivityScreen(AssessmentScreen):
    kind = "assignment"

    def facts(
        self, places: Collection[PlacedActivity], given: CourseAccommodations
    ) -> Mapping[UUID, tuple[str, ...]]:
        return {
            place.graded_item.public_id: () if place.source.is_required else (_("optional"),)
            for place in places
        }

    def step(self, result: Result | None) -> str:
        return _("View submissions") if result is not None and result.attempts else _("Go to the assignment")

    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        return assignment_views.show(request, standing, address.lesson_path, address.slug)

    def preview(self, request: HttpRequest, authored: Any, *, shows_answers: bool) -> HttpResponse:
        return assignment_preview.preview_assignment(request, authored)


SCREENS: tuple[AssessmentScreen, ...] = (
    QuizActivityScreen(),
    ExamActivityScreen(),
    AssignmentActivityScreen(),
)


def _questions_in(quiz_ids: Collection[int]) -> dict[int, int]:
    """How many questions each of these quizzes asks, draws counted in full. One query."""
    counts: dict[int, int] = dict.fromkeys(quiz_ids, 0)
    rows = QuizItem.objects.filter(quiz__in=counts).values_list("quiz_id", "draw_count") if counts else ()
    for quiz_id, drawn in rows:
        counts[quiz_id] += 1 if drawn is None else drawn
    return counts


def _quiz_facts(place: PlacedActivity, questions: int, given: CourseAccommodations) -> tuple[str, ...]:
    source: Any = place.source
    rules = AttemptRules.of(source, given.of(place.graded_item.pk))
    facts = [] if source.is_required else [_("practice")]
    words = ngettext("%(count)d question", "%(count)d questions", questions)
    facts.append(words % {"count": questions})
    if rules.seconds is not None:
        facts.append(span_label(rules.seconds))
    facts.append(_("%(score)d%% to pass") % {"score": source.passing_score})
    return tuple(facts)


def _state(result: Result | None, *, is_begun: bool, shows_score: bool) -> tuple[str, str]:
    if result is not None and not shows_score:
        if is_begun:
            return _("In progress"), "info"
        return (_("Submitted"), "brand" if result.passed else "info") if result.attempts else ("", "")
    if result is not None and result.passed:
        return _("Passed with %(score)s%%") % {"score": _percent(result)}, "brand"
    if is_begun:
        return _("In progress"), "info"
    if result is None:
        return "", ""
    if result.pending:
        return _("Awaiting grading"), "info"
    if result.best_score is None:
        return "", ""
    return _("Best so far: %(score)s%%") % {"score": _percent(result)}, "accent"


def _percent(result: Result) -> str:
    return f"{result.best_score:.2f}".rstrip("0").rstrip(".")
