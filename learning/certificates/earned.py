"""What a certificate was earned with, and how long it is valid, as things stand when it is issued."""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from learning.assessments.selectors import course_grading_of, exam_of, gradebook_rows
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import CourseCompletion
from learning.progress.selectors import progress_of

from .models import CourseCertificate


def results_at(completion: CourseCompletion, *, at: datetime) -> dict[str, Any]:
    """The grade and score (in %) of the course, the seconds spent learning, and the attempt (its public id)
    that the exam's score is from; what there isn't is left out. About twenty queries, whatever the course.
    """
    enrolment, release = completion.enrolment, completion.release
    outline = outline_of_release(release.pk)
    [row] = gradebook_rows(course_grading_of(release.course, outline), [enrolment], at=at)
    exam, grade = exam_of(release.course_id, outline.language_code), row.grade
    of_item = {cell.graded_item.graded_item.pk: cell.result for cell in row.cells}
    of_exam = of_item.get(exam.graded_item.pk) if exam else None
    found: dict[str, Any] = {
        "grade": grade.letter,
        "score": str(grade.score) if grade.score is not None else "",
        "seconds": progress_of(enrolment, outline).seconds_learned,
        "attempt": str(of_exam.record_id) if of_exam and of_exam.passed and of_exam.record_id else "",
    }
    return {name: value for name, value in found.items() if value}


def expiry_of(course_id: int, issued_at: datetime) -> datetime | None:
    """When a certificate that is issued at this moment expires; None: never. One query."""
    choice = CourseCertificate.objects.filter(course=course_id).first()
    return months_later(issued_at, choice.valid_months) if choice and choice.valid_months else None


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time of a later month, by the academy's time zone; in a shorter one its last day."""
    start = localtime(moment)
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
