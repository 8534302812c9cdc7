"""What progress does when the other apps tell something."""

from __future__ import annotations

from django.utils import timezone

from common.events import handles
from learning.assessments.events import (
    AttemptGraded,
    CourseAssignmentChanged,
    ExamChanged,
    GradeOverridden,
    SubmissionGraded,
    SubmissionReceived,
)
from learning.courses.events import CourseReleased

from . import actions, messages
from .events import CourseCompleted


@handles(CourseReleased, ExamChanged, CourseAssignmentChanged)
def settle_course(fact: CourseReleased | ExamChanged | CourseAssignmentChanged) -> None:
    actions.settle_course(course_id=fact.course_id, at=timezone.now())


@handles(AttemptGraded, SubmissionReceived, SubmissionGraded)
def settle_result(fact: AttemptGraded | SubmissionReceived | SubmissionGraded) -> None:
    actions.settle_result(
        enrolment_id=fact.enrolment_id,
        graded_item_id=fact.work_id,
        lesson_id=fact.lesson_id,
        at=timezone.now(),
    )


@handles(GradeOverridden)
def settle_overridden(fact: GradeOverridden) -> None:
    actions.settle_result(
        enrolment_id=fact.enrolment_id, graded_item_id=fact.work_id, lesson_id=None, at=timezone.now()
    )


@handles(CourseCompleted)
def congratulate(fact: CourseCompleted) -> None:
    messages.send_course_completed(enrolment_id=fact.enrolment_id)
