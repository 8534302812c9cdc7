"""A payment provider that plays what a test tells it to, and sends messages that hold what was true then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from commerce.gateways import base
from commerce.gateways.actions import receive_message
from commerce.gateways.base import (
    Capture,
    DisputeOutcome,
    DisputeState,
    GatewayRefused,
    GatewayUnreachable,
    MethodSummary,
    Observed,
    PaymentOutcome,
    PaymentRequest,
    PaymentState,
    RefundOutcome,
    RefundRequest,
    RefundState,
    StartedPayment,
    register,
)
from commerce.gateways.models import GatewayMessage
from common.money import Money

from .invented_gateway import SIGNATURE, InventedGateway

HEADERS = {"x-invented-signature": SIGNATURE}


class ScriptedProvider(InventedGateway):
    """Keeps no more than was taken, and gives no answer while `is_away`.

    refunds_become: what a refund that is asked for is at first.
    """

    code = "scripted"
    label = "Scripted"
    keeps_methods = True

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.loses_answers = False
        self.declines_kept = self.asks_kept = False
        self.forgotten: list[str] = []
        self.refunds_become = RefundOutcome.COMPLETED
        self.numbers = count(1)

    def _answer(self) -> None:
        if self.is_away:
            raise GatewayUnreachable("no answer")

    def start(self, request: PaymentRequest) -> StartedPayment:
        """A kept card is charged at once, unless it is declined or its bank asks for the buyer."""
        self._answer()
        started = super().start(request)
        if not request.saved_method:
            return started
        if self.asks_kept:
            return replace(started, url=f"https://bank.example/{started.reference}")
        state = self.payments[started.reference]
        if self.declines_kept:
            state = self.fail(started.reference)
        elif state.capture is None:
            state = self.pay(started.reference, request.money)
        if self.loses_answers:
            raise GatewayUnreachable("the answer was lost")
        return replace(started, url="", state=state)

    def pay_keeping(
        self, reference: str, money: Money, *, last_four: str = "4242", expires: tuple[int, int] = (2031, 4)
    ) -> PaymentState:
        """The buyer pays with a Visa card that is kept."""
        method = MethodSummary("card", "visa", last_four, expires, f"card-of-{reference}", "buyer-1")
        self.payments[reference] = replace(self.pay(reference, money), method=method)
        return self.payments[reference]

    def forget_method(self, token: str) -> None:
        self._answer()
        self.forgotten.append(token)

    def forget_buyer(self, reference: str) -> None:
        self._answer()
        self.forgotten.append(reference)

    def find(self, payment_id: UUID) -> PaymentState | None:
        self._answer()
        return super().find(payment_id)

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        self._answer()
        return super().find_by_money(transaction_id)

    def look_up(self, reference: str) -> PaymentState:
        self._answer()
        return super().look_up(reference)

    def pay_again(self, reference: str, money: Money) -> PaymentState:
        """A second card is charged for the same payment."""
        known = self.payments[reference]
        extra = Capture(f"tx-{next(self.numbers)}", money)
        self.payments[reference] = replace(known, further=(*known.further, extra))
        return self.payments[reference]

    def fail(self, reference: str) -> PaymentState:
        known = self.payments[reference]
        if known.capture is None:
            self.payments[reference] = replace(known, outcome=PaymentOutcome.FAILED, problem="declined")
        return self.payments[reference]

    def left_of(self, transaction_id: str) -> int:
        """What of a payment has not gone back, and is not about to."""
        captures = [
            one
            for state in self.payments.values()
            for one in (state.capture, *state.further)
            if one is not None and one.transaction_id == transaction_id
        ]
        gone = [
            one
            for one in self.refunds.values()
            if one.transaction_id == transaction_id and one.outcome != RefundOutcome.FAILED
        ]
        return captures[0].money.amount_minor - sum(one.money.amount_minor for one in gone)

    def refund(self, request: RefundRequest) -> RefundState:
        self._answer()
        self.asked.append("refund")
        reference = f"back-{request.refund_id.hex}"
        if reference not in self.refunds:
            if request.money.amount_minor > self.left_of(request.transaction_id):
                raise GatewayRefused("nothing is left", code="already_refunded")
            self.refunds[reference] = RefundState(
                reference, self.refunds_become, request.money, request.transaction_id, request.refund_id
            )
        return self.refunds[reference]

    def refund_there(self, transaction_id: str, money: Money) -> RefundState:
        """Somebody gives money back on the provider's own site."""
        reference = f"there-{next(self.numbers)}"
        self.refunds[reference] = RefundState(reference, RefundOutcome.COMPLETED, money, transaction_id)
        return self.refunds[reference]

    def turn_refund(self, reference: str, outcome: RefundOutcome) -> RefundState:
        self.refunds[reference] = replace(self.refunds[reference], outcome=outcome)
        return self.refunds[reference]

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        self._answer()
        return super().look_up_refund(reference, transaction_id=transaction_id)

    def dispute(self, transaction_id: str, money: Money, *, fee: Money | None = None) -> DisputeState:
        """The buyer asks their bank for the money back."""
        reference = f"dispute-{next(self.numbers)}"
        self.disputes[reference] = DisputeState(
            reference, DisputeOutcome.OPEN, money, withheld=money, transaction_id=transaction_id, fee=fee
        )
        return self.disputes[reference]

    def turn_dispute(self, reference: str, outcome: DisputeOutcome) -> DisputeState:
        known = self.disputes[reference]
        holds = outcome in (DisputeOutcome.OPEN, DisputeOutcome.LOST)
        withheld = known.money if holds else Money.zero(known.money.currency)
        self.disputes[reference] = replace(known, outcome=outcome, withheld=withheld)
        return self.disputes[reference]

    def look_up_dispute(self, reference: str) -> DisputeState:
        self._answer()
        return super().look_up_dispute(reference)

    def told(self, what: PaymentState | RefundState | DisputeState) -> bytes:
        """The body of a message that says how something stands at this moment."""
        about = {PaymentState: "payment", RefundState: "refund", DisputeState: "dispute"}[type(what)]
        values: dict[str, Any] = {"id": uuid4().hex, "kind": about, about: what.reference}
        if isinstance(what, PaymentState):
            values["state"] = _payment_as_json(what)
        else:
            values["transaction_id"] = what.transaction_id
        if isinstance(what, RefundState) and what.refund_id is not None:
            values["refund_id"] = str(what.refund_id)
        return json.dumps(values).encode()

    def observe(self, body: bytes) -> Observed:
        told = json.loads(body)
        state = _payment_from_json(told["payment"], told["state"]) if "state" in told else None
        refund_id = told.get("refund_id")
        return Observed(
            payment=told.get("payment", ""),
            refund=told.get("refund", ""),
            dispute=told.get("dispute", ""),
            transaction_id=told.get("transaction_id", ""),
            payment_id=state.payment_id if state else None,
            refund_id=UUID(refund_id) if refund_id else None,
            state=state,
        )


