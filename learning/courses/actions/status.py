"""A course's status: it acts at once and isn't part of a draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from common.events import emit
from learning.courses.events import CourseArchived, CourseStatusChanged
from learning.courses.models import Course, CourseStatusChange

from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def change_status(*, course: Course, status: str, actor: User | None, at: datetime) -> Course:
    """Open, lock, announce or archive a course, and remember when. The same status again changes nothing."""
    course = lock_course(course.pk)
    if course.status == status:
        return course
    course.status = status
    course.save(update_fields=["status"])
    CourseStatusChange.objects.create(course=course, status=status, changed_by=actor, changed_at=at)
    emit(CourseStatusChanged(course_id=course.pk))
    if status == Course.Status.ARCHIVED:
        emit(CourseArchived(course_id=course.pk))
    return course
