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
from learning.courses.viewer import Viewer

from .. import policies
from ..models import AccessEvent, Cohort, CohortChange, CohortMember, CourseAccess, Enrolment
from ..querysets import CourseAccessQuerySet
from .grants import (
    grant_course_access,
    is_open,
    keep_change,
    locked,
    reinstate_course_access,
    revoke_course_access,
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

    Who is in already stays in, unchanged. What was closed when they left before is given back.
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
    courses = list(_courses_of(cohort))
    for course in courses:
        _open(person, course, cohort, by=by, at=at, notes=notes, using=using)
    _enrol_where_allowed(person, courses, at, using=using)
    return member


@in_transaction
def leave_cohort(
    *, member: CohortMember, by: User | None, at: datetime, reason: str = "", using: str = DEFAULT_DB_ALIAS
) -> CohortMember:
    """End a person's time in a cohort. A repeat changes nothing.

    If the membership says so, what the cohort opened for them is revoked, and nothing else. Those who wait
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
            revoke_course_access(grant=grant, by=by, at=at, reason=reason, using=using)
    _tell_waiting(cohort.pk, using=using)
    return member


def settle_cohort(*, cohort_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make what members hold agree with the cohort: open added courses, move dates. Safe to repeat.

    A course that was taken out stays open to those who have it. What staff moved, stopped or revoked by hand
    stays as it is. One transaction per member, so that a large cohort holds up nobody.
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
    held = set(_opened_by(cohort, using=using).filter(person=member.person).values_list("course", flat=True))
    missing = [course for course in _courses_of(cohort) if course.pk not in held]
    for course in missing:
        _open(member.person, course, cohort, by=None, at=at, using=using)
    _enrol_where_allowed(member.person, missing, at, using=using)


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
    """Grants that end with the cohort: those that stand, and whose end nobody moved by hand."""
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
    starts_at = max(at, cohort.starts_at)
    ends_at = cohort.ends_at or rules_of(course).end_for(starts_at)
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
    if grant.status != CourseAccess.Status.REVOKED:
        return
    words = _("Rejoined “%(cohort)s”") % {"cohort": cohort.name}
    grant = reinstate_course_access(grant=grant, by=by, at=at, reason=words, using=using)
    if at < cohort.starts_at:
        _set_dates(grant, cohort.starts_at, ends_at, at, words, using=using)
    else:
        _set_dates(grant, min(grant.starts_at, at), ends_at, at, words, using=using)


def _enrol_where_allowed(person: User, courses: list[Course], at: datetime, *, using: str) -> None:
    """Let the person take the courses that are open to them by now, so that progress can begin."""
    if not courses:
        return
    allowed = policies.enrolment_verdicts(Viewer(person=person, moment=at), courses)
    Enrolment.objects.using(using).bulk_create(
        [Enrolment(person=person, course=course, enrolled_at=at) for course in courses if allowed[course.pk]],
        ignore_conflicts=True,
    )


def _follow(grant: CourseAccess, cohort: Cohort, at: datetime, *, using: str) -> None:
    """Let a grant end with the cohort, and one that has not begun begin with it."""
    words = _("Dates of “%(cohort)s” changed") % {"cohort": cohort.name}
    starts_at = grant.starts_at if grant.starts_at <= at else max(at, cohort.starts_at)
    ends_at = cohort.ends_at or _own_end(grant, cohort, starts_at)
    if ends_at is not None and ends_at <= starts_at:
        revoke_course_access(grant=grant, by=None, at=at, reason=words, using=using)
    else:
        _set_dates(grant, starts_at, ends_at, at, words, using=using)


def _own_end(grant: CourseAccess, cohort: Cohort, starts_at: datetime) -> datetime | None:
    """When a grant ends whose cohort does not: as the course says if it ended with the cohort until now or
    begins otherwise than before, else when it does."""
    ended_with_cohort = grant.ends_at is not None and cohort.changes.filter(ends_at=grant.ends_at).exists()
    if ended_with_cohort or starts_at != grant.starts_at:
        return rules_of(grant.course).end_for(starts_at)
    return grant.ends_at


def _set_dates(
    grant: CourseAccess,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
    reason: str,
    *,
    using: str,
) -> None:
    """Nobody in particular is the actor: what somebody moved by hand no longer follows its cohort."""
    grant = locked(grant, using=using)
    if (grant.starts_at, grant.ends_at) == (starts_at, ends_at):
        return
    was_open, begins_now = is_open(grant, at), grant.starts_at > at == starts_at
    grant.starts_at, grant.ends_at = starts_at, ends_at
    grant.save()
    kind = AccessEvent.Kind.ACTIVATED if begins_now else AccessEvent.Kind.EXTENDED
    keep_change(grant, kind, was_open=was_open, by=None, at=at, reason=reason, using=using)
