"""Quizzes and assignments where a lesson places them: cards with how the learner stands.

A lesson's body is drawn once for everybody, with a mark where each of them belongs; the cards of whoever
looks are put there afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.access.models import Enrolment
from learning.assessments.models import Assignment, Attempt, AttemptStatus, Quiz, QuizItem, Submission
from learning.assessments.quizzes.placements import PlacedActivity, placed_in
from learning.assessments.selectors import Result, results_of
from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import span_label
from learning.courses.release.outlines import OutlineLesson

#: What the templates of the placing blocks draw.
MARK = re.compile(r"<!--placed-work ([0-9a-f-]{36})-->")


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """What templates/classroom/placed_work.html draws.

    facts: short, for one line. state, tone: of the badge; empty where there is nothing to say yet.
    """

    kind: str
    slug: str
    title: str
    url: str
    facts: tuple[str, ...]
    due_at: datetime | None
    state: str
    tone: str
    step: str
    is_done: bool


def with_activity_cards(body: SafeString, standing: CourseContext, lesson: OutlineLesson) -> SafeString:
    """The body of a lesson with a card at each mark; marks of what is not there any more go.

    At most eight queries, and none for a lesson that places nothing.
    """
    if not lesson.activities:
        return body
    cards = cards_in(standing, lesson)

    def drawn(found: re.Match[str]) -> str:
        card = cards.get(found[1])
        return render_to_string("classroom/placed_work.html", {"card": card}) if card else ""

    return mark_safe(MARK.sub(drawn, body))  # noqa: S308 - both were drawn by templates


def cards_in(standing: CourseContext, lesson: OutlineLesson) -> dict[str, ActivityCard]:
    """The card of each work that a lesson places, by its public id."""
    places = placed_in(lesson, standing.viewer.language_code)
    enrolment = None if standing.shows_only else standing.enrolment
    results: dict[int, Result] = {}
    begun: set[int] = set()
    if enrolment is not None and enrolment.pk is not None and places:
        results = {work_id: found for (_id, work_id), found in results_of([enrolment.pk]).items()}
        begun = _begun(enrolment, [place.work.pk for place in places])
    counts = _questions_in([place.source for place in places if isinstance(place.source, Quiz)])
    return {
        str(place.work.public_id): _card(
            standing,
            place,
            results.get(place.work.pk),
            is_begun=place.work.pk in begun,
            questions=counts.get(place.source.pk, 0) if isinstance(place.source, Quiz) else 0,
        )
        for place in places
    }


def _questions_in(quizzes: Collection[Quiz]) -> dict[int, int]:
    """How many questions each of these quizzes asks, draws counted in full. One query."""
    counts: dict[int, int] = dict.fromkeys((quiz.pk for quiz in quizzes), 0)
    rows = QuizItem.objects.filter(quiz__in=counts).values_list("quiz_id", "draw_count") if counts else ()
    for quiz_id, drawn in rows:
        counts[quiz_id] += 1 if drawn is None else drawn
    return counts


def _begun(enrolment: Enrolment, work_ids: Collection[int]) -> set[int]:
    """Works that the learner has begun and not handed in. Two queries."""
    found: set[int] = set()
    for model in (Attempt, Submission):
        rows = model._default_manager.filter(
            enrolment=enrolment, placement__work__in=work_ids, status=AttemptStatus.IN_PROGRESS
        )
        found.update(rows.values_list("placement__work_id", flat=True))
    return found


def _card(
    standing: CourseContext, place: PlacedActivity, result: Result | None, *, is_begun: bool, questions: int
) -> ActivityCard:
    assert isinstance(place.source, Quiz | Assignment)
    state, tone = _state(place, result, is_begun=is_begun)
    return ActivityCard(
        kind=place.work.kind,
        slug=place.source.slug,
        title=place.title,
        url=f"{standing.url}{place.path}",
        facts=_facts(place.source, questions),
        due_at=place.source.due_at,
        state=state,
        tone=tone,
        step=_step(place, result, is_begun=is_begun),
        is_done=tone == "brand",
    )


def _facts(source: Quiz | Assignment, questions: int) -> tuple[str, ...]:
    facts = [] if source.is_required else [_("practice") if isinstance(source, Quiz) else _("optional")]
    if isinstance(source, Quiz):
        words = ngettext("%(count)d question", "%(count)d questions", questions)
        facts.append(words % {"count": questions})
        if source.time_limit_minutes:
            facts.append(span_label(source.time_limit_minutes * 60))
        facts.append(_("%(score)d%% to pass") % {"score": source.passing_score})
    return tuple(facts)


def _state(place: PlacedActivity, result: Result | None, *, is_begun: bool) -> tuple[str, str]:
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


def _step(place: PlacedActivity, result: Result | None, *, is_begun: bool) -> str:
    is_quiz = isinstance(place.source, Quiz)
    if is_begun:
        return _("Continue")
    if result is not None and result.attempts:
        return _("View attempts") if is_quiz else _("View submissions")
    return _("Go to the quiz") if is_quiz else _("Go to the assignment")
