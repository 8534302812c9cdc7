"""What progress does when the other apps tell something."""

from __future__ import annotations

from django.utils import timezone

from common.events import handles
from learning.courses.events import CourseReleased

from . import actions, messages
from .events import CourseCompleted


@handles(CourseReleased)
def settle_course(fact: CourseReleased) -> None:
    actions.settle_course(course_id=fact.course_id, at=timezone.now())


@handles(CourseCompleted)
def congratulate(fact: CourseCompleted) -> None:
    messages.send_course_completed(enrolment_id=fact.enrolment_id)
