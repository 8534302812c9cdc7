"""What assessments tell the other apps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from common.events import Fact


@dataclass(frozen=True)
class AttemptGraded(Fact):
    """An attempt has a result that its learner may see; told again when the result changes.

    course_id, work_id, lesson_id: of identities; lesson_id: None for an exam. score: in %.
    """

    attempt_id: int
    enrolment_id: int
    person_id: int
    course_id: int
    work_id: int
    lesson_id: int | None
    score: Decimal
    passed: bool
    graded_at: datetime


@dataclass(frozen=True)
class SubmissionReceived(Fact):
    """Work for an assignment was handed in. lesson_id: None for an assignment of the course."""

    submission_id: int
    enrolment_id: int
    person_id: int
    course_id: int
    work_id: int
    lesson_id: int | None
    submitted_at: datetime


@dataclass(frozen=True)
class SubmissionGraded(Fact):
    """A submission has marks that its learner may see; told again when they change. As `AttemptGraded`."""

    submission_id: int
    enrolment_id: int
    person_id: int
    course_id: int
    work_id: int
    lesson_id: int | None
    score: Decimal
    passed: bool
    graded_at: datetime


@dataclass(frozen=True)
class GradeOverridden(Fact):
    """A person set the score of somebody's work, or took that back."""

    enrolment_id: int
    work_id: int
    overridden_at: datetime


@dataclass(frozen=True)
class RulesEdited(Fact):
    """What is published of a quiz, exam or assignment was saved: its minutes and dates may be others."""

    course_id: int
    work_id: int


@dataclass(frozen=True)
class ExamChanged(Fact):
    """The exam of a course was published, changed, switched off, unpublished or deleted."""

    course_id: int


@dataclass(frozen=True)
class CourseAssignmentChanged(Fact):
    """An assignment of a course was published, changed, unpublished or deleted."""

    course_id: int
