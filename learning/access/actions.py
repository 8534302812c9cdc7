"""Everything that changes who may enter what, one verb each."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.events import emit
from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.viewer import Viewer

from . import policies
from .events import AccessEnded, AccessOpened
from .models import CourseAccess, Enrolment, Milestone

if TYPE_CHECKING:
    from accounts.models import User


class EnrolmentRefused(Exception):
    """The person may not take the course; nothing was written. `verdict` says why, in words for them."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class GrantIsRevoked(Exception):
    """What was revoked stays revoked; nothing was written."""


class EndsBeforeStart(Exception):
    """A grant cannot end before it starts; nothing was written."""


@transaction.atomic
def enrol(*, person: User, course: Course, at: datetime, run: int = 1) -> Enrolment:
    """Let a person take a course: their enrolment and, if no other grant lets them in, a free one.

    A repeat, also at the same time, changes nothing and returns the same enrolment.
    Raises EnrolmentRefused.
    """
    viewer = Viewer(person=person, moment=at)
    verdict = policies.may_enrol(viewer, course)
    if not verdict:
        raise EnrolmentRefused(verdict)
    has_grant = CourseAccess.objects.filter(person=person, course=course).open_at(at).exists()
    if not has_grant:
        grant_course_access(
            person=person,
            course=course,
            type=CourseAccess.Type.FREE,
            source_kind="free",
            source_id=str(run),
            by=None,
            at=at,
            run=run,
        )
    return Enrolment.objects.get_or_create(
        person=person, course=course, run=run, defaults={"enrolled_at": at}
    )[0]


@transaction.atomic
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
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    notes: str = "",
    run: int = 1,
) -> CourseAccess:
    """Open a course to a person on the account of a source. The same source again returns the same grant.

    starts_at: `at` when not said. ends_at: exclusive; None: for good.
    Raises EndsBeforeStart.
    """
    starts_at = starts_at or at
    _check_span(starts_at, ends_at)
    grant, is_new = CourseAccess.objects.get_or_create(
        person=person,
        course=course,
        source_key=f"{source_kind}:{source_id}",
        defaults={
            "run": run,
            "type": type,
            "source_kind": source_kind,
            "source_id": source_id,
            "source_label": source_label,
            "granted_by": by,
            "granted_at": at,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "notes": notes,
        },
    )
    if is_new:
        _tell_change(grant, was_open=False, at=at)
    return grant


@transaction.atomic
def revoke_course_access(*, grant: CourseAccess, by: User | None, at: datetime, reason: str) -> CourseAccess:
    """Take a grant back for good. A repeat changes nothing."""
    grant = _locked(grant)
    if grant.status == CourseAccess.Status.REVOKED:
        return grant
    was_open = _is_open(grant, at)
    grant.status = CourseAccess.Status.REVOKED
    grant.revoked_by, grant.revoked_at, grant.revoked_reason = by, at, reason
    grant.save()
    _tell_change(grant, was_open=was_open, at=at)
    return grant


def lock_course_access(*, grant: CourseAccess, at: datetime) -> CourseAccess:
    """Stop a grant for now. Raises GrantIsRevoked."""
    return _set_status(grant, CourseAccess.Status.LOCKED, at)


def unlock_course_access(*, grant: CourseAccess, at: datetime) -> CourseAccess:
    """Let a pending or stopped grant work. Raises GrantIsRevoked."""
    return _set_status(grant, CourseAccess.Status.UNLOCKED, at)


@transaction.atomic
def extend_course_access(*, grant: CourseAccess, ends_at: datetime | None, at: datetime) -> CourseAccess:
    """Move the end of a grant, later or earlier; None: for good. Raises GrantIsRevoked, EndsBeforeStart."""
    grant = _locked_and_alive(grant)
    _check_span(grant.starts_at, ends_at)
    was_open = _is_open(grant, at)
    grant.ends_at = ends_at
    grant.save()
    _tell_change(grant, was_open=was_open, at=at)
    return grant


@transaction.atomic
def pin_release(*, enrolment: Enrolment, release_id: int) -> None:
    """Have an enrolment stay with a release from now on. One that is pinned already keeps its release."""
    Enrolment.objects.filter(pk=enrolment.pk, release=None).update(release_id=release_id)
    enrolment.refresh_from_db(fields=["release"])


@transaction.atomic
def record_milestone(
    *,
    person_id: int,
    course_id: int,
    kind: str,
    at: datetime,
    lesson_id: int | None = None,
    score: Decimal | None = None,
) -> bool:
    """Remember an achievement, in the caller's transaction. False when it was remembered before."""
    what: dict[str, Any] = {
        "person_id": person_id,
        "course_id": course_id,
        "kind": kind,
        "lesson_id": lesson_id,
    }
    return Milestone.objects.get_or_create(**what, defaults={"score": score, "achieved_at": at})[1]


@transaction.atomic
def _set_status(grant: CourseAccess, status: str, at: datetime) -> CourseAccess:
    grant = _locked_and_alive(grant)
    was_open = _is_open(grant, at)
    grant.status = status
    grant.save()
    _tell_change(grant, was_open=was_open, at=at)
    return grant


def _locked(grant: CourseAccess) -> CourseAccess:
    return CourseAccess.objects.select_for_update().get(pk=grant.pk)


def _locked_and_alive(grant: CourseAccess) -> CourseAccess:
    grant = _locked(grant)
    if grant.status == CourseAccess.Status.REVOKED:
        raise GrantIsRevoked(_("This access was revoked. Grant it anew instead."))
    return grant


def _check_span(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart(_("Access has to end after it starts."))


def _is_open(grant: CourseAccess, at: datetime) -> bool:
    return grant.effective_status(at) == CourseAccess.Status.UNLOCKED


def _tell_change(grant: CourseAccess, *, was_open: bool, at: datetime) -> None:
    is_open = _is_open(grant, at)
    if is_open == was_open:
        return
    fact = AccessOpened if is_open else AccessEnded
    emit(fact(grant_id=grant.pk, person_id=grant.person_id, course_id=grant.course_id))
