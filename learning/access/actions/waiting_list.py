"""Who wants to hear of a free seat in a cohort, or that a course is there; and who is told when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.events import emit
from common.transactions import in_transaction
from learning.courses.models import Course

from ..events import CourseIsThere, SeatOffered
from ..models import Cohort, CohortInvitation, CohortMember, WaitlistEntry
from .cohorts import check_open, free_seats, lock_cohort
from .invitations import check_invitation, create_invitation

if TYPE_CHECKING:
    from accounts.models import User

#: How long somebody who was told of a free seat has before the next one is told.
OFFER_LASTS = timedelta(days=2)
BATCH = 200


class NothingToWaitFor(Exception):
    """What they would wait for is there; nothing was written. Its words are for people."""


@in_transaction
def wait_for_cohort(
    *, person: User, cohort: Cohort, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> WaitlistEntry:
    """Put a person on the waiting list of a cohort. A repeat keeps their place."""
    return WaitlistEntry.objects.using(using).get_or_create(
        person=person, cohort=cohort, told_at=None, defaults={"asked_at": at}
    )[0]


def wait_by_invitation(
    *, invitation: CohortInvitation, person: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> WaitlistEntry:
    """Let whoever holds an invitation that works wait for a seat; it is not used by that.

    Raises InvitationRefused, CohortIsClosed.
    """
    check_open(invitation.cohort, at)
    check_invitation(invitation, at)
    return wait_for_cohort(person=person, cohort=invitation.cohort, at=at, using=using)


@in_transaction
def wait_for_course(
    *, person: User, course: Course, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> WaitlistEntry:
    """Tell a person once a course that is coming is there. A repeat changes nothing.

    Raises NothingToWaitFor.
    """
    if course.status != Course.Status.COMING_SOON:
        raise NothingToWaitFor(_("“%(title)s” is already available.") % {"title": course.title})
    return WaitlistEntry.objects.using(using).get_or_create(
        person=person, course=course, told_at=None, defaults={"asked_at": at}
    )[0]


def stop_waiting(
    *, person: User, cohort: Cohort | None = None, course: Course | None = None, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Take a person off the list of a cohort or of a course. A repeat changes nothing."""
    mine = WaitlistEntry.objects.using(using).filter(person=person, told_at=None)
    (mine.filter(cohort=cohort) if cohort else mine.filter(course=course)).delete()


@in_transaction
def offer_free_seats(*, cohort_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Tell as many of those who wait as seats are free, in their order; each gets a link of their own.

    A seat that was offered counts as taken for as long as `OFFER_LASTS`. How many were told. Safe to repeat.
    """
    cohort = lock_cohort(cohort_id, using=using)
    if not cohort.takes_members_at(at):
        return 0
    waiting = cohort.waiting.filter(told_at=None, person__is_active=True).order_by("asked_at", "pk")
    if cohort.capacity is not None:
        is_in = CohortMember.objects.using(using).present().filter(cohort=cohort, person=OuterRef("person"))
        offered = cohort.waiting.filter(told_at__gt=at - OFFER_LASTS).exclude(Exists(is_in)).count()
        waiting = waiting[: max(0, (free_seats(cohort) or 0) - offered)]
    told = list(waiting)
    expires_at = at + OFFER_LASTS if cohort.ends_at is None else min(at + OFFER_LASTS, cohort.ends_at)
    for one in told:
        invitation = create_invitation(cohort=cohort, expires_at=expires_at, at=at, using=using)
        _tell(one, at)
        emit(SeatOffered(waiting_id=one.pk, invitation_id=invitation.pk), using=using)
    return len(told)


def tell_course_is_there(*, course_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Tell all who wait for a course that it is there, once. How many were told; none before it is."""
    told = 0
    while batch := _tell_batch(course_id, at, using=using):
        told += batch
    return told


def tell_all_who_can_be(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Go through all lists: offers that nobody took go to the next, and no course's opening is missed."""
    waiting = WaitlistEntry.objects.using(using).filter(told_at=None)
    for cohort_id in set(waiting.exclude(cohort=None).values_list("cohort", flat=True)):
        offer_free_seats(cohort_id=cohort_id, at=at, using=using)
    for course_id in set(waiting.exclude(course=None).values_list("course", flat=True)):
        tell_course_is_there(course_id=course_id, at=at, using=using)


@in_transaction
def _tell_batch(course_id: int, at: datetime, *, using: str = DEFAULT_DB_ALIAS) -> int:
    is_there = Course.objects.using(using).filter(
        pk=course_id, status=Course.Status.ACTIVE, latest_release__is_withdrawn=False
    )
    if not is_there.exists():
        return 0
    waiting = (
        WaitlistEntry.objects.using(using).filter(course=course_id, told_at=None).order_by("asked_at", "pk")
    )
    batch = list(waiting.select_for_update(skip_locked=True)[:BATCH])
    for one in batch:
        _tell(one, at)
        emit(CourseIsThere(waiting_id=one.pk), using=using)
    return len(batch)


def _tell(one: WaitlistEntry, at: datetime) -> None:
    one.told_at = at
    one.save(update_fields=["told_at"])
