"""What Stripe's objects say, in our words. They come by answers and by messages alike, as plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from common.money import Money

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

_INTENTS = {
    "succeeded": PaymentOutcome.CONFIRMED,
    "canceled": PaymentOutcome.CANCELLED,
    "requires_payment_method": PaymentOutcome.FAILED,
}
_REFUNDS = {
    "succeeded": RefundOutcome.COMPLETED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}
_DISPUTES = {
    "warning_needs_response": DisputeOutcome.INQUIRY,
    "warning_under_review": DisputeOutcome.INQUIRY,
    "warning_closed": DisputeOutcome.CLOSED,
    "prevented": DisputeOutcome.CLOSED,
    "won": DisputeOutcome.WON,
    "lost": DisputeOutcome.LOST,
}
_KINDS = {"card": "card", "upi": "upi", "sepa_debit": "bank", "us_bank_account": "bank", "bacs_debit": "bank"}


def id_of(value: Any) -> str:
    """The id of what may be an id, an object or nothing."""
    return str(value["id"]) if isinstance(value, dict) else str(value or "")


def payment_of_session(session: Json) -> PaymentState:
    """A Checkout Session, with as much of its payment intent as came along."""
    intent = session.get("payment_intent")
    outcome = _outcome_of_session(session, intent if isinstance(intent, dict) else {})
    capture = None
    if outcome == PaymentOutcome.CONFIRMED:
        money = from_units(session["amount_total"], session["currency"])
        capture = Capture(id_of(intent) or session["id"], money, _fee_of(intent))
    return PaymentState(
        reference=session["id"],
        outcome=outcome,
        capture=capture,
        method=method_of(intent) if isinstance(intent, dict) else None,
        problem=_problem_of(intent) if outcome == PaymentOutcome.FAILED else "",
        payment_id=uuid_in(session.get("metadata"), "payment_id"),
    )


def _outcome_of_session(session: Json, intent: Json) -> PaymentOutcome:
    """Paid, or what its status says. A completed session whose money is on its way is still pending."""
    if session["payment_status"] in ("paid", "no_payment_required"):
        return PaymentOutcome.CONFIRMED
    if session["status"] == "expired":
        return PaymentOutcome.CANCELLED
    if session["status"] == "complete" and intent.get("status") in ("requires_payment_method", "canceled"):
        return PaymentOutcome.FAILED
    return PaymentOutcome.PENDING


def payment_of_intent(intent: Json) -> PaymentState:
    """A payment intent of its own: a kept card that was charged."""
    outcome = _INTENTS.get(intent["status"], PaymentOutcome.PENDING)
    return PaymentState(
        reference=intent["id"],
        outcome=outcome,
        capture=capture_of(intent),
        method=method_of(intent),
        problem=_problem_of(intent) if outcome == PaymentOutcome.FAILED else "",
        payment_id=uuid_in(intent.get("metadata"), "payment_id"),
    )


def capture_of(intent: Json) -> Capture | None:
    """The money that an intent took, if it did."""
    if intent["status"] != "succeeded":
        return None
    return Capture(intent["id"], from_units(intent["amount_received"], intent["currency"]), _fee_of(intent))


def _fee_of(intent: Any) -> Money | None:
    """What Stripe keeps, where the answer has it; in the currency it pays out in."""
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    booked = charge.get("balance_transaction") if isinstance(charge, dict) else None
    return from_units(booked["fee"], booked["currency"]) if isinstance(booked, dict) else None


def method_of(intent: Json) -> MethodSummary | None:
    """How an intent was paid. It has a token only where it may be used again."""
    found = intent.get("payment_method")
    if not isinstance(found, dict):
        return None
    kind = str(found["type"])
    more = found.get(kind) or {}
    is_kept = bool(intent.get("setup_future_usage") and found.get("customer"))
    return MethodSummary(
        kind=_KINDS.get(kind, "wallet" if kind in ("link", "paypal", "amazon_pay") else "other"),
        brand=str(more.get("brand") or more.get("bank_name") or kind),
        last_four=str(more.get("last4") or ""),
        expires=(more["exp_year"], more["exp_month"]) if more.get("exp_year") else None,
        token=found["id"] if is_kept else "",
        buyer_reference=id_of(found["customer"]) if is_kept else "",
        country=_country_of(intent, more),
    )


def _country_of(intent: Json, method: Json) -> str:
    """Where the card is from that was charged; else what is known of the method itself."""
    charge = intent.get("latest_charge")
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, dict) else {}
    charged = details.get(str(details.get("type") or "")) or {}
    found = str(charged.get("country") or method.get("country") or "").upper()
    return found if len(found) == 2 and found.isalpha() else ""


def _problem_of(intent: Any) -> str:
    error = (intent.get("last_payment_error") if isinstance(intent, dict) else None) or {}
    return str(error.get("decline_code") or error.get("code") or "")


def refund_of(refund: Json) -> RefundState:
    """A refund. `succeeded` means sent: it may still fail for a month."""
    return RefundState(
        reference=refund["id"],
        outcome=_REFUNDS.get(refund["status"], RefundOutcome.PENDING),
        money=from_units(refund["amount"], refund["currency"]),
        transaction_id=id_of(refund.get("payment_intent")) or id_of(refund.get("charge")),
        refund_id=uuid_in(refund.get("metadata"), "refund_id"),
        problem=str(refund.get("failure_reason") or ""),
    )


def dispute_of(dispute: Json) -> DisputeState:
    """A dispute, with what was booked for it: money taken, money given back, and the fee."""
    money = from_units(dispute["amount"], dispute["currency"])
    booked = dispute.get("balance_transactions") or []
    taken = -sum(each["amount"] for each in booked)
    withheld = Money.zero(money.currency)
    if taken > 0:
        # Booked in the currency Stripe pays out in. Where that is another one, all that is disputed is held.
        is_same = booked[0]["currency"].upper() == money.currency
        withheld = from_units(taken, money.currency) if is_same else money
    fees = sum(each["fee"] for each in booked)
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return DisputeState(
        reference=dispute["id"],
        outcome=_DISPUTES.get(dispute["status"], DisputeOutcome.OPEN),
        money=money,
        withheld=withheld,
        transaction_id=id_of(dispute.get("payment_intent")) or id_of(dispute.get("charge")),
        fee=from_units(fees, booked[0]["currency"]) if fees else None,
        reason=str(dispute.get("reason") or ""),
        provider_status=str(dispute["status"]),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )
