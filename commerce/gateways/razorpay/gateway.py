"""Razorpay behind the interface of all providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import Money

from ..base import (
    DisputeState,
    ForgedMessage,
    GatewayRefused,
    GatewayUnreachable,
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
from .amounts import refund_units, to_units
from .calls import ask
from .states import Json, dispute_of, is_captured, payment_of, refund_of
from .words import WORDS

#: The script that the checkout's page opens, and where a form does the same without a script.
SCRIPT = "https://checkout.razorpay.com/v1/checkout.js"
FORM = "https://api.razorpay.com/v1/checkout/embedded"
_POSTED = ("razorpay_payment_id", "razorpay_signature")


class RazorpayGateway:
    """Buyers pay in a frame over our page, or by a form where there is no script.

    `StartedPayment.fields` are the names that both take; `script` and `form_action` lead to them. What they
    post back goes to `come_back`, which believes only what is signed for the order that was stored.
    """

    code = "razorpay"
    by_hand = False
    keeps_methods = False
    shows_script = True
    words = WORDS
    page_sources: Mapping[str, tuple[str, ...]] = {
        "form-action": ("https://api.razorpay.com",),
        "script-src": ("https://checkout.razorpay.com",),
        "frame-src": ("https://api.razorpay.com", "https://checkout.razorpay.com"),
        "connect-src": ("https://api.razorpay.com", "https://lumberjack.razorpay.com"),
        "img-src": ("https://cdn.razorpay.com",),
    }

    @property
    def label(self) -> str:
        return _("Card, UPI or net banking (Razorpay)")

    def is_ready(self) -> bool:
        keys = (settings.RAZORPAY_KEY_ID, settings.RAZORPAY_KEY_SECRET, settings.RAZORPAY_WEBHOOK_SECRETS)
        return all(keys)

    def takes(self, money: Money) -> bool:
        if money.currency not in settings.RAZORPAY_CURRENCIES:
            return False
        try:
            return to_units(money) > 0
        except GatewayRefused:
            return False

    def start(self, request: PaymentRequest) -> StartedPayment:
        order = _ordered(request)
        fields = {
            "key": settings.RAZORPAY_KEY_ID,
            "order_id": order["id"],
            "amount": str(order["amount"]),
            "currency": order["currency"],
            "description": request.description,
            "prefill[name]": request.buyer_name,
            "prefill[email]": request.buyer_email,
            "callback_url": request.return_url,
            "cancel_url": request.cancel_url,
            "script": SCRIPT,
            "form_action": FORM,
        }
        return StartedPayment(order["id"], fields=fields)

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        """Raises ForgedMessage for a payment that isn't signed for the stored order."""
        payment_id, signature = (posted.get(name, "") for name in _POSTED)
        if not payment_id and not signature:
            return self.look_up(reference)
        signed = f"{reference}|{payment_id}".encode(errors="surrogatepass")
        if not messages.is_signed(signed, signature, settings.RAZORPAY_KEY_SECRET):
            raise ForgedMessage("not signed for this order")
        try:
            return self.look_up(reference)
        except GatewayUnreachable:
            # It was paid, they say so themselves; how much, a sweep finds out.
            return PaymentState(reference, PaymentOutcome.PENDING)

    def look_up(self, reference: str) -> PaymentState:
        """Take what is authorised (late, perhaps days after it failed), then say how it stands."""
        payments = _payments_of(reference)
        waiting = [each for each in payments if each["status"] == "authorized" and not is_captured(each)]
        if waiting and not any(map(is_captured, payments)):
            _capture(waiting[0])
            payments = _payments_of(reference)
        return payment_of(reference, payments)

    def find(self, payment_id: UUID) -> PaymentState | None:
        order = _order_by(payment_id)
        return replace(self.look_up(order["id"]), payment_id=payment_id) if order else None

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        order_id = ask(lambda client: client.payment.fetch(transaction_id)).get("order_id")
        return self.look_up(str(order_id)) if order_id else None

    def cancel(self, reference: str) -> PaymentState:
        """Its orders can't be closed. One that is being paid at this moment is answered as pending."""
        payments = _payments_of(reference)
        state = payment_of(reference, payments)
        is_under_way = any(each["status"] in ("created", "authorized") for each in payments)
        if state.outcome == PaymentOutcome.CONFIRMED or is_under_way:
            return state
        return replace(state, outcome=PaymentOutcome.CANCELLED)

    def refund(self, request: RefundRequest) -> RefundState:
        # Keys are forgotten one day; the list of refunds isn't.
        for known in self.refunds_of(request.transaction_id):
            if known.refund_id == request.refund_id:
                return known
        units = refund_units(request.money)
        notes = {"refund_id": str(request.refund_id), "order_number": request.order_number}

        def give(client: Any) -> Any:
            # A fresh dict each time: the library writes into the headers it is given.
            headers = {"X-Refund-Idempotency": request.refund_id.hex}
            wanted = {"amount": units, "speed": "normal", "receipt": request.refund_id.hex, "notes": notes}
            return client.payment.refund(request.transaction_id, wanted, headers=headers)

        return refund_of(ask(give))

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return refund_of(ask(lambda client: client.refund.fetch(reference)))

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        found = ask(lambda client: client.payment.fetch_multiple_refund(transaction_id, {"count": 100}))
        return [refund_of(each) for each in found["items"]]

    def look_up_dispute(self, reference: str) -> DisputeState:
        return dispute_of(ask(lambda client: client.dispute.fetch(reference)))

    def forget_method(self, token: str) -> None:
        """It keeps none for us."""

    def forget_buyer(self, reference: str) -> None:
        """It keeps none for us."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        return messages.verify(body, headers, now=now)

    def observe(self, body: bytes) -> Observed:
        return messages.observe(body)


def _ordered(request: PaymentRequest) -> Json:
    """The order of a payment. Asked again, it is looked for first: a second one could be paid, too."""
    wanted: Json = {
        "amount": to_units(request.money),
        "currency": request.money.currency,
        "receipt": request.payment_id.hex,
        "unique_receipt": True,
        "payment_capture": True,
        "notes": {"payment_id": str(request.payment_id), "order_number": request.order_number},
    }
    tries = 0

    def order(client: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries > 1 and (known := client.order.all({"receipt": request.payment_id.hex})["items"]):
            return known[0]
        return client.order.create(dict(wanted))

    try:
        made = ask(order)
    except GatewayRefused:
        known = _order_by(request.payment_id)
        if known is None:
            raise
        made = known
    if (made["amount"], made["currency"]) != (wanted["amount"], wanted["currency"]):
        raise GatewayRefused("another amount for the same payment", code="idempotency")
    return made


def _order_by(payment_id: UUID) -> Json | None:
    found = ask(lambda client: client.order.all({"receipt": payment_id.hex}))["items"]
    return found[0] if found else None


def _payments_of(order_id: str) -> list[Json]:
    """Every try, oldest first."""
    found = ask(lambda client: client.order.payments(order_id))["items"]
    return sorted(found, key=lambda each: (each.get("created_at") or 0, each["id"]))


def _capture(payment: Json) -> None:
    """Take the money of a payment. That somebody did so a moment before is fine."""
    currency = {"currency": payment["currency"]}
    try:
        # A dict of its own: the library writes the amount into its default.
        ask(lambda client: client.payment.capture(payment["id"], payment["amount"], dict(currency)))
    except GatewayRefused:
        return  # the list of payments says what came of it
