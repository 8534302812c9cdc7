"""What the sandbox's records say, in our words, and in those of its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from common.money import Money

from ..base import (
    Capture,
    DisputeOutcome,
    DisputeState,
    MethodSummary,
    Observed,
    PaymentOutcome,
    PaymentState,
    RefundOutcome,
    RefundState,
)
from ..models import SandboxRecord

#: What the sandbox keeps of a payment, in percent, and of a dispute, in minor units.
FEE_PERCENT = 3
DISPUTE_FEE_MINOR = 1500

_PAYMENTS = {
    "open": PaymentOutcome.PENDING,
    "late": PaymentOutcome.PENDING,
    "late_cancelled": PaymentOutcome.CANCELLED,
    "paid": PaymentOutcome.CONFIRMED,
    "failed": PaymentOutcome.FAILED,
    "cancelled": PaymentOutcome.CANCELLED,
}


def as_told(record: SandboxRecord) -> dict[str, Any]:
    """A record as messages hold it."""
    return {
        "kind": record.kind,
        "reference": record.reference,
        "parent": record.parent,
        "own_id": str(record.own_id) if record.own_id else "",
        "status": record.status,
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "keeps_method": bool(record.details.get("keeps_method")),
        "asks": bool(record.details.get("asks")),
    }


def payment_of(told: Mapping[str, Any]) -> PaymentState:
    """A payment, from a record as it is told."""
    outcome = _PAYMENTS[told["status"]]
    reference, money = told["reference"], _money(told)
    capture = method = None
    if outcome == PaymentOutcome.CONFIRMED:
        fee = Money(money.amount_minor * FEE_PERCENT // 100, money.currency)
        capture = Capture(transaction_of(reference), money, fee)
        token = f"card_{reference}" if told["keeps_method"] else ""
        digits = "3184" if told.get("asks") else "4242"
        method = MethodSummary("card", "Sandbox", digits, (2031, 4), token, "buyer" if token else "")
    problem = "declined" if outcome == PaymentOutcome.FAILED else ""
    own_id = UUID(told["own_id"]) if told["own_id"] else None
    return PaymentState(reference, outcome, capture, method=method, problem=problem, payment_id=own_id)


def refund_of(told: Mapping[str, Any]) -> RefundState:
    """A refund, from a record as it is told."""
    return RefundState(
        told["reference"],
        RefundOutcome(told["status"]),
        _money(told),
        transaction_of(told["parent"]),
        UUID(told["own_id"]) if told["own_id"] else None,
        "account_closed" if told["status"] == "failed" else "",
    )


def dispute_of(told: Mapping[str, Any]) -> DisputeState:
    """A dispute, from a record as it is told. Its money is held back unless it was won."""
    money = _money(told)
    outcome = DisputeOutcome(told["status"])
    is_held = outcome in (DisputeOutcome.OPEN, DisputeOutcome.LOST)
    return DisputeState(
        told["reference"],
        outcome,
        money,
        withheld=money if is_held else Money.zero(money.currency),
        transaction_id=transaction_of(told["parent"]),
        fee=Money(DISPUTE_FEE_MINOR, money.currency),
        reason="product_not_received",
        provider_status=told["status"],
    )


def observed_in(told: Mapping[str, Any]) -> Observed:
    """What a message about this record says."""
    reference, parent = told["reference"], told["parent"]
    if told["kind"] == SandboxRecord.Kind.PAYMENT:
        state = payment_of(told)
        return Observed(
            payment=reference,
            payment_reference=reference,
            transaction_id=state.capture.transaction_id if state.capture else "",
            payment_id=state.payment_id,
            state=state,
        )
    if told["kind"] == SandboxRecord.Kind.REFUND:
        back = refund_of(told)
        return Observed(
            refund=reference,
            payment_reference=parent,
            transaction_id=back.transaction_id,
            refund_id=back.refund_id,
            state=back,
        )
    dispute = dispute_of(told)
    return Observed(
        dispute=reference, payment_reference=parent, transaction_id=dispute.transaction_id, state=dispute
    )


def payment_of_card(token: str) -> str:
    """The payment that a kept card was first charged for."""
    return token.removeprefix("card_")


def transaction_of(reference: str) -> str:
    """What the sandbox calls the money of a payment."""
    return f"{reference}-money"


def payment_behind(transaction_id: str) -> str:
    """The payment whose money is called so."""
    return transaction_id.removesuffix("-money")


def _money(told: Mapping[str, Any]) -> Money:
    return Money(told["amount_minor"], told["currency"])
