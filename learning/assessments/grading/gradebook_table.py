"""A gradebook as a table: in the order of a column, with the mean of each one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet

from learning.access.models import Enrolment

from .gradebook import CourseGrading, GradebookRow, gradebook_rows

#: With more people than these, means and the order by a score are not worked out: filters make them fewer.
MOST_COMPARED = 2_000
NAME, GRADE = "name", "grade"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class GradebookTable:
    """rows: everybody's, in order. means: of each item, in % to two places, then that of the grade in `mean`;
    None where nobody has a score."""

    rows: Sequence[GradebookRow]
    means: tuple[Decimal | None, ...]
    mean: Decimal | None


def columns_of(grading: CourseGrading) -> list[str]:
    """The names of the columns that a table may be sorted by."""
    return [NAME, GRADE, *(str(one.graded_item.public_id) for one in grading.graded_items)]


def gradebook_table(
    grading: CourseGrading,
    learners: QuerySet[Enrolment],
    *,
    at: datetime,
    column: str = NAME,
    descending: bool = False,
) -> GradebookTable:
    """All these people, at most `MOST_COMPARED`. As many queries as `results_of`, and one for the people.

    column: one of `columns_of`. Who has no score there comes last either way.
    """
    rows = gradebook_rows(grading, list(learners), at=at)
    means = tuple(
        _mean(_score(row.cells[place]) for row in rows) for place in range(len(grading.graded_items))
    )
    mean = _mean(row.grade.score for row in rows)
    return GradebookTable(_in_order(rows, grading, column, descending=descending), means, mean)


def _in_order(
    rows: list[GradebookRow], grading: CourseGrading, column: str, *, descending: bool
) -> list[GradebookRow]:
    if column == NAME:
        return rows[::-1] if descending else rows
    place = None if column == GRADE else columns_of(grading).index(column) - 2

    def score(row: GradebookRow) -> Decimal | None:
        return row.grade.score if place is None else _score(row.cells[place])

    scored = [row for row in rows if score(row) is not None]
    scored.sort(key=lambda row: score(row) or Decimal(0), reverse=descending)
    return scored + [row for row in rows if score(row) is None]


def _score(cell: Any) -> Decimal | None:
    return cell.result.best_score if cell.result else None


def _mean(scores: Iterable[Decimal | None]) -> Decimal | None:
    found = [score for score in scores if score is not None]
    return (sum(found, Decimal(0)) / len(found)).quantize(_CENT, ROUND_HALF_UP) if found else None
