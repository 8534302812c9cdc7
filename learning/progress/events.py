"""What progress tells the other apps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.events import Fact


@dataclass(frozen=True)
class LessonStarted(Fact):
    enrolment_id: int
    person_id: int
    course_id: int
    lesson_id: int
    started_at: datetime


@dataclass(frozen=True)
class LessonCompleted(Fact):
    enrolment_id: int
    person_id: int
    course_id: int
    lesson_id: int
    completed_at: datetime


@dataclass(frozen=True)
class CourseHalfway(Fact):
    """Half of the required lessons of a course are completed."""

    enrolment_id: int
    person_id: int
    course_id: int
    reached_at: datetime


@dataclass(frozen=True)
class CourseCompleted(Fact):
    enrolment_id: int
    person_id: int
    course_id: int
    release_id: int
    completed_at: datetime
