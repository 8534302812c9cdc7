"""Stripe behind the interface of all providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import Money

from ..base import (
    DisputeState,
    GatewayRefused,
    Observed,
    PaymentOutcome,
    PaymentRequest,
    PaymentState,
    RefundRequest,
    RefundState,
    SignedMessage,
    StartedPayment,
)
from . import messages
from .amounts import to_units
from .calls import Declined, ask
from .states import Json, capture_of, dispute_of, payment_of_intent, payment_of_session, refund_of
from .words import WORDS

# What Stripe allows is 30 minutes to 24 hours after it hears of it, which is a little later than we ask.
_SHORTEST = timedelta(minutes=35)
_LONGEST = timedelta(hours=23, minutes=55)
_LANGUAGES = frozenset(("de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt"))
_MISSING = "resource_missing"
_OF_SESSION = ["payment_intent.latest_charge.balance_transaction", "payment_intent.payment_method"]
_OF_INTENT = ["latest_charge.balance_transaction", "payment_method"]


class StripeGateway:
    """Buyers pay on Stripe's page; a kept card is charged at once, and its bank may ask for more there.

    Which ways to pay are offered is set at Stripe: nothing here names any.
    """

    code = "stripe"
    by_hand = False
    keeps_methods = True
    shows_script = False
    words = WORDS
    # The form that begins to pay is answered by a redirect there, which the policy of its page has to allow.
    page_sources: Mapping[str, tuple[str, ...]] = {
        "form-action": ("https://checkout.stripe.com", "https://hooks.stripe.com")
    }

    @property
    def label(self) -> str:
        return _("Card and more (Stripe)")

    def is_ready(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRETS)

    def takes(self, money: Money) -> bool:
        if money.currency not in settings.STRIPE_CURRENCIES:
            return False
        try:
            return to_units(money) > 0
        except GatewayRefused:
            return False

    def start(self, request: PaymentRequest) -> StartedPayment:
        if request.saved_method:
            return _charge(request)
        key = f"payment-{request.payment_id}"
        try:
            session = _session(request, key)
        except GatewayRefused as refusal:
            if not request.buyer_reference or refusal.code != _MISSING:
                raise
            # Somebody deleted the buyer there: they are a new one.
            session = _session(replace(request, buyer_reference=""), f"{key}-anew")
        return StartedPayment(
            session["id"],
            url=session.get("url") or "",
            expires_at=datetime.fromtimestamp(session["expires_at"], UTC),
        )

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        return self.look_up(reference)

    def look_up(self, reference: str) -> PaymentState:
        if reference.startswith("pi_"):
            return payment_of_intent(
                ask(lambda client: client.v1.payment_intents.retrieve(reference, {"expand": _OF_INTENT}))
            )
        return payment_of_session(
            ask(lambda client: client.v1.checkout.sessions.retrieve(reference, {"expand": _OF_SESSION}))
        )

    def find(self, payment_id: UUID) -> PaymentState | None:
        """By the id that every intent of ours carries. Stripe's search is up to a minute behind."""
        query = f"metadata['payment_id']:'{payment_id}'"
        found = ask(lambda client: client.v1.payment_intents.search({"query": query}))["data"]
        intents = sorted(found, key=lambda intent: (intent["status"] != "succeeded", intent["created"]))
        if not intents:
            return None
        state = payment_of_intent(intents[0])
        of_first = {"payment_intent": state.reference}
        sessions = ask(lambda client: client.v1.checkout.sessions.list(of_first))["data"]  # type: ignore[arg-type]
        reference = sessions[0]["id"] if sessions else state.reference
        further = tuple(filter(None, map(capture_of, intents[1:])))
        return replace(state, reference=reference, further=further)

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        """By the id of ours that its intent carries."""
        if not transaction_id.startswith("pi_"):
            return None
        state = self.look_up(transaction_id)
        return state if state.payment_id is not None else None

    def cancel(self, reference: str) -> PaymentState:
        key = {"idempotency_key": f"cancel-{reference}"}
        try:
            if reference.startswith("pi_"):
                ask(lambda client: client.v1.payment_intents.cancel(reference, {}, key))  # type: ignore[arg-type]
            else:
                ask(lambda client: client.v1.checkout.sessions.expire(reference, {}, key))  # type: ignore[arg-type]
        except GatewayRefused:
            # Paid a moment ago, or closed already: what it is now is the answer.
            state = self.look_up(reference)
            if state.outcome == PaymentOutcome.PENDING and reference.startswith("pi_"):
                raise
            return state
        return self.look_up(reference)

    def refund(self, request: RefundRequest) -> RefundState:
        # Keys are forgotten after a day; the list of refunds isn't.
        for known in self.refunds_of(request.transaction_id):
            if known.refund_id == request.refund_id:
                return known
        wanted: Any = {
            "payment_intent": request.transaction_id,
            "amount": to_units(request.money),
            "reason": "requested_by_customer",
            "metadata": {
                "refund_id": str(request.refund_id),
                "payment_id": str(request.payment_id),
                "order_number": request.order_number,
            },
        }
        key = f"refund-{request.refund_id}"
        return refund_of(ask(lambda client: client.v1.refunds.create(wanted, {"idempotency_key": key})))

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return refund_of(ask(lambda client: client.v1.refunds.retrieve(reference)))

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        wanted: Any = {"payment_intent": transaction_id, "limit": 100}
        return [refund_of(each) for each in ask(lambda client: client.v1.refunds.list(wanted))["data"]]

    def look_up_dispute(self, reference: str) -> DisputeState:
        return dispute_of(ask(lambda client: client.v1.disputes.retrieve(reference)))

    def forget_method(self, token: str) -> None:
        try:
            ask(lambda client: client.v1.payment_methods.detach(token))
        except GatewayRefused as refusal:
            if refusal.code not in (
                _MISSING,
                "payment_method_unexpected_state",
                "InvalidRequestError",
            ):
                raise

    def forget_buyer(self, reference: str) -> None:
        try:
            ask(lambda client: client.v1.customers.delete(reference))
        except GatewayRefused as refusal:
            if refusal.code != _MISSING:
                raise

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        return messages.verify(body, headers, now=now)

    def observe(self, body: bytes) -> Observed:
        return messages.observe(body)


