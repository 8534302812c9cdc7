"""Cohorts: how they change, who joins and leaves them, and the courses that this opens and closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.background.durable import enqueue_durably
from common.transactions import in_transaction
from learning.courses.models import Course

from ..models import AccessEvent, Cohort, CohortChange, CohortMember, CourseAccess
from ..querysets import CourseAccessQuerySet
from .enrolments import enrol_where_open
from .grants import (
    end_course_access,
    grant_course_access,
    move_dates,
    not_barred,
    renew_course_access,
    rules_of,
)

if TYPE_CHECKING:
    from accounts.models import User

COHORT = "cohort"


class CohortRefused(Exception):
    """Nothing was written. Its words are for people."""


class CohortIsFull(CohortRefused):
    """Every seat is taken."""


class CohortIsClosed(CohortRefused):
    """It is not active, or over."""


class TooFewSeats(CohortRefused):
    """There would be fewer seats than people who are in."""


@in_transaction
def save_cohort(
    *, cohort: Cohort, course_ids: Iterable[int], by: User | None, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> Cohort:
    """Create a cohort or keep what was changed in it, and remember how it stands if that has changed.

    What follows for its members (`settle_cohort`) and for those who wait is done by tasks, after the commit.
    Raises TooFewSeats.
    """
    if cohort.pk:
        present = lock_cohort(cohort.pk, using=using).members.present().count()
        if cohort.capacity is not None and cohort.capacity < present:
            words = ngettext(
                "This cohort has %(count)d member, so it needs at least that many places.",
                "This cohort has %(count)d members, so it needs at least that many places.",
                present,
            )
            raise TooFewSeats(words % {"count": present})
    cohort.save(using=using)
    cohort.courses.set(list(course_ids))
    if _keep_snapshot(cohort, by, at, using=using):
        _follow_up(cohort.pk, using=using)
    return cohort


@in_transaction
def join_cohort(
    *,
    person: User,
    cohort: Cohort,
    at: datetime,
    by: User | None = None,
    notes: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> CohortMember:
    """Put a person into a cohort: its courses open to them, and those they may take now they take.

    Who is in already stays in, unchanged. What was closed when they left before, or has ended meanwhile, is
    given back; what staff suspended or revoked is not.
    notes: kept with the grants that this makes.
    Raises CohortIsClosed, CohortIsFull.
    """
    cohort = lock_cohort(cohort.pk, using=using)
    member = cohort.members.present().filter(person=person).first()
    if member is not None:
        return member
    check_open(cohort, at)
    if free_seats(cohort) == 0:
        raise CohortIsFull(_("“%(cohort)s” is full.") % {"cohort": cohort.name})
    member = CohortMember.objects.using(using).create(
        cohort=cohort,
        person=person,
        joined_at=at,
        added_by=by,
        removes_access_on_leave=cohort.removes_access_on_leave,
    )
    cohort.waiting.filter(person=person, told_at=None).delete()
    courses = not_barred(person, _courses_of(cohort), using=using)
    for course in courses:
        _open(person, course, cohort, by=by, at=at, notes=notes, using=using)
    enrol_where_open(person=person, courses=courses, at=at, using=using)
    return member


@in_transaction
def leave_cohort(
    *, member: CohortMember, by: User | None, at: datetime, reason: str = "", using: str = DEFAULT_DB_ALIAS
) -> CohortMember:
    """End a person's time in a cohort. A repeat changes nothing.

    If the membership says so, what the cohort opened for them ends, and nothing else. Those who wait
    for a seat are told by a task, after the commit.
    """
    cohort = lock_cohort(member.cohort_id, using=using)
    member = CohortMember.objects.using(using).select_related("person").get(pk=member.pk)
    if member.left_at is not None:
        return member
    member.left_at = max(at, member.joined_at)
    member.save(update_fields=["left_at"])
    if member.removes_access_on_leave:
        reason = reason or _("Left “%(cohort)s”") % {"cohort": cohort.name}
        for grant in _opened_by(cohort, using=using).filter(person=member.person).order_by("pk"):
            end_course_access(grant=grant, by=by, at=at, reason=reason, using=using)
    _tell_waiting(cohort.pk, using=using)
    return member


def settle_cohort(*, cohort_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make what members hold agree with the cohort: open added courses, move dates. Safe to repeat.

    A course that was taken out stays open to those who have it. What staff moved, suspended or revoked by
    hand stays as it is. One transaction per member, so that a large cohort holds up nobody.
    """
    members = CohortMember.objects.using(using).filter(cohort=cohort_id).present().order_by("pk")
    for member_id in list(members.values_list("pk", flat=True)):
        _settle_member(member_id, cohort_id, at, using=using)


def lock_cohort(cohort_id: int, *, using: str = DEFAULT_DB_ALIAS) -> Cohort:
    """The cohort as it stands, held until the end of the transaction: whoever counts seats waits here."""
    return Cohort.objects.using(using).select_for_update().get(pk=cohort_id)


def check_open(cohort: Cohort, at: datetime) -> None:
    """Raises CohortIsClosed."""
    if cohort.takes_members_at(at):
        return
    words = (
        _("“%(cohort)s” isn't open to new members.") if not cohort.is_active else _("“%(cohort)s” has ended.")
    )
    raise CohortIsClosed(words % {"cohort": cohort.name})


def free_seats(cohort: Cohort) -> int | None:
    """How many seats are left; None: there is no limit."""
    if cohort.capacity is None:
        return None
    return max(0, cohort.capacity - cohort.members.present().count())


