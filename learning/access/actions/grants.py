"""Changes of single grants. Each writes its `AccessEvent` in the same transaction, and tells what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from common.events import emit
from common.one_statement import RowInsertion
from common.transactions import in_transaction
from learning.courses.models import Course
from learning.courses.rules import CourseRules

from ..events import AccessEnded, AccessOpened
from ..models import AccessEvent, CourseAccess

if TYPE_CHECKING:
    from accounts.models import User


class End(Enum):
    """An end that nobody said as a moment."""

    AS_THE_COURSE_SAYS = "as the course says"


#: The end of a grant for which nobody said one: the course's rules do.
AS_THE_COURSE_SAYS: Final = End.AS_THE_COURSE_SAYS


_KINDS: dict[tuple[str, str], str] = {
    (CourseAccess.Status.PENDING, CourseAccess.Status.UNLOCKED): AccessEvent.Kind.ACTIVATED,
    (CourseAccess.Status.LOCKED, CourseAccess.Status.UNLOCKED): AccessEvent.Kind.REINSTATED,
    (CourseAccess.Status.PENDING, CourseAccess.Status.LOCKED): AccessEvent.Kind.LOCKED,
    (CourseAccess.Status.UNLOCKED, CourseAccess.Status.LOCKED): AccessEvent.Kind.LOCKED,
}


_GRANTS = RowInsertion(CourseAccess, or_nothing=("person", "course", "source_key"))
_EVENTS = RowInsertion(AccessEvent)


class GrantIsRevoked(Exception):
    """What was revoked stays revoked until it is reinstated; nothing was written."""


class EndsBeforeStart(Exception):
    """A grant cannot end before it starts; nothing was written."""


@in_transaction
def grant_course_access(
    *,
    person: User,
    course: Course,
    type: str,
    source_kind: str,
    source_id: str,
    by: User | None,
    at: datetime,
    source_label: str = "",
    purchase_id: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None | End = AS_THE_COURSE_SAYS,
    status: str = CourseAccess.Status.UNLOCKED,
    notes: str = "",
    run: int = 1,
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Open a course to a person on the account of a source. The same source again returns the same grant.

    starts_at: `at` when not said. ends_at: exclusive; None: for good. status: unlocked, or pending.
    Raises EndsBeforeStart.
    """
    starts_at = starts_at or at
    if ends_at is AS_THE_COURSE_SAYS:
        ends_at = rules_of(course).end_for(starts_at)
    _check_span(starts_at, ends_at)
    grant = CourseAccess(
        person=person,
        course=course,
        source_key=f"{source_kind}:{source_id}",
        run=run,
        type=type,
        status=status,
        source_kind=source_kind,
        source_id=source_id,
        source_label=source_label,
        purchase_id=purchase_id,
        granted_by=by,
        granted_at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        notes=notes,
    )
    if not _GRANTS.add(grant, using=using):
        same = {"person": person, "course": course, "source_key": grant.source_key}
        return CourseAccess.objects.using(using).get(**same)
    keep_change(
        grant, AccessEvent.Kind.GRANTED, was_open=False, by=by, at=at, reason=notes[:300], using=using
    )
    return grant


def rules_of(course: Course) -> CourseRules:
    """The rules of the course's latest release; one query when the course came without it."""
    release = course.latest_release
    if release is None:
        return CourseRules()
    return CourseRules.from_json(release.rules)


@in_transaction
def revoke_course_access(
    *, grant: CourseAccess, by: User | None, at: datetime, reason: str, using: str = DEFAULT_DB_ALIAS
) -> CourseAccess:
    """Take a grant back for cause: it bars its person until it is reinstated. A repeat changes nothing.

    One that had ended with its source is revoked for cause from now on.
    """
    grant = locked(grant, using=using)
    if grant.status == CourseAccess.Status.REVOKED and not grant.ended_with_source:
        return grant
    _close(grant, AccessEvent.Kind.REVOKED, by=by, at=at, reason=reason, using=using)
    return grant


@in_transaction
def end_course_access(
    *, grant: CourseAccess, by: User | None, at: datetime, reason: str, using: str = DEFAULT_DB_ALIAS
) -> CourseAccess:
    """Close a grant because its source has ended. It bars nobody. A repeat changes nothing.

    What staff suspended or revoked stays so: else leaving and coming back would undo what they decided.
    """
    grant = locked(grant, using=using)
    if grant.status in (CourseAccess.Status.REVOKED, CourseAccess.Status.LOCKED):
        return grant
    _close(grant, AccessEvent.Kind.ENDED, by=by, at=at, reason=reason, using=using)
    return grant


