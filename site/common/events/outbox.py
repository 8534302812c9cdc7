"""Bringing facts to their handlers: right after the commit, and from the sweep when that did not happen."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F
from django.utils import timezone

from common.models import OutboxDelivery, OutboxRow
from common.one_statement import RowChange, RowInsertion

from .facts import Fact, Handler, fact_type_of, handlers_of

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=1)  # the sweep leaves a new row to the process that wrote it for so long
LEASE = timedelta(minutes=10)  # and a row that another sweep has taken
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
KEEP_DELIVERED = timedelta(days=30)
UNSURE = timedelta(hours=1)  # so much earlier a handler may have begun what a copy lacks
CLAIM_SIZE = 20
FORGET_SIZE = 1_000

_ROWS = RowInsertion(OutboxRow)
_DELIVERIES = RowInsertion(OutboxDelivery, or_nothing=("row", "handler"))
_DELIVERED = RowChange(OutboxRow, "delivered_at", "last_error")


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One try at bringing one row to its handlers; `number` counts from 1."""

    row: OutboxRow
    number: int
    now: datetime
    using: str


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one sweep did, in rows. Anything but zero means that a process died or a handler failed."""

    delivered: int
    failed: int


def pause_before(attempt: int) -> timedelta:
    """How long to wait before this attempt (2 is the first repeat): doubling, up to six hours."""
    return min(FIRST_PAUSE * 2 ** max(attempt - 2, 0), LONGEST_PAUSE)


def keep(row: OutboxRow, *, using: str) -> None:
    """Write down a fact, in the transaction that made it true. One query."""
    _ROWS.add(row, using=using)


def deliver(row: OutboxRow, fact: Fact, *, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Run every handler of a fact that has just been committed. False when one of them failed.

    A handler that fails is logged and stops no other; the sweep tries it again.
    """
    attempt = DeliveryAttempt(row, number=1, now=timezone.now(), using=using)
    return _deliver(attempt, fact, skip=set())


def sweep(*, now: datetime | None = None, limit: int = 1_000, using: str = DEFAULT_DB_ALIAS) -> SweepResult:
    """Deliver up to `limit` rows that are due at `now`: what a crash or a failing handler left behind.

    Several sweeps may run at once: on PostgreSQL each takes rows that no other holds.
    """
    delivered = failed = 0
    now = now or timezone.now()
    while (room := limit - delivered - failed) > 0:
        rows = _claim(now, min(CLAIM_SIZE, room), using)
        if not rows:
            break
        for row in rows:
            if _redeliver(DeliveryAttempt(row, number=row.attempts + 1, now=now, using=using)):
                delivered += 1
            else:
                failed += 1
    if delivered or failed:
        logger.warning("Outbox sweep on %s: %d delivered, %d failed", using, delivered, failed)
    return SweepResult(delivered, failed)


def forget_delivered(*, now: datetime | None = None, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete rows that were delivered more than 30 days before `now`, in batches. Returns how many."""
    old = OutboxRow.objects.using(using).forgettable_at(now or timezone.now(), keep=KEEP_DELIVERED)
    forgotten = 0
    while ids := list(old.order_by("delivered_at").values_list("pk", flat=True)[:FORGET_SIZE]):
        with transaction.atomic(using=using):
            OutboxDelivery.objects.using(using).filter(row_id__in=ids).delete()
            OutboxRow.objects.using(using).filter(pk__in=ids).delete()
        forgotten += len(ids)
    return forgotten


def retry_stuck(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Give every stuck row a fresh set of attempts, beginning at `now`. Returns how many."""
    return OutboxRow.objects.using(using).stuck().update(attempts=0, next_attempt_at=now)


def tell_again(*, since: datetime, now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Have handlers told once more of what they have heard since a moment, and of the hour before it.

    For a database whose other half was restored from an older copy: what handlers did there is missing. What
    they heard before stays delivered. The next sweeps do it. Returns how many facts. Reads all deliveries.
    """
    heard = OutboxDelivery.objects.using(using).filter(delivered_at__gte=since - UNSURE)
    told = 0
    while ids := list(heard.order_by("row_id").values_list("row_id", flat=True).distinct()[:FORGET_SIZE]):
        with transaction.atomic(using=using):
            heard.filter(row_id__in=ids).delete()
            rows = OutboxRow.objects.using(using).filter(pk__in=ids)
            told += rows.update(delivered_at=None, attempts=0, next_attempt_at=now, last_error="")
    return told


def _claim(now: datetime, size: int, using: str) -> list[OutboxRow]:
    """Take rows that are due. A claim counts as an attempt: a fact that kills its process ends up stuck."""
    skip_locked = connections[using].features.has_select_for_update_skip_locked
    with transaction.atomic(using=using):
        due = OutboxRow.objects.using(using).due_at(now).order_by("next_attempt_at", "pk")
        rows = list(due.select_for_update(skip_locked=skip_locked)[:size])
        OutboxRow.objects.using(using).filter(pk__in=[row.pk for row in rows]).update(
            attempts=F("attempts") + 1, next_attempt_at=now + LEASE
        )
    return rows


def _redeliver(attempt: DeliveryAttempt) -> bool:
    row, using = attempt.row, attempt.using
    try:
        fact_type = fact_type_of(row.kind)
        if fact_type is None:
            # Not "delivered": in a rolling deployment the process that knows the handler may be another one.
            raise LookupError(f"nobody here listens to {row.kind}")
        fact = fact_type.from_json(row.payload)
    except Exception as error:
        logger.exception("%s cannot be read", row)
        _postpone(attempt, [f"{type(error).__name__}: {error}"])
        return False
    done = OutboxDelivery.objects.using(using).filter(row_id=row.pk).values_list("handler", flat=True)
    return _deliver(attempt, fact, skip=set(done))


def _deliver(attempt: DeliveryAttempt, fact: Fact, *, skip: set[str]) -> bool:
    row, errors = attempt.row, []
    for handler in handlers_of(type(fact)):
        if handler.name in skip:
            continue
        try:
            _run(handler, fact, attempt)
        except Exception as error:
            logger.exception("%s failed on %s (attempt %d)", handler.name, row, attempt.number)
            errors.append(f"{handler.name}: {type(error).__name__}: {error}")
    if errors:
        _postpone(attempt, errors)
        return False
    _DELIVERED.write(row.pk, timezone.now(), "", using=attempt.using)
    return True


class _AlreadyDelivered(Exception):
    """Another process was faster: its record is there."""


def _run(handler: Handler, fact: Fact, attempt: DeliveryAttempt) -> None:
    """Record the delivery and run the handler in one transaction, so that neither stands without the other.

    The record comes first: whoever else brings the same fact to the same handler waits for it, and then
    can't write theirs.
    """
    try:
        with transaction.atomic(using=attempt.using):
            delivery = OutboxDelivery(row_id=attempt.row.pk, handler=handler.name)
            if not _DELIVERIES.add(delivery, using=attempt.using):
                raise _AlreadyDelivered
            handler.call(fact)
    except _AlreadyDelivered:
        logger.info("%s had already dealt with %s", handler.name, attempt.row)


def _postpone(attempt: DeliveryAttempt, errors: list[str]) -> None:
    rows = OutboxRow.objects.using(attempt.using).filter(pk=attempt.row.pk, delivered_at__isnull=True)
    rows.update(
        attempts=attempt.number,
        next_attempt_at=attempt.now + pause_before(attempt.number + 1),
        last_error="\n".join(errors)[:4_000],
    )
