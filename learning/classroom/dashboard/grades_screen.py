"""A learner's own grades: what they reached in each quiz, exam and assignment of a course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.verdict import Verdict
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
    score_note: str = ""


@dataclass(frozen=True)
class GradesScreen:
    """What templates/classroom/grades.html draws. results: by item id; only what is published counts.

    grade: from the scores that may be seen. left_out: what isn't part of it yet, in sentences.
    """

    standing: CourseContext
    rows: tuple[GradeRow, ...]
    grade: CourseGrade
    grade_score: str
    left_out: tuple[str, ...]
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
    grade = line.grade
    left_out: tuple[str, ...] = ()
    if any(pk in grade.counted or pk in grade.dropped for pk in hidden):
        # A grade tells the scores that it is made of: until all may be seen, it is made of the others.
        seen = [cell for cell in line.cells if cell.result and cell.graded_item.graded_item.pk not in hidden]
        missed = [cell.graded_item.graded_item.pk for cell in line.cells if cell.is_missed]
        grade = grading.grade(
            {cell.result.graded_item_id: cell.result for cell in seen if cell.result}, missed
        )
        left_out = tuple(_left_out(cell, hidden) for cell in line.cells if _is_left_out(cell, hidden))
    return GradesScreen(
        standing=standing,
        rows=tuple(_row(standing, cell, given, hidden, grade) for cell in line.cells),
        grade=grade,
        grade_score=score_label(grade.score),
        left_out=left_out,
        scale=tuple((name, score_label(least)) for name, least in grading.scheme.scale),
        drop_lowest=grading.scheme.drop_lowest,
        counts_missed=grading.scheme.counts_missed,
        results={cell.graded_item.graded_item.pk: cell.result for cell in line.cells if cell.result},
    )


def _hidden(
    standing: CourseContext, cells: Collection[GradebookCell], given: CourseAccommodations
) -> dict[int, Verdict]:
    """Why, by the item, the learner may not see its score yet."""
    rules = {
        cell.graded_item.graded_item.pk: AttemptRules.of(
            cell.graded_item.place.source, given.of(cell.graded_item.graded_item.pk)
        )
        for cell in cells
        if cell.graded_item.place and isinstance(cell.graded_item.place.source, Examination)
    }
    verdicts = {pk: score_verdict(one, standing.viewer.moment) for pk, one in rules.items()}
    return {pk: verdict for pk, verdict in verdicts.items() if not verdict}


def _is_left_out(cell: GradebookCell, hidden: Mapping[int, Verdict]) -> bool:
    """Whether there is a score that would count, were it shown."""
    has_score = cell.result is not None and cell.result.best_score is not None and not cell.result.is_excused
    return has_score and cell.graded_item.weight > 0 and cell.graded_item.graded_item.pk in hidden


def _left_out(cell: GradebookCell, hidden: Mapping[int, Verdict]) -> str:
    """What isn't part of the grade yet, in a sentence."""
    step = hidden[cell.graded_item.graded_item.pk].next_step
    if step is None or step.opens_at is None:
        return _("“%(title)s” isn't included, because its scores aren't shown.") % {
            "title": cell.graded_item.title
        }
    words = _("“%(title)s” will be included on %(date)s, when its score is shown.")
    date = date_format(localtime(step.opens_at), "DATETIME_FORMAT")
    return words % {"title": cell.graded_item.title, "date": date}


def _row(
    standing: CourseContext,
    cell: GradebookCell,
    given: CourseAccommodations,
    hidden: Mapping[int, Verdict],
    grade: CourseGrade,
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
        score_note=_shown_on(hidden.get(graded_item.pk)) if result and result.best_score is not None else "",
        counts=_counts(cell, is_dropped=graded_item.pk in grade.dropped),
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


def _shown_on(verdict: Verdict | None) -> str:
    """When a score that isn't shown will be; empty: it is shown, or never will be."""
    if verdict is None or verdict.next_step is None or verdict.next_step.opens_at is None:
        return ""
    date = date_format(localtime(verdict.next_step.opens_at), "DATETIME_FORMAT")
    return _("shown on %(date)s") % {"date": date}


def _counts(cell: GradebookCell, *, is_dropped: bool) -> str:
    if not cell.graded_item.weight:
        return _("not counted")
    if cell.result is not None and cell.result.is_excused:
        return _("excused")
    if cell.is_missed:
        return _("missed, counts 0")
    if is_dropped:
        return _("dropped as a lowest score")
    return _("weight %(weight)d") % {"weight": cell.graded_item.weight}