@in_transaction
def renew_course_access(
    *,
    grant: CourseAccess,
    starts_at: datetime,
    ends_at: datetime | None,
    by: User | None,
    at: datetime,
    reason: str,
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Let a grant that has ended, by its date or with its source, work again between these moments.

    One that lasts longer keeps its end; what staff suspended or revoked, and what waits for them, stays so.
    ends_at: exclusive; None: for good. Raises EndsBeforeStart.
    """
    grant = locked(grant, using=using)
    is_ended = grant.effective_status(at) == CourseAccess.ENDED
    if not is_ended and grant.status != CourseAccess.Status.UNLOCKED:
        return grant
    if not is_ended and (grant.ends_at is None or ends_at is not None and grant.ends_at > max(at, ends_at)):
        ends_at = grant.ends_at
    _check_span(starts_at, ends_at)
    if not is_ended and (grant.starts_at, grant.ends_at) == (starts_at, ends_at):
        return grant
    was_open = is_open(grant, at)
    grant.status, grant.ended_with_source = CourseAccess.Status.UNLOCKED, False
    grant.revoked_by, grant.revoked_at, grant.revoked_reason = None, None, ""
    grant.starts_at, grant.ends_at = starts_at, ends_at
    grant.save()
    kind = AccessEvent.Kind.MOVED if was_open else AccessEvent.Kind.REINSTATED
    keep_change(grant, kind, was_open=was_open, by=by, at=at, reason=reason, using=using)
    return grant


def _close(grant: CourseAccess, kind: str, *, by: User | None, at: datetime, reason: str, using: str) -> None:
    """grant: held."""
    was_open = is_open(grant, at)
    grant.status = CourseAccess.Status.REVOKED
    grant.ended_with_source = kind == AccessEvent.Kind.ENDED
    grant.revoked_by, grant.revoked_at, grant.revoked_reason = by, at, reason
    grant.save()
    keep_change(grant, kind, was_open=was_open, by=by, at=at, reason=reason, using=using)


def lock_course_access(
    *,
    grant: CourseAccess,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Stop a grant for now. A repeat changes nothing. Raises GrantIsRevoked."""
    return _set_status(grant, CourseAccess.Status.LOCKED, by=by, at=at, reason=reason, using=using)


def unlock_course_access(
    *,
    grant: CourseAccess,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Let a pending or stopped grant work. A repeat changes nothing. Raises GrantIsRevoked."""
    return _set_status(grant, CourseAccess.Status.UNLOCKED, by=by, at=at, reason=reason, using=using)


@in_transaction
def suspend_ended_access(
    *, grant: CourseAccess, at: datetime, reason: str, using: str = DEFAULT_DB_ALIAS
) -> CourseAccess:
    """Let a grant that has ended with its source be suspended instead: whether it ends is open again.

    It is open at no moment in between. What staff revoked stays so. A repeat changes nothing.
    """
    grant = locked(grant, using=using)
    if grant.status != CourseAccess.Status.REVOKED or not grant.ended_with_source:
        return grant
    grant.status, grant.ended_with_source = CourseAccess.Status.LOCKED, False
    grant.revoked_by, grant.revoked_at, grant.revoked_reason = None, None, ""
    grant.save()
    keep_change(grant, AccessEvent.Kind.LOCKED, was_open=False, by=None, at=at, reason=reason, using=using)
    return grant


@in_transaction
def reinstate_course_access(
    *, grant: CourseAccess, by: User | None, at: datetime, reason: str = "", using: str = DEFAULT_DB_ALIAS
) -> CourseAccess:
    """Give back what was revoked or stopped, until the end that the grant had. A repeat changes nothing."""
    grant = locked(grant, using=using)
    if grant.status == CourseAccess.Status.UNLOCKED:
        return grant
    grant.status, grant.ended_with_source = CourseAccess.Status.UNLOCKED, False
    grant.revoked_by, grant.revoked_at, grant.revoked_reason = None, None, ""
    grant.save()
    keep_change(grant, AccessEvent.Kind.REINSTATED, was_open=False, by=by, at=at, reason=reason, using=using)
    return grant


@in_transaction
def extend_course_access(
    *,
    grant: CourseAccess,
    ends_at: datetime | None,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Move the end of a grant, later or earlier; None: for good. Raises GrantIsRevoked, EndsBeforeStart."""
    grant = _locked_and_alive(grant, using=using)
    _check_span(grant.starts_at, ends_at)
    if grant.ends_at == ends_at:
        return grant
    was_open = is_open(grant, at)
    grant.ends_at = ends_at
    grant.save()
    keep_change(grant, AccessEvent.Kind.EXTENDED, was_open=was_open, by=by, at=at, reason=reason, using=using)
    return grant


@in_transaction
def move_dates(
    *,
    grant: CourseAccess,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
    reason: str,
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Have a grant begin and end as its source, or its course, says by now. A repeat changes nothing.

    Nobody in particular is the actor: what somebody moved by hand no longer follows. That it begins or ends
    by this is told here, and noted, so that the sweep doesn't tell it again. Raises EndsBeforeStart.
    """
    grant = locked(grant, using=using)
    if (grant.starts_at, grant.ends_at) == (starts_at, ends_at):
        return grant
    _check_span(starts_at, ends_at)
    before = grant.effective_status(at)
    grant.starts_at, grant.ends_at = starts_at, ends_at
    grant.save()
    was_open = before == CourseAccess.Status.UNLOCKED
    keep_change(grant, AccessEvent.Kind.MOVED, was_open=was_open, by=None, at=at, reason=reason, using=using)
    after = grant.effective_status(at)
    if before == CourseAccess.NOT_STARTED and after == CourseAccess.Status.UNLOCKED:
        _note(grant, AccessEvent.Kind.ACTIVATED, by=None, at=at, reason=reason, using=using)
    expiries = grant.events.using(using).filter(kind=AccessEvent.Kind.EXPIRED, ends_at=ends_at)
    if was_open and after == CourseAccess.EXPIRED and not expiries.exists():
        _note(grant, AccessEvent.Kind.EXPIRED, by=None, at=at, reason=reason, using=using)
    return grant


def keep_change(
    grant: CourseAccess,
    kind: str,
    *,
    was_open: bool,
    by: User | None,
    at: datetime,
    reason: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Write the history of a change that was just saved, and tell it if it opened or closed the course."""
    _note(grant, kind, by=by, at=at, reason=reason, using=using)
    if is_open(grant, at) != was_open:
        tell(grant, opened=not was_open, using=using)


def _note(grant: CourseAccess, kind: str, *, by: User | None, at: datetime, reason: str, using: str) -> None:
    event = AccessEvent(
        grant=grant,
        kind=kind,
        at=at,
        actor=by,
        reason=reason,
        status=grant.status,
        ended_with_source=grant.ended_with_source,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
    )
    _EVENTS.add(event, using=using)


def tell(grant: CourseAccess, *, opened: bool, using: str = DEFAULT_DB_ALIAS) -> None:
    """Tell the other apps that a grant lets its person in from now on, or no longer does."""
    fact = AccessOpened if opened else AccessEnded
    emit(fact(grant_id=grant.pk, person_id=grant.person_id, course_id=grant.course_id), using=using)


def locked(grant: CourseAccess, *, using: str) -> CourseAccess:
    """The grant as it stands, held until the end of the transaction."""
    return CourseAccess.objects.using(using).select_for_update().get(pk=grant.pk)


def not_barred(person: User, courses: Iterable[Course], *, using: str) -> list[Course]:
    """Those of the courses of which staff have not suspended or revoked the person's access."""
    courses = list(courses)
    held = CourseAccess.objects.using(using).filter(person=person, course__in=courses)
    barred = set(held.barring().values_list("course", flat=True))
    return [course for course in courses if course.pk not in barred]


def is_open(grant: CourseAccess, at: datetime) -> bool:
    return grant.effective_status(at) == CourseAccess.Status.UNLOCKED


@in_transaction
def _set_status(
    grant: CourseAccess,
    status: str,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    grant = _locked_and_alive(grant, using=using)
    if grant.status == status:
        return grant
    kind = _KINDS[grant.status, status]
    was_open = is_open(grant, at)
    grant.status = status
    grant.save()
    keep_change(grant, kind, was_open=was_open, by=by, at=at, reason=reason, using=using)
    return grant


def _locked_and_alive(grant: CourseAccess, *, using: str) -> CourseAccess:
    grant = locked(grant, using=using)
    if grant.status == CourseAccess.Status.REVOKED:
        raise GrantIsRevoked(_("This access was revoked. Reinstate it instead."))
    return grant


def _check_span(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart(_("Access must end after it starts."))