def _ours(request: PaymentRequest) -> dict[str, str]:
    return {"payment_id": str(request.payment_id), "order_number": request.order_number}


def _session(request: PaymentRequest, key: str) -> Json:
    wanted = _session_for(request)
    return ask(lambda client: client.v1.checkout.sessions.create(wanted, {"idempotency_key": key}))


def _session_for(request: PaymentRequest) -> Any:
    """What a Checkout Session is asked for with. It depends on the request alone, so a repeat is the same."""
    intent: Json = {"metadata": _ours(request), "description": request.description}
    wanted: Json = {
        "mode": "payment",
        "client_reference_id": str(request.payment_id),
        "metadata": _ours(request),
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.money.currency.lower(),
                    "unit_amount": to_units(request.money),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "payment_intent_data": intent,
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "locale": request.language[:2] if request.language[:2] in _LANGUAGES else "auto",
    }
    if request.expires_at is not None:
        latest = min(max(request.expires_at, request.at + _SHORTEST), request.at + _LONGEST)
        wanted["expires_at"] = int(latest.timestamp())
    if request.buyer_reference:
        wanted["customer"] = request.buyer_reference
    else:
        wanted["customer_email"] = request.buyer_email
    if request.keeps_method:
        intent["setup_future_usage"] = "on_session"
        if not request.buyer_reference:
            wanted["customer_creation"] = "always"
    return wanted


def _charge(request: PaymentRequest) -> StartedPayment:
    """Charge a kept card. Its bank may want to see the buyer first: then there is an address to go to."""
    wanted: Any = {
        "amount": to_units(request.money),
        "currency": request.money.currency.lower(),
        "customer": request.buyer_reference,
        "payment_method": request.saved_method,
        "confirm": True,
        "return_url": request.return_url,
        "description": request.description,
        "metadata": _ours(request),
        "expand": _OF_INTENT,
    }
    key = f"payment-{request.payment_id}"
    try:
        intent = ask(lambda client: client.v1.payment_intents.create(wanted, {"idempotency_key": key}))
    except Declined as declined:
        if not declined.intent:
            raise GatewayRefused("Stripe: declined", code=declined.code) from None
        intent = declined.intent
    state = payment_of_intent(intent)
    asked = (intent.get("next_action") or {}).get("redirect_to_url") or {}
    url = asked.get("url") or ""
    if intent["status"] == "requires_action" and not url:
        # Its bank asks in a way that no page of ours can show: nothing is charged, and the buyer is told.
        StripeGateway().cancel(state.reference)
        state = replace(state, outcome=PaymentOutcome.FAILED, problem="authentication_required")
    return StartedPayment(state.reference, url=url, state=state)
