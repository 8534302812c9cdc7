"""Work of the whole course: its exam and the assignments of the course itself, with their dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.verdict import NextStep
from learning.assessments.selectors import (
    CourseAccommodations,
    PlacedActivity,
    Result,
    accommodations_in,
    accommodations_of_many,
    begun_by,
    results_of,
    standing_on_courses,
)
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.courses.release.outlines import Outline

if TYPE_CHECKING:
    from learning.access.models import Enrolment
    from learning.classroom.course.course_context import CourseContext
    from learning.progress.selectors import TakenCourse


@dataclass(frozen=True, slots=True)
class CourseWork:
    """A piece of work of a course, as its screens name it.

    due_at: the learner's own date. takes_submissions: it is done once it is submitted. state, tone: of its
    badge; empty where nothing was done yet.
    """

    title: str
    kind_label: str
    icon: str
    url: str
    due_at: datetime | None
    is_required: bool
    takes_submissions: bool
    state: str = ""
    tone: str = ""
    is_done: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class DueWork:
    """A piece of work that is not done yet, with its course."""

    work: CourseWork
    course_id: int
    course_title: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is the same for everybody: a graded item that stands on a course."""

    item_id: int
    public_id: UUID
    title: str
    kind_label: str
    icon: str
    path: str
    due_at: datetime | None
    is_required: bool
    takes_submissions: bool


def course_work_of(standing: CourseContext) -> tuple[CourseWork, ...]:
    """The work of one course, assignments first. No query where the course has none and was asked before.

    Else two, and six more for a learner.
    """
    course_id, enrolment = standing.course.pk, standing.enrolment
    if course_id is None:
        return ()
    placed = _placed([course_id], standing.viewer.language_code).get(course_id, ())
    found = _outside_lessons(placed, standing.outline)
    if not found:
        return ()
    if standing.shows_only or enrolment is None or enrolment.pk is None:
        return tuple(_unknown(one, standing.url) for one in found)
    moment = standing.viewer.moment
    results = results_of([enrolment.pk])
    begun = begun_by(enrolment.pk, [one.item_id for one in found])
    given = accommodations_in(enrolment, moment)
    return tuple(_work(one, standing.url, enrolment, results, begun, given, moment) for one in found)


def due_work_of(
    taken: Collection[TakenCourse], addresses: Mapping[int, str], *, at: datetime, code: str
) -> list[DueWork]:
    """What is left of the work of these courses, what is due first at the front. At most six queries.

    addresses: of the courses, by id. code: of the viewer's language.
    """
    course_ids = [one.course.pk for one in taken if one.course.pk in addresses]
    placed = _placed(course_ids, code)
    wanted = [one for one in taken if placed.get(one.course.pk)]
    if not wanted:
        return []
    results = results_of([one.enrolment.pk for one in wanted])
    given = accommodations_of_many([one.enrolment for one in wanted], at)
    found = [
        DueWork(
            _work(item, addresses[pk], one.enrolment, results, (), given[one.enrolment.pk], at),
            pk,
            one.outline.title,
        )
        for one in wanted
        for pk in (one.course.pk,)
        for item in _outside_lessons(placed[pk], one.outline)
    ]
    left = [one for one in found if not one.work.is_done and (one.work.is_required or one.work.due_at)]
    return sorted(left, key=lambda one: (one.work.due_at is None, one.work.due_at or at))


def last_work(works: Iterable[CourseWork]) -> CourseWork | None:
    """What keeps a course from being completed once its lessons are: its exam before its assignments."""
    left = [work for work in works if work.is_required and not work.is_done]
    return min(left, key=lambda work: work.takes_submissions, default=None)


def step_to(work: CourseWork) -> NextStep:
    """The way to a piece of work."""
    label = _("Go to the assignment") if work.takes_submissions else _("Go to the exam")
    return NextStep.link(label, work.url)


def _placed(course_ids: Collection[int], code: str) -> dict[int, tuple[_Standing, ...]]:
    """What stands on each of these courses; two queries, none when it was asked for before."""
    return _placed_in(current_version(), tuple(sorted(course_ids)), code, get_language() or "")


@kept_for_version(1024)
def _placed_in(
    generation: str, course_ids: tuple[int, ...], code: str, language: str
) -> dict[int, tuple[_Standing, ...]]:
    found: dict[int, tuple[_Standing, ...]] = {}
    for place in standing_on_courses(course_ids, code):
        found[place.course_id] = (*found.get(place.course_id, ()), _standing(place))
    return found


def _standing(place: PlacedActivity) -> _Standing:
    return _Standing(
        item_id=place.graded_item.pk,
        public_id=place.graded_item.public_id,
        title=place.title,
        kind_label=str(place.kind.label),
        icon=place.kind.icon,
        path=place.path,
        due_at=place.source.due_at,
        is_required=bool(getattr(place.source, "is_required", True)),
        takes_submissions=place.kind.takes_submissions,
    )


def _outside_lessons(placed: Iterable[_Standing], outline: Outline) -> list[_Standing]:
    """What stands on the course and in a lesson, too, is met in the lesson."""
    inside = {activity.public_id for lesson in outline.lessons for activity in lesson.activities}
    return [one for one in placed if one.public_id not in inside]


def _unknown(one: _Standing, course_url: str) -> CourseWork:
    return CourseWork(
        title=one.title,
        kind_label=one.kind_label,
        icon=one.icon,
        url=course_url + one.path,
        due_at=one.due_at,
        is_required=one.is_required,
        takes_submissions=one.takes_submissions,
    )


def _work(
    one: _Standing,
    course_url: str,
    enrolment: Enrolment,
    results: Mapping[tuple[int, int], Result],
    begun: Collection[int],
    given: CourseAccommodations,
    moment: datetime,
) -> CourseWork:
    result = results.get((enrolment.pk, one.item_id))
    state, tone, is_done = _state(one, result, is_begun=one.item_id in begun)
    due_at = given.of(one.item_id).due_after(one.due_at)
    return CourseWork(
        title=one.title,
        kind_label=one.kind_label,
        icon=one.icon,
        url=course_url + one.path,
        due_at=due_at,
        is_required=one.is_required,
        takes_submissions=one.takes_submissions,
        state=state,
        tone=tone,
        is_done=is_done,
        is_overdue=not is_done and due_at is not None and due_at < moment,
    )


def _state(one: _Standing, result: Result | None, *, is_begun: bool) -> tuple[str, str, bool]:
    """Words and tone of the badge, and whether nothing is left to do."""
    if result is not None and result.passed:
        return _("Passed"), "brand", True
    if is_begun:
        return _("In progress"), "info", False
    if result is None or not result.attempts:
        return "", "", False
    # What takes submissions is done with the first one; an exam when it is passed.
    is_done = one.takes_submissions
    if result.pending:
        return _("Awaiting grading"), "info", is_done
    return (_("Submitted"), "brand", True) if is_done else (_("Not passed"), "accent", False)