@in_transaction
def _settle_member(member_id: int, cohort_id: int, at: datetime, *, using: str = DEFAULT_DB_ALIAS) -> None:
    cohort = lock_cohort(cohort_id, using=using)
    member = CohortMember.objects.using(using).present().select_related("person").filter(pk=member_id).first()
    if member is None:
        return
    for grant in _following(cohort, using=using).filter(person=member.person).order_by("pk"):
        _follow(grant, cohort, at, using=using)
    if not cohort.takes_members_at(at):
        return
    opened = _opened_by(cohort, using=using).filter(person=member.person, ended_with_source=False)
    held = set(opened.values_list("course", flat=True))
    missing = not_barred(member.person, _courses_of(cohort).exclude(pk__in=held), using=using)
    for course in missing:
        _open(member.person, course, cohort, by=None, at=at, using=using)
    enrol_where_open(person=member.person, courses=missing, at=at, using=using)


def _keep_snapshot(cohort: Cohort, by: User | None, at: datetime, *, using: str) -> bool:
    """Whether the cohort stands otherwise than before; then how is kept."""
    stands = {
        "starts_at": cohort.starts_at,
        "ends_at": cohort.ends_at,
        "time_zone": cohort.time_zone,
        "is_active": cohort.is_active,
        "capacity": cohort.capacity,
        "course_ids": sorted(cohort.courses.values_list("pk", flat=True)),
    }
    last = cohort.changes.order_by("-at", "-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in stands.items()):
        return False
    CohortChange.objects.using(using).create(cohort=cohort, at=at, actor=by, **stands)
    return True


def _follow_up(cohort_id: int, *, using: str) -> None:
    from ..tasks import settle_cohort as settle

    enqueue_durably(settle, cohort_id, using=using)
    _tell_waiting(cohort_id, using=using)


def _tell_waiting(cohort_id: int, *, using: str) -> None:
    from ..tasks import offer_free_seats

    transaction.on_commit(partial(offer_free_seats.enqueue, cohort_id), using=using)


def _courses_of(cohort: Cohort) -> QuerySet[Course]:
    return cohort.courses.select_related("latest_release").order_by("pk")


def _opened_by(cohort: Cohort, *, using: str) -> CourseAccessQuerySet:
    return CourseAccess.objects.using(using).of_source(COHORT, str(cohort.pk))


def _following(cohort: Cohort, *, using: str) -> CourseAccessQuerySet:
    """Grants that begin and end with the cohort: those that stand, and whose end nobody moved by hand."""
    moved = AccessEvent.objects.using(using).filter(kind=AccessEvent.Kind.EXTENDED, actor__isnull=False)
    standing = _opened_by(cohort, using=using).exclude(status=CourseAccess.Status.REVOKED)
    return standing.exclude(pk__in=moved.values("grant")).select_related("course__latest_release")


def _open(
    person: User,
    course: Course,
    cohort: Cohort,
    *,
    by: User | None,
    at: datetime,
    notes: str = "",
    using: str,
) -> None:
    """Open one course on account of the cohort, from its start on; give it back to whoever returns."""
    starts_at, ends_at = _dates(cohort, course, since=at)
    grant = grant_course_access(
        person=person,
        course=course,
        type=CourseAccess.Type.COHORT,
        source_kind=COHORT,
        source_id=str(cohort.pk),
        source_label=cohort.name,
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        notes=notes,
        using=using,
    )
    renew_course_access(
        grant=grant,
        starts_at=min(starts_at, _dates(cohort, course, since=grant.granted_at)[0]),
        ends_at=ends_at,
        by=by,
        at=at,
        reason=_("Rejoined “%(cohort)s”") % {"cohort": cohort.name},
        using=using,
    )


def _dates(cohort: Cohort, course: Course, *, since: datetime) -> tuple[datetime, datetime | None]:
    """From when until when the cohort opens a course to somebody to whom it was given at `since`.

    They follow from the cohort alone, so that a date that is set by mistake and put right leaves no trace.
    """
    starts_at = max(since, cohort.starts_at)
    if cohort.ends_at is None:
        return starts_at, rules_of(course).end_for(starts_at)
    return (starts_at if starts_at < cohort.ends_at else cohort.starts_at), cohort.ends_at


def _follow(grant: CourseAccess, cohort: Cohort, at: datetime, *, using: str) -> None:
    """Let a grant begin and end with the cohort. Nothing is revoked: what a date closes, a date opens."""
    words = _("Dates of “%(cohort)s” changed") % {"cohort": cohort.name}
    starts_at, ends_at = _dates(cohort, grant.course, since=grant.granted_at)
    if cohort.ends_at is None:
        ends_at = _own_end(grant, cohort, starts_at)
    move_dates(grant=grant, starts_at=starts_at, ends_at=ends_at, at=at, reason=words, using=using)


def _own_end(grant: CourseAccess, cohort: Cohort, starts_at: datetime) -> datetime | None:
    """When a grant ends whose cohort doesn't: when it does, or did when it began so, else as the course says.

    An end that was the cohort's at some time is not its own.
    """
    of_cohort = set(cohort.changes.exclude(ends_at=None).values_list("ends_at", flat=True))
    if starts_at == grant.starts_at and grant.ends_at not in of_cohort:
        return grant.ends_at
    began_so = grant.events.filter(starts_at=starts_at).exclude(ends_at__in=of_cohort)
    before = began_so.order_by("-at", "-pk").first()
    return before.ends_at if before else rules_of(grant.course).end_for(starts_at)
