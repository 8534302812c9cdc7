"""A gradebook as a file to take along: CSV or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.exports.running import counted
from common.exports.spreadsheets import CSV_TYPE, WORKBOOK_TYPE, csv_bytes, workbook_bytes

from ..grading.gradebook import CourseGrading, GradebookRow, gradebook_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from learning.access.models import Enrolment
    from learning.courses.models import Course

BATCH = 500
Row = list[Any]


def rows(grading: CourseGrading, learners: QuerySet[Enrolment], *, at: datetime) -> Iterator[Row]:
    """The heading, then one row for each person. A round of queries for each `BATCH` of them."""
    yield [
        _("Name"),
        _("Email"),
        _("Enrolment"),
        *(one.title for one in grading.graded_items),
        _("Score in %"),
        _("Grade"),
    ]
    ids = list(learners.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        found = learners.in_bulk(ids[start : start + BATCH])
        people = [found[pk] for pk in ids[start : start + BATCH]]
        for line in gradebook_rows(grading, people, at=at):
            yield _row(line)


def _row(line: GradebookRow) -> Row:
    person = line.enrolment.person
    scores = [cell.result.best_score if cell.result else None for cell in line.cells]
    return [
        person.get_display_name(),
        person.email,
        line.enrolment.run,
        *scores,
        line.grade.score,
        line.grade.letter,
    ]


def _as_workbook(lines: Iterable[Row]) -> bytes:
    return workbook_bytes(lines, title=_("Grades"))


#: By the ending of the file: what it is, and what makes it.
WRITERS: dict[str, tuple[str, Callable[[Iterable[Row]], bytes]]] = {
    "csv": (CSV_TYPE, csv_bytes),
    "xlsx": (WORKBOOK_TYPE, _as_workbook),
}


def respond(
    request: HttpRequest,
    ending: str,
    course: Course,
    grading: CourseGrading,
    learners: QuerySet[Enrolment],
    *,
    at: datetime,
) -> HttpResponse:
    """The gradebook of these learners as a file of this kind."""
    kind, made = WRITERS[ending]
    name = f"{slugify(course.title) or 'course'}-grades.{ending}"
    found = counted(request, rows(grading, learners, at=at))
    response = HttpResponse(made(found), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
