"""What a job changes of grants that exist: their end, that they work at all, or what an earlier job did.

A job that grants access writes new grants (`running`); here is what extends, revokes and undoes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from common.events import emit
from learning.access.engine.bulk_eligibility import Pair
from learning.access.events import AccessEndedToMany, AccessOpenedToMany
from learning.access.models import (
    AccessEvent,
    BulkChange,
    BulkEnrolmentJob,
    BulkOutcome,
    CourseAccess,
)

from ..grants import is_open
from .recipients import batches

Action = BulkEnrolmentJob.Action
Code = BulkOutcome.Code
Status = CourseAccess.Status

#: The kind of change that a job leaves in the history of a grant, by the status that the grant has then.
_KINDS = {Status.REVOKED: AccessEvent.Kind.REVOKED, Status.LOCKED: AccessEvent.Kind.LOCKED}


@dataclass(frozen=True, slots=True)
class GrantChange:
    """How one grant is to stand afterwards. ended_with_source: closed without barring its person."""

    grant: CourseAccess
    status: str
    ends_at: datetime | None
    ended_with_source: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the job does for one person and one course. changes: of the grants that exist."""

    code: str
    changes: tuple[GrantChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierChange:
    """What an earlier job did to a grant. before: how the grant stood; None when the job opened it."""

    grant_id: int
    before: BulkChange | None


def decide(
    bulk: BulkEnrolmentJob, grants: Iterable[CourseAccess], earlier: Iterable[EarlierChange] = ()
) -> Decision:
    """What this job, which doesn't grant, does for somebody who has these grants for a course. No query.

    earlier: what the job that it undoes did for them.
    """
    grants = list(grants)
    if bulk.action == Action.EXTEND:
        return _extend(bulk.ends_at, grants)
    if bulk.action == Action.REVOKE:
        return _revoke(grants)
    return _undo(bulk, {grant.pk: grant for grant in grants}, earlier)


def _extend(ends_at: datetime | None, grants: list[CourseAccess]) -> Decision:
    """The grant that lasts longest lasts until the new end; nothing gets shorter, nothing works again."""
    working = [grant for grant in grants if grant.status == Status.UNLOCKED]
    if not working:
        is_held = any(grant.bars_entry or grant.status == Status.PENDING for grant in grants)
        return Decision(Code.HELD if is_held else Code.NONE)
    longest = max(working, key=lambda grant: (grant.ends_at is None, grant.ends_at or grant.starts_at))
    if longest.ends_at is None or ends_at is not None and longest.ends_at >= ends_at:
        return Decision(Code.IN)
    if ends_at is not None and ends_at <= longest.starts_at:
        return Decision(Code.NONE)
    return Decision(Code.LONGER, (GrantChange(longest, longest.status, ends_at),))


def _revoke(grants: list[CourseAccess]) -> Decision:
    standing = tuple(
        GrantChange(grant, Status.REVOKED, grant.ends_at)
        for grant in grants
        if grant.status != Status.REVOKED
    )
    return Decision(Code.ENDED, standing) if standing else Decision(Code.NONE)


def _undo(
    bulk: BulkEnrolmentJob, grants: Mapping[int, CourseAccess], earlier: Iterable[EarlierChange]
) -> Decision:
    """Only what still stands as the earlier job left it; what somebody changed since is theirs.

    Access that the job granted ends with it and bars nobody: they are as free to enrol as anybody.
    """
    undone = bulk.undoes
    assert undone is not None, "a job that undoes knows what"
    changes = []
    for one in earlier:
        grant = grants.get(one.grant_id)
        if grant is None:
            continue
        if undone.action == Action.GRANT:
            if grant.status in (Status.UNLOCKED, Status.PENDING):
                changes.append(GrantChange(grant, Status.REVOKED, grant.ends_at, ended_with_source=True))
        elif one.before is not None and _stands_as_left(grant, undone):
            changes.append(GrantChange(grant, one.before.status_before, one.before.ends_before))
    if not changes:
        return Decision(Code.NONE)
    return Decision(Code.ENDED if undone.action == Action.GRANT else Code.BACK, tuple(changes))


def _stands_as_left(grant: CourseAccess, job: BulkEnrolmentJob) -> bool:
    if job.action == Action.EXTEND:
        return grant.status == Status.UNLOCKED and grant.ends_at == job.ends_at
    by_the_job = (grant.revoked_by_id, grant.revoked_reason) == (job.started_by_id, job.notes)
    return grant.status == Status.REVOKED and not grant.ended_with_source and by_the_job


def earlier_changes(
    bulk: BulkEnrolmentJob, people: Iterable[int], *, using: str = DEFAULT_DB_ALIAS
) -> dict[Pair, list[EarlierChange]]:
    """What the job that this one undoes did for these people, by person and course. At most two queries."""
    found: defaultdict[Pair, list[EarlierChange]] = defaultdict(list)
    if bulk.undoes is None:
        return found
    if bulk.undoes.action == Action.GRANT:
        opened = CourseAccess.objects.using(using).of_source("bulk", str(bulk.undoes.pk))
        for pk, person, course in opened.filter(person__in=people).values_list("pk", "person", "course"):
            found[person, course].append(EarlierChange(pk, None))
        return found
    changed = BulkChange.objects.using(using).filter(outcome__row__bulk=bulk.undoes, grant__person__in=people)
    for change in changed.select_related("grant"):
        pair = (change.grant.person_id, change.grant.course_id)
        found[pair].append(EarlierChange(change.grant_id, change))
    return found


def apply_changes(
    bulk: BulkEnrolmentJob,
    decided: list[tuple[BulkOutcome, Decision]],
    at: datetime,
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Write what was decided: grants with their history, how they stood before, and one fact for many.

    The grants are held by whoever decided. The outcomes are written already.
    """
    kept, grants, events = [], [], []
    opened: list[int] = []
    ended: list[int] = []
    for outcome, decision in decided:
        for change in decision.changes:
            grant = change.grant
            was_open = is_open(grant, at)
            kept.append(
                BulkChange(
                    outcome=outcome, grant=grant, status_before=grant.status, ends_before=grant.ends_at
                )
            )
            events.append(_change(bulk, change, at))
            grants.append(grant)
            if was_open != is_open(grant, at):
                (ended if was_open else opened).append(grant.pk)
    fields = ["status", "ended_with_source", "ends_at", "revoked_by", "revoked_at", "revoked_reason"]
    CourseAccess.objects.using(using).bulk_update(grants, fields)
    AccessEvent.objects.using(using).bulk_create(events)
    BulkChange.objects.using(using).bulk_create(kept)
    for some in batches(opened):
        emit(AccessOpenedToMany(grant_ids=tuple(some)), using=using)
    for some in batches(ended):
        emit(AccessEndedToMany(grant_ids=tuple(some)), using=using)


def _change(bulk: BulkEnrolmentJob, change: GrantChange, at: datetime) -> AccessEvent:
    """Change the grant in memory, and make the event that tells of it."""
    grant, before = change.grant, change.grant.status
    grant.status, grant.ends_at = change.status, change.ends_at
    grant.ended_with_source = change.ended_with_source
    revoked: Any = (None, None, "")
    if grant.status == Status.REVOKED:
        revoked = (bulk.started_by_id, at, bulk.notes)
    grant.revoked_by_id, grant.revoked_at, grant.revoked_reason = revoked
    kind = AccessEvent.Kind.EXTENDED
    if before != grant.status:
        kind = _KINDS.get(Status(grant.status), AccessEvent.Kind.REINSTATED)
    if grant.ended_with_source:
        kind = AccessEvent.Kind.ENDED
    return AccessEvent(
        grant=grant,
        kind=kind,
        at=at,
        actor_id=bulk.started_by_id,
        reason=bulk.notes,
        status=grant.status,
        ended_with_source=grant.ended_with_source,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
    )
