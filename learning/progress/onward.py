"""Where a learner goes on in a course: never into a lesson that is closed to them. No queries here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from common.verdict import Verdict
from learning.courses.release.outlines import Outline, OutlineLesson

if TYPE_CHECKING:
    from .selectors import CourseProgress


@dataclass(frozen=True, slots=True)
class Onward:
    """The open lesson to go on with, or, while none is open, the one that opens next.

    lesson: None where nothing can be opened now. waits_for: set only where `lesson` is None and lessons are
    left. opens_at: when that one opens; None where nobody can say.
    """

    lesson: OutlineLesson | None = None
    waits_for: OutlineLesson | None = None
    opens_at: datetime | None = None


def onward(progress: CourseProgress, verdicts: Mapping[int, Verdict]) -> Onward:
    """Where they were if that is not completed and open, else the first open lesson that is left.

    verdicts: on each lesson of the outline, by its id; a lesson without one is closed. Required lessons come
    before optional ones, and before those that wait for a date.
    """
    left = [lesson for lesson in progress.outline.lessons if lesson.id not in progress.completed]
    open_lessons = [lesson for lesson in left if verdicts.get(lesson.id)]
    if progress.resume and progress.resume.lesson in open_lessons:
        return Onward(progress.resume.lesson)
    if not open_lessons:
        return _soonest(left, verdicts)
    return Onward(next((lesson for lesson in open_lessons if lesson.is_required), open_lessons[0]))


def open_neighbours(
    outline: Outline, lesson: OutlineLesson, verdicts: Mapping[int, Verdict]
) -> tuple[OutlineLesson | None, Onward]:
    """The nearest open lesson before this one, and where it goes on after it."""
    index = lesson.number - 1
    before = next((one for one in reversed(outline.lessons[:index]) if verdicts.get(one.id)), None)
    following = outline.lessons[index + 1 :]
    after = next((one for one in following if verdicts.get(one.id)), None)
    return before, Onward(after) if after else _soonest(following, verdicts)


def _soonest(closed: Iterable[OutlineLesson], verdicts: Mapping[int, Verdict]) -> Onward:
    dates = {lesson.id: _opens_at(verdicts.get(lesson.id)) for lesson in closed}
    dated = [lesson for lesson in closed if dates[lesson.id]]
    first = min(dated, key=lambda lesson: (dates[lesson.id], lesson.number), default=None)
    first = first or next(iter(closed), None)
    return Onward(waits_for=first, opens_at=dates[first.id] if first else None)


def _opens_at(verdict: Verdict | None) -> datetime | None:
    return verdict.next_step.opens_at if verdict is not None and verdict.next_step else None
