"""One page of a course's learners: how far each is, and where they are stuck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.assessments.selectors import OpenResult, open_results_of
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.progress.selectors import CourseProgress, progress_by_enrolment


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a learner doesn't get on. kind: idle, failing or awaiting."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class CourseLearner:
    """A learner of a course. last_active_at: None: not started. lesson: title of where they are."""

    enrolment: Enrolment
    percentage: int
    lessons: str
    last_active_at: datetime | None
    lesson: str
    obstacles: tuple[Obstacle, ...]
    is_completed: bool
    has_access: bool

    @property
    def person(self) -> User:
        return self.enrolment.person


def learner_rows(course: Course, enrolments: Sequence[Any], *, at: datetime) -> list[CourseLearner]:
    """These learners, as `learners_of` found them. Seven queries, when their releases were read before."""
    outlines = {
        enrolment.pk: outline_of_release(release_id, course.source_locale.language_code)
        for enrolment in enrolments
        if (release_id := release_for(enrolment, course)) is not None
    }
    progress = progress_by_enrolment(outlines)
    results = open_results_of([enrolment.pk for enrolment in enrolments])
    return [
        _row(enrolment, progress.get(enrolment.pk), results.get(enrolment.pk, []), at)
        for enrolment in enrolments
    ]


def _row(
    enrolment: Any, progress: CourseProgress | None, results: list[OpenResult], at: datetime
) -> CourseLearner:
    following = progress.next_lesson if progress and not enrolment.is_completed else None
    return CourseLearner(
        enrolment=enrolment,
        percentage=enrolment.percentage,
        lessons=_lessons(progress) if progress else "",
        last_active_at=enrolment.active_at if enrolment.has_begun else None,
        lesson=following.title if following and enrolment.has_begun else "",
        obstacles=tuple(_obstacles(enrolment, results, at)),
        is_completed=enrolment.is_completed,
        has_access=enrolment.has_access,
    )


def _lessons(progress: CourseProgress) -> str:
    words = ngettext("%(done)s of %(count)s lesson", "%(done)s of %(count)s lessons", progress.lessons_total)
    return words % {"done": progress.lessons_done, "count": progress.lessons_total}


def _obstacles(enrolment: Any, results: list[OpenResult], at: datetime) -> Iterator[Obstacle]:
    for one in results:
        if one.is_awaiting and enrolment.is_awaiting:
            yield Obstacle("awaiting", _("“%(title)s” awaits grading") % {"title": one.title})
        elif not one.is_awaiting and enrolment.is_failing:
            yield Obstacle("failing", _("“%(title)s” not passed") % {"title": one.title})
    if enrolment.is_idle:
        days = (at - enrolment.active_at).days
        words = ngettext("Idle for %(days)s day", "Idle for %(days)s days", days)
        yield Obstacle("idle", words % {"days": days})
