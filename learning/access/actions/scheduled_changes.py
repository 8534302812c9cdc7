"""Grants that begin or end by the clock: nobody changes them, so somebody has to notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS

from common.transactions import in_transaction

from ..models import AccessEvent, CourseAccess
from .grants import tell

BATCH = 500


@dataclass(frozen=True, slots=True)
class ScheduledChanges:
    """How many grants began and how many ended."""

    begun: int
    ended: int


def apply_scheduled_changes(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> ScheduledChanges:
    """Tell, once for each, which grants have begun or ended by themselves up to `now`."""
    begun = _notice(AccessEvent.Kind.ACTIVATED, now, using=using)
    return ScheduledChanges(begun=begun, ended=_notice(AccessEvent.Kind.EXPIRED, now, using=using))


def _notice(kind: str, now: datetime, *, using: str) -> int:
    noticed = 0
    while batch := _notice_batch(kind, now, using=using):
        noticed += batch
    return noticed


@in_transaction
def _notice_batch(kind: str, now: datetime, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Hold the rows first and look at them again then, so that two sweeps do not tell the same."""
    due = _due(kind, now, using=using)
    held = due.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values_list("pk", flat=True)
    grants = list(_due(kind, now, using=using).filter(pk__in=list(held[:BATCH])))
    AccessEvent.objects.using(using).bulk_create(_event(grant, kind) for grant in grants)
    for grant in grants:
        tell(grant, opened=kind == AccessEvent.Kind.ACTIVATED, using=using)
    return len(grants)


def _due(kind: str, now: datetime, *, using: str):  # type: ignore[no-untyped-def]
    if kind == AccessEvent.Kind.EXPIRED:
        return CourseAccess.objects.using(using).newly_expired(now)
    return CourseAccess.objects.using(using).newly_begun(now)


def _event(grant: CourseAccess, kind: str) -> AccessEvent:
    moment = grant.ends_at if kind == AccessEvent.Kind.EXPIRED else grant.starts_at
    assert moment is not None, "what has expired has an end"
    return AccessEvent(
        grant=grant,
        kind=kind,
        at=moment,
        status=grant.status,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
    )
