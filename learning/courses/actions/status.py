"""What acts at once and is not part of a draft: a course's status and its instructors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.events import emit
from learning.courses.events import CourseArchived
from learning.courses.models import Course, CourseInstructor, CourseStatusChange

from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


class CourseNeedsOwner(Exception):
    """A course is always taught by somebody; nothing was changed."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def change_status(*, course: Course, status: str, actor: User | None, at: datetime) -> Course:
    """Open, lock, announce or archive a course, and remember when. The same status again changes nothing."""
    course = lock_course(course.pk)
    if course.status == status:
        return course
    course.status = status
    course.save(update_fields=["status"])
    CourseStatusChange.objects.create(course=course, status=status, changed_by=actor, changed_at=at)
    if status == Course.Status.ARCHIVED:
        emit(CourseArchived(course_id=course.pk))
    return course


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def set_instructors(*, course: Course, accounts: Sequence[User], owner: User | None = None) -> None:
    """Say who teaches a course, in this order. owner: one of them; the first when not said.

    Raises CourseNeedsOwner when the list is empty.
    """
    if not accounts:
        raise CourseNeedsOwner(_("A course needs at least one instructor."))
    course = lock_course(course.pk)
    owner = owner if owner in accounts else accounts[0]
    course.course_instructors.exclude(account__in=accounts).delete()
    course.course_instructors.update(is_owner=False)
    for position, account in enumerate(accounts):
        CourseInstructor.objects.update_or_create(
            course=course,
            account=account,
            defaults={"position": position, "is_owner": account == owner},
        )
