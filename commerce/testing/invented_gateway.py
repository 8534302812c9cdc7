"""A payment provider that exists in tests alone: it believes what is signed with one word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from commerce.gateways.base import (
    Capture,
    DisputeState,
    ForgedMessage,
    GatewayRefused,
    Observed,
    PaymentOutcome,
    PaymentRequest,
    PaymentState,
    RefundOutcome,
    RefundRequest,
    RefundState,
    SignedMessage,
    StaleMessage,
    StartedPayment,
    Words,
)
from common.money import Money

SIGNATURE = "invented"


class InventedGateway:
    """Knows the states that a test gives it (`payments`, `refunds`, `disputes`) and what it was asked."""

    code = "invented"
    label = "Invented"
    by_hand = False
    keeps_methods = False
    shows_script = False
    page_sources: Mapping[str, tuple[str, ...]] = {}
    words: Mapping[str, Words] = {"problem": {"declined": "The bank said no"}, "message": {}}

    def __init__(self) -> None:
        self.payments: dict[str, PaymentState] = {}
        self.refunds: dict[str, RefundState] = {}
        self.disputes: dict[str, DisputeState] = {}
        self.asked: list[str] = []

    def is_ready(self) -> bool:
        return True

    def takes(self, money: Money) -> bool:
        return True

    def start(self, request: PaymentRequest) -> StartedPayment:
        self.asked.append("start")
        reference = f"pay-{request.payment_id.hex}"
        self.payments.setdefault(
            reference, PaymentState(reference, PaymentOutcome.PENDING, payment_id=request.payment_id)
        )
        return StartedPayment(reference, url=f"https://invented.example/{reference}")

    def pay(self, reference: str, money: Money, *, fee: Money | None = None) -> PaymentState:
        """The buyer pays there."""
        known = self.payments[reference]
        capture = Capture(f"tx-{reference}", money, fee)
        self.payments[reference] = PaymentState(
            reference, PaymentOutcome.CONFIRMED, capture, payment_id=known.payment_id
        )
        return self.payments[reference]

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        return self.look_up(reference)

    def look_up(self, reference: str) -> PaymentState:
        self.asked.append("look_up")
        if reference not in self.payments:
            raise GatewayRefused("no such payment", code="missing")
        return self.payments[reference]

    def find(self, payment_id: UUID) -> PaymentState | None:
        return next((one for one in self.payments.values() if one.payment_id == payment_id), None)

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        self.asked.append("find_by_money")
        for one in self.payments.values():
            if transaction_id in [each.transaction_id for each in (one.capture, *one.further) if each]:
                return one
        return None

    def cancel(self, reference: str) -> PaymentState:
        self.asked.append("cancel")
        known = self.look_up(reference)
        if known.outcome != PaymentOutcome.CONFIRMED:
            self.payments[reference] = PaymentState(
                reference, PaymentOutcome.CANCELLED, payment_id=known.payment_id
            )
        return self.payments[reference]

    def refund(self, request: RefundRequest) -> RefundState:
        self.asked.append("refund")
        reference = f"back-{request.refund_id.hex}"
        state = RefundState(
            reference, RefundOutcome.COMPLETED, request.money, request.transaction_id, request.refund_id
        )
        return self.refunds.setdefault(reference, state)

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return self.refunds[reference]

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        return [one for one in self.refunds.values() if one.transaction_id == transaction_id]

    def look_up_dispute(self, reference: str) -> DisputeState:
        return self.disputes[reference]

    def forget_method(self, token: str) -> None:
        self.asked.append("forget_method")

    def forget_buyer(self, reference: str) -> None:
        self.asked.append("forget_buyer")

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        if headers.get("x-invented-signature") != SIGNATURE:
            raise ForgedMessage("not signed")
        try:
            told = json.loads(body)
            sent_at = datetime.fromtimestamp(told["at"], UTC) if "at" in told else None
            signed = SignedMessage(told["id"], told["kind"], sent_at)
        except (ValueError, KeyError, TypeError) as error:
            raise ForgedMessage("can't be read") from error
        if sent_at is not None and abs(now - sent_at) > timedelta(minutes=5):
            raise StaleMessage("from another time")
        return signed

    def observe(self, body: bytes) -> Observed:
        told = json.loads(body)
        return Observed(
            payment=told.get("payment", ""), refund=told.get("refund", ""), dispute=told.get("dispute", "")
        )

    def message(self, external_id: str, kind: str, **about: str) -> bytes:
        """The body of a message, as `observe` reads it: `message("m1", "paid", payment=reference)`."""
        return json.dumps({"id": external_id, "kind": kind, **about}).encode()