def _payment_as_json(state: PaymentState) -> dict[str, Any]:
    captures = [one for one in (state.capture, *state.further) if one is not None]
    return {
        "outcome": state.outcome.value,
        "payment_id": str(state.payment_id) if state.payment_id else None,
        "captures": [[one.transaction_id, one.money.amount_minor, one.money.currency] for one in captures],
        "fees": [[one.fee.amount_minor, one.fee.currency] if one.fee else None for one in captures],
    }


def _payment_from_json(reference: str, told: dict[str, Any]) -> PaymentState:
    captures = [
        Capture(transaction_id, Money(amount, currency), Money(*fee) if fee else None)
        for (transaction_id, amount, currency), fee in zip(told["captures"], told["fees"], strict=True)
    ]
    return PaymentState(
        reference,
        PaymentOutcome(told["outcome"]),
        capture=captures[0] if captures else None,
        further=tuple(captures[1:]),
        payment_id=UUID(told["payment_id"]) if told["payment_id"] else None,
    )


@contextmanager
def scripted() -> Iterator[ScriptedProvider]:
    """A new provider, which is there for as long as the block runs."""
    provider = ScriptedProvider()
    register(provider)
    try:
        yield provider
    finally:
        base._registered.pop(provider.code, None)


def deliver(provider: ScriptedProvider, body: bytes, *, at: datetime) -> GatewayMessage | None:
    """Have a message of the provider arrive; None for one that was delivered before."""
    return receive_message(gateway=provider, body=body, headers=HEADERS, at=at)
