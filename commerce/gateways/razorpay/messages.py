"""Razorpay's messages: signed over the whole body, and without a time that was signed.

So an old one can't be told from a new one: whatever a message leads to looks at the present state.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from ..base import ForgedMessage, Observed, PaymentOutcome, SignedMessage
from ..signatures import read_object, uuid_in
from .states import dispute_of, payment_of, refund_of

#: The kinds to be sent to us: what `docs/commerce.md` tells whoever sets the address up at Razorpay.
KINDS = (
    "payment.authorized",
    "payment.captured",
    "payment.failed",
    "order.paid",
    "refund.created",
    "refund.processed",
    "refund.failed",
    "payment.dispute.created",
    "payment.dispute.under_review",
    "payment.dispute.action_required",
    "payment.dispute.won",
    "payment.dispute.lost",
    "payment.dispute.closed",
)


def verify(body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
    """See `Gateway.verify`. The id stands in a header; without it the body's hash serves."""
    if not any(
        is_signed(body, headers.get("x-razorpay-signature", ""), secret)
        for secret in settings.RAZORPAY_WEBHOOK_SECRETS
    ):
        raise ForgedMessage("not signed by Razorpay")
    told = read_object(body)
    kind, created = told.get("event"), told.get("created_at")
    if not isinstance(kind, str):
        raise ForgedMessage("no event")
    external_id = headers.get("x-razorpay-event-id") or f"sha256-{sha256(body).hexdigest()}"
    sent_at = None
    if isinstance(created, int) and 0 < created < 2**33:
        sent_at = datetime.fromtimestamp(created, UTC)
    return SignedMessage(external_id, kind, sent_at)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether this signature is the secret's. False for what the library would stumble over."""
    import razorpay  # loaded by whoever has a message to check
    from razorpay.errors import SignatureVerificationError

    try:
        razorpay.Utility().verify_signature(body.decode(), signature, secret)
    except (SignatureVerificationError, TypeError, ValueError):
        return False
    return True


def observe(body: bytes) -> Observed:
    """See `Gateway.observe`."""
    told = read_object(body)
    if told["event"] not in KINDS:
        return Observed()
    found = {name: each["entity"] for name, each in told["payload"].items()}
    payment = found.get("payment") or {}
    if "dispute" in found:
        dispute = dispute_of(found["dispute"])
        return Observed(
            dispute=dispute.reference,
            payment_reference=_order_of(payment),
            transaction_id=dispute.transaction_id,
            state=dispute,
        )
    if "refund" in found:
        refund = refund_of(found["refund"])
        return Observed(
            refund=refund.reference,
            payment_reference=_order_of(payment),
            transaction_id=refund.transaction_id,
            refund_id=refund.refund_id,
            state=refund,
        )
    return _payment(payment, found.get("order") or {})


def _payment(payment: dict[str, Any], order: dict[str, Any]) -> Observed:
    """Only money that was taken is certain: another try may follow one that failed."""
    reference = _order_of(payment)
    if not reference:
        return Observed()  # of something else on the same account
    state = payment_of(reference, [payment])
    return Observed(
        payment=reference,
        payment_reference=reference,
        transaction_id=payment["id"],
        payment_id=state.payment_id or uuid_in(order.get("notes"), "payment_id"),
        state=state if state.outcome == PaymentOutcome.CONFIRMED else None,
    )


def _order_of(payment: dict[str, Any]) -> str:
    return str(payment.get("order_id") or "")
