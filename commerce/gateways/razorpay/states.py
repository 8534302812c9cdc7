"""What Razorpay's entities say, in our words. They come by answers and by messages alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ..base import (
    Capture,
    DisputeOutcome,
    DisputeState,
    MethodSummary,
    PaymentOutcome,
    PaymentState,
    RefundOutcome,
    RefundState,
)
from ..signatures import uuid_in
from .amounts import from_units

Json = dict[str, Any]

_REFUNDS = {"processed": RefundOutcome.COMPLETED, "failed": RefundOutcome.FAILED}
_VERDICTS = {"won": DisputeOutcome.WON, "lost": DisputeOutcome.LOST, "closed": DisputeOutcome.CLOSED}
#: Phases in which the bank only asks: no money moves.
_QUESTIONS = frozenset(("fraud", "retrieval"))
_KINDS = {"card": "card", "upi": "upi", "netbanking": "bank", "wallet": "wallet"}


def payment_of(order_id: str, payments: Sequence[Json]) -> PaymentState:
    """An order, from all payments that were tried for it; more than one may have brought money."""
    captures = [_capture(each) for each in payments if is_captured(each)]
    taken = [each for each in payments if is_captured(each)]
    shown = taken[0] if taken else (payments[-1] if payments else {})
    return PaymentState(
        reference=order_id,
        outcome=_outcome(payments, is_paid=bool(captures)),
        capture=captures[0] if captures else None,
        further=tuple(captures[1:]),
        method=_method(shown) if taken else None,
        problem="" if taken else str(shown.get("error_reason") or shown.get("error_code") or ""),
        payment_id=uuid_in(shown.get("notes"), "payment_id"),
    )


def is_captured(payment: Json) -> bool:
    """Whether its money is ours, or was: one that was given back stays captured."""
    return payment.get("captured") is True or payment["status"] == "captured"


def _outcome(payments: Sequence[Json], *, is_paid: bool) -> PaymentOutcome:
    """Failed where every try failed; the bank may still say otherwise for three days."""
    if is_paid:
        return PaymentOutcome.CONFIRMED
    is_failed = bool(payments) and all(each["status"] in ("failed", "refunded") for each in payments)
    return PaymentOutcome.FAILED if is_failed else PaymentOutcome.PENDING


def _capture(payment: Json) -> Capture:
    money = from_units(payment["amount"], payment["currency"])
    fee = payment.get("fee")
    # The fee (with the tax on it) is kept back from rupees, whatever was paid in.
    return Capture(payment["id"], money, from_units(fee, "INR") if fee is not None else None)


def _method(payment: Json) -> MethodSummary:
    card = payment.get("card") or {}
    kind = str(payment.get("method") or "")
    brand = card.get("network") or payment.get("bank") or payment.get("wallet") or kind
    return MethodSummary(_KINDS.get(kind, "other"), brand=str(brand), last_four=str(card.get("last4") or ""))


def refund_of(refund: Json) -> RefundState:
    """A refund. `processed` is said before the bank has a number for it."""
    return RefundState(
        reference=refund["id"],
        outcome=_REFUNDS.get(refund["status"], RefundOutcome.PENDING),
        money=from_units(refund["amount"], refund["currency"]),
        transaction_id=refund["payment_id"],
        refund_id=uuid_in(refund.get("notes"), "refund_id"),
    )


def dispute_of(dispute: Json) -> DisputeState:
    """A dispute, perhaps of a part. It may be open again after it was won."""
    money = from_units(dispute["amount"], dispute["currency"])
    is_question = dispute.get("phase") in _QUESTIONS
    waiting = DisputeOutcome.INQUIRY if is_question else DisputeOutcome.OPEN
    due = dispute.get("respond_by")
    return DisputeState(
        reference=dispute["id"],
        outcome=_VERDICTS.get(dispute["status"], waiting),
        money=money,
        withheld=from_units(dispute.get("amount_deducted") or 0, money.currency),
        transaction_id=dispute["payment_id"],
        reason=str(dispute.get("reason_code") or ""),
        provider_status=f"{dispute.get('phase') or ''} {dispute['status']}".strip(),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )
