"""When a provider is asked again: often at first, then ever more rarely, and at some time nevermore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from .models import Dispute, Payment, Refund

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

#: A bank may answer days later: so long a payment that failed is still asked about.
LATE_AUTHORISATION = 4 * DAY
#: So long a payment is asked about that nobody decides.
LONGEST_PENDING = 60 * DAY
#: When a payment that was confirmed is asked about, in case another card has paid for it as well.
AFTER_PAYMENT = (DAY, 5 * DAY)
#: When a refund that was completed is asked about, in case it failed after all.
AFTER_REFUND = (DAY, 7 * DAY, 30 * DAY)
#: So long a dispute with a verdict is asked about: appeals and other turns come late.
APPEALS = 120 * DAY
_MOST_FEE_CHECKS = 3
#: How long after its age in the first place a payment is asked about again.
_PACE = ((15 * MINUTE, 2 * MINUTE), (2 * HOUR, 15 * MINUTE), (DAY, HOUR), (5 * DAY, 6 * HOUR))


def pace_at(age: timedelta) -> timedelta:
    """How long to wait before somebody is asked again about something of this age."""
    return next((pause for younger_than, pause in _PACE if age < younger_than), DAY)


def pause_after(failures: int) -> timedelta:
    """How long to leave a provider alone that gave no answer, so many times: doubling, up to six hours."""
    return min(MINUTE * 2 ** min(failures, 10), 6 * HOUR)


def next_payment_check(payment: Payment, *, now: datetime, lacks_fee: bool) -> datetime | None:
    """When to ask about a payment next. lacks_fee: its money came without saying what it cost."""
    age = now - payment.created_at
    if payment.status == Payment.Status.CONFIRMED:
        if payment.keeps_method and not payment.method and payment.checks < _MOST_FEE_CHECKS:
            return now + MINUTE  # a message said that it was paid, not with what
        if lacks_fee and payment.checks < _MOST_FEE_CHECKS:
            return now + HOUR
        return _next(payment.confirmed_at or now, AFTER_PAYMENT, now)
    if payment.status in Payment.LIVE:
        return now + pace_at(age) if age < LONGEST_PENDING else None
    return now + 6 * HOUR if age < LATE_AUTHORISATION else None


def next_refund_check(refund: Refund, *, now: datetime) -> datetime | None:
    """When to ask about a refund next."""
    if refund.status == Refund.Status.PENDING:
        return now + max(pace_at(now - refund.created_at), 10 * MINUTE)
    if refund.status == Refund.Status.FAILED or refund.settled_at is None:
        return None
    return _next(refund.settled_at, AFTER_REFUND, now)


def _next(since: datetime, pauses: Iterable[timedelta], now: datetime) -> datetime | None:
    return next((at for pause in pauses if (at := since + pause) > now), None)


def next_dispute_check(dispute: Dispute, *, now: datetime) -> datetime | None:
    """When to ask about a dispute next."""
    if dispute.outcome in (Dispute.Outcome.INQUIRY, Dispute.Outcome.OPEN):
        return now + DAY
    return now + 7 * DAY if now - dispute.changed_at < APPEALS else None
