"""A learner's own grades: what they reached in each quiz, exam and assignment of a course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.assessments.models import Examination
from learning.assessments.policies import score_verdict
from learning.assessments.selectors import (
    AttemptRules,
    CourseAccommodations,
    CourseGrade,
    GradebookCell,
    Result,
    accommodations_in,
    course_grading_of,
    gradebook_rows,
)
from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import score_label


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One item. `tone` and `state` make its badge; `url` is empty where it can't be met any more."""

    title: str
    kind_label: str
    url: str
    state: str
    tone: str
    badge_icon: str
    score: str
    attempts: str
    counts: str
    last_at: datetime | None
    due_at: datetime | None = None


@dataclass(frozen=True)
class GradesScreen:
    """What templates/classroom/grades.html draws. results: by item id; only what is published counts."""

    standing: CourseContext
    rows: tuple[GradeRow, ...]
    grade: CourseGrade
    grade_score: str
    scale: tuple[tuple[str, str], ...]
    drop_lowest: int
    counts_missed: bool
    results: dict[int, Result]


def grades_screen(standing: CourseContext) -> GradesScreen:
    """At most fifteen queries, however many items and attempts there are."""
    assert standing.enrolment is not None, "somebody who takes the course"
    grading = course_grading_of(
        standing.course, standing.outline, language_code=standing.viewer.language_code
    )
    [line] = gradebook_rows(grading, [standing.enrolment], at=standing.viewer.moment)
    given = accommodations_in(standing.enrolment, standing.viewer.moment)
    hidden = _hidden(standing, line.cells, given)
    # A grade tells the scores that it is made of.
    grade = CourseGrade() if hidden & (line.grade.counted | line.grade.dropped) else line.grade
    return GradesScreen(
        standing=standing,
        rows=tuple(_row(standing, cell, given, hidden) for cell in line.cells),
        grade=grade,
        grade_score=score_label(grade.score),
        scale=tuple((name, score_label(least)) for name, least in grading.scheme.scale),
        drop_lowest=grading.scheme.drop_lowest,
        counts_missed=grading.scheme.counts_missed,
        results={cell.graded_item.graded_item.pk: cell.result for cell in line.cells if cell.result},
    )


def _hidden(
    standing: CourseContext, cells: Collection[GradebookCell], given: CourseAccommodations
) -> frozenset[int]:
    """The items whose scores the learner may not see yet."""
    rules = {
        cell.graded_item.graded_item.pk: AttemptRules.of(
            cell.graded_item.place.source, given.of(cell.graded_item.graded_item.pk)
        )
        for cell in cells
        if cell.graded_item.place and isinstance(cell.graded_item.place.source, Examination)
    }
    return frozenset(pk for pk, one in rules.items() if not score_verdict(one, standing.viewer.moment))


def _row(
    standing: CourseContext, cell: GradebookCell, given: CourseAccommodations, hidden: frozenset[int]
) -> GradeRow:
    graded_item, result = cell.graded_item.graded_item, cell.result
    is_hidden = graded_item.pk in hidden
    state, tone, icon = (_("Submitted"), "info", "") if is_hidden and result else _state(result)
    attempts = result.attempts if result else 0
    times = ngettext("%(count)d time", "%(count)d times", attempts) % {"count": attempts}
    return GradeRow(
        title=cell.graded_item.title,
        kind_label=graded_item.kind_label,
        url=f"{standing.url}{cell.graded_item.place.path}" if cell.graded_item.place else "",
        state=state,
        tone=tone,
        badge_icon=icon,
        score=score_label(result.best_score) if result and not is_hidden else "",
        attempts=times if attempts else "",
        counts=_counts(cell, shows_dropped=not hidden),
        last_at=result.latest_at if result else None,
        due_at=_due_at(cell, given),
    )


def _due_at(cell: GradebookCell, given: CourseAccommodations) -> datetime | None:
    """The learner's own date."""
    place = cell.graded_item.place
    return given.of(place.graded_item.pk).due_after(place.source.due_at) if place else None


def _state(result: Result | None) -> tuple[str, str, str]:
    if result is None:
        return _("Not attempted"), "", ""
    if result.passed:
        return _("Passed"), "brand", "circle-check"
    if result.pending:
        return _("Awaiting grading"), "info", "hourglass"
    return (
        (_("Not passed"), "accent", "circle-x") if result.best_score is not None else (_("Attempted"), "", "")
    )


def _counts(cell: GradebookCell, *, shows_dropped: bool) -> str:
    if not cell.graded_item.weight:
        return _("not counted")
    if cell.result is not None and cell.result.is_excused:
        return _("excused")
    if cell.is_missed:
        return _("missed, counts 0")
    if cell.is_dropped and shows_dropped:
        return _("dropped as a lowest score")
    return _("weight %(weight)d") % {"weight": cell.graded_item.weight}
