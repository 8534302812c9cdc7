"""Activities where a lesson places them: cards with how the learner stands.

A lesson's body is drawn once for everybody, with a mark where each of them belongs; the cards of whoever
looks are put there afterwards.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from learning.assessments.selectors import accommodations_in, begun_by, items_of, results_of
from learning.classroom.activities import ActivityCard, Reached, screen_of
from learning.classroom.course.course_context import CourseContext
from learning.courses.release.outlines import OutlineLesson

#: What templates/courses/blocks/activity.html draws.
MARK = re.compile(r"<!--activity ([0-9a-f-]{36})-->")


def with_activity_cards(
    parts: tuple[SafeString, SafeString], standing: CourseContext, lesson: OutlineLesson
) -> tuple[SafeString, SafeString]:
    """Both parts of a lesson with a card at each mark; marks of what is not there any more go.

    At most ten queries, and none for a lesson that places nothing.
    """
    if not lesson.activities:
        return parts
    cards = cards_in(standing, lesson)

    def drawn(found: re.Match[str]) -> str:
        card = cards.get(UUID(found[1]))
        return render_to_string("classroom/activity_card.html", {"card": card}) if card else ""

    lead, rest = parts
    return mark_safe(MARK.sub(drawn, lead)), mark_safe(MARK.sub(drawn, rest))  # noqa: S308 - drawn by templates


def cards_in(standing: CourseContext, lesson: OutlineLesson) -> dict[UUID, ActivityCard]:
    """The card of each activity that a lesson places, by its public id."""
    reached = _reached(standing, lesson)
    cards: dict[UUID, ActivityCard] = {}
    for name in dict.fromkeys(activity.kind for activity in lesson.activities):
        screen = screen_of(name)
        if screen is not None:
            placed = [activity for activity in lesson.activities if activity.kind == name]
            cards |= screen.cards(standing, lesson, placed, reached)
    return cards


def _reached(standing: CourseContext, lesson: OutlineLesson) -> Reached:
    enrolment = None if standing.shows_only else standing.enrolment
    if enrolment is None or enrolment.pk is None:
        return Reached()
    items = items_of([activity.public_id for activity in lesson.activities])
    if not items:
        return Reached()
    results = {result.public_id: result for result in results_of([enrolment.pk]).values()}
    begun = begun_by(enrolment.pk, items)
    given = accommodations_in(enrolment, standing.viewer.moment)
    return Reached(results, {public_id for pk, public_id in items.items() if pk in begun}, given)
