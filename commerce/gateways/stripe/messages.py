"""Stripe's messages: `Stripe-Signature`, and events that hold a snapshot of one object.

A thin event, which holds ids alone, is kept and answered like every kind that we don't know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from ..base import ForgedMessage, Observed, PaymentOutcome, SignedMessage
from ..signatures import check_age, read_object
from .states import Json, dispute_of, id_of, payment_of_intent, payment_of_session, refund_of

#: The kinds to be sent to us: what `docs/commerce.md` tells whoever sets the address up at Stripe.
KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)


def verify(body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
    """See `Gateway.verify`. The time that was signed may be five minutes off, in either direction."""
    signed_at = _signed_at(body, headers.get("stripe-signature", ""))
    check_age(signed_at, now=now)
    told = read_object(body)
    kind = told.get("type")
    if not (isinstance(told.get("id"), str) and isinstance(kind, str)):
        raise ForgedMessage("no event")
    return SignedMessage(told["id"], kind, datetime.fromtimestamp(signed_at, UTC))


def _signed_at(body: bytes, header: str) -> int:
    """The time in a header that signs this body with one of our secrets, in seconds since 1970."""
    import stripe  # loaded by whoever has a message to check

    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret)
        except stripe.SignatureVerificationError:
            continue
        except (TypeError, ValueError):  # bytes that are no text, and a signature that is no ASCII
            break
        return int(next(word[2:] for word in header.split(",") if word.startswith("t=")))
    # Without the library's own error, which holds body and header.
    raise ForgedMessage("not signed by Stripe")


def observe(body: bytes) -> Observed:
    """See `Gateway.observe`."""
    told = read_object(body)
    data = told.get("data")
    found = data.get("object") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        return Observed()
    reader = _READERS.get(str(found.get("object")))
    is_known = told["type"] in KINDS or told["type"] == "charge.refund.updated"
    return reader(found) if reader and is_known else Observed()


def _session(session: Json) -> Observed:
    state = payment_of_session(session)
    if state.payment_id is None:
        return Observed()  # of another shop on the same account
    return Observed(
        payment=session["id"],
        payment_reference=session["id"],
        transaction_id=id_of(session.get("payment_intent")),
        payment_id=state.payment_id,
        # Without its intent a completed session doesn't say whether the money still comes.
        state=state if state.outcome != PaymentOutcome.PENDING else None,
    )


def _intent(intent: Json) -> Observed:
    """In a session, another card may be tried after one failed: only money that came is certain."""
    state = payment_of_intent(intent)
    if state.payment_id is None:
        return Observed()
    return Observed(
        payment=intent["id"],
        transaction_id=intent["id"],
        payment_id=state.payment_id,
        state=state if state.outcome == PaymentOutcome.CONFIRMED else None,
    )


def _refund(refund: Json) -> Observed:
    state = refund_of(refund)
    return Observed(
        refund=state.reference,
        transaction_id=state.transaction_id,
        refund_id=state.refund_id,
        state=state,
    )


def _dispute(dispute: Json) -> Observed:
    state = dispute_of(dispute)
    return Observed(dispute=state.reference, transaction_id=state.transaction_id, state=state)


_READERS: dict[str, Callable[[dict[str, Any]], Observed]] = {
    "checkout.session": _session,
    "payment_intent": _intent,
    "refund": _refund,
    "dispute": _dispute,
}
