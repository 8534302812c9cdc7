"""An order and a payment provider, played at random: what may happen, and what is true after each step.

The provider keeps the truth; its messages are lost, doubled, late and in any order, and it is away at
times. What we have heard of it so far decides what the order opens, worked out here by rules of its own.
"""

from __future__ import annotations

import random
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from commerce.billing import actions
from commerce.billing.models import Payment, PaymentCapture, Refund
from commerce.catalogue import actions as catalogue
from commerce.catalogue import sellers
from commerce.gateways.base import (
    Capture,
    DisputeOutcome,
    DisputeState,
    PaymentRequest,
    PaymentState,
    RefundOutcome,
    RefundRequest,
    RefundState,
    StartedPayment,
    register,
)
from commerce.gateways.models import GatewayMessage
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.orders import NOON, make_order, quoted, shared
from commerce.testing.payments import opens, start
from commerce.testing.scripted_provider import ScriptedProvider, deliver
from common.money import Money
from common.verdict import Verdict
from tests.fuzzing.books import Written, faults_of_books

PRICES = (1_000, 2_345)
REFUSALS = (
    actions.NothingToPay,
    actions.PaymentUnavailable,
    actions.RefundForbidden,
    actions.RefundTooLarge,
)


class _SellsAll:
    def owned(self, account_id: UUID, codes: Any) -> set[str]:
        return set()

    def may_buy(self, account_id: UUID | None, codes: Any) -> dict[str, Verdict]:
        return {code: Verdict.yes() for code in codes}


class _WatchedProvider(ScriptedProvider):
    """Notes what it has told us."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[PaymentState | RefundState | DisputeState] = []

    def look_up(self, reference: str) -> PaymentState:
        return self._say(super().look_up(reference))

    def start(self, request: PaymentRequest) -> StartedPayment:
        started = super().start(request)
        if started.state is not None:
            self._say(started.state)
        return started

    def find(self, payment_id: UUID) -> PaymentState | None:
        found = super().find(payment_id)
        return self._say(found) if found is not None else None

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        found = super().find_by_money(transaction_id)
        return self._say(found) if found is not None else None

    def cancel(self, reference: str) -> PaymentState:
        return self._say(super().cancel(reference))

    def refund(self, request: RefundRequest) -> RefundState:
        return self._say(super().refund(request))

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return self._say(super().look_up_refund(reference, transaction_id=transaction_id))

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        found = super().refunds_of(transaction_id)
        has_failed = [each for each in found if each.outcome == RefundOutcome.FAILED]
        others = [each for each in found if each.refund_id is None and each not in has_failed]
        self.said += has_failed + others
        return found

    def look_up_dispute(self, reference: str) -> DisputeState:
        return self._say(super().look_up_dispute(reference))

    def _say(self, state: Any) -> Any:
        self.said.append(state)
        return state


class Heard:
    """What we know of the provider's truth, and what the order opens by it."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.lines = list(order.lines.order_by("position"))
        self.captures: list[Capture] = []
        self.refunds: dict[str, RefundState] = {}
        self.parts: dict[str, dict[int, bool]] = {}
        self.disputes: dict[str, DisputeState] = {}

    def hear(self, states: list[PaymentState | RefundState | DisputeState]) -> None:
        for state in states:
            if isinstance(state, PaymentState):
                known = {each.transaction_id for each in self.captures}
                found = filter(None, (state.capture, *state.further))
                self.captures += [each for each in found if each.transaction_id not in known]
            elif isinstance(state, DisputeState):
                self.disputes[state.reference] = state
            else:
                self._hear_refund(state)

    @property
    def paying(self) -> Capture | None:
        """The money that counts: the first of the right amount."""
        return next((each for each in self.captures if each.money == self.order.total), None)

    def states(self) -> list[str]:
        """What each line opens by all that was heard."""
        if self.paying is None:
            return ["closed"] * len(self.lines)
        own = [d.outcome for d in self.disputes.values() if d.transaction_id == self.paying.transaction_id]
        whole = "open"
        if DisputeOutcome.LOST in own:
            whole = "closed"
        elif DisputeOutcome.OPEN in own:
            whole = "locked"
        gone = {
            pk
            for reference, refund in self.refunds.items()
            if refund.outcome == RefundOutcome.COMPLETED
            for pk, withdraws in self._closes(refund, reference).items()
            if withdraws
        }
        return ["closed" if line.pk in gone else whole for line in self.lines]

    def _hear_refund(self, state: RefundState) -> None:
        self.refunds[state.reference] = state
        if state.refund_id is not None and state.reference not in self.parts:
            self.parts[state.reference] = _rows_of(public_id=state.refund_id)

    def _closes(self, refund: RefundState, reference: str) -> dict[int, bool]:
        """Which lines a refund takes of, and whether it closes them: what staff asked for stays so.

        Of what was made there any lines are right that have room (`tests/fuzzing/books.py`): they may change.
        """
        return self.parts[reference] if refund.refund_id else _rows_of(gateway_reference=reference)


def _rows_of(**which: Any) -> dict[int, bool]:
    rows = Refund.objects.get(**which).lines.all()
    return {row.order_line_id: row.withdraws for row in rows}


class Play:
    """One order from its placing on. Each step is a method named in WEIGHTS, with a number to choose by."""

    def __init__(self) -> None:
        self.provider = _WatchedProvider()
        register(self.provider)
        self.now = NOON
        lines = [
            quoted(price, code=f"thing:{place}", tax_bp=1_900, payees=shared(3_333))
            for place, price in enumerate(PRICES)
        ]
        for line in lines:
            catalogue.keep_product(
                code=line.product_code, kind="thing", title="A", supply="live", payees=(), at=NOON
            )
        self.order = make_order(*lines, expires_at=NOON + timedelta(days=2))
        self.heard = Heard(self.order)
        self.queue: list[tuple[bytes, PaymentState | RefundState | DisputeState]] = []
        self.written = Written()
        self.open_now: list[str] = []

    # What the buyer, staff and the provider do.

    def start(self, choice: int) -> None:
        start(Order.objects.get(pk=self.order.pk), at=self.now)

    def charge_kept(self, choice: int) -> None:
        """A kept card is charged at once; at times it is declined, asks for its owner, or nobody answers."""
        self.provider.declines_kept, self.provider.asks_kept = choice % 5 == 1, choice % 5 == 2
        self.provider.loses_answers = choice % 5 == 3
        try:
            start(
                Order.objects.get(pk=self.order.pk),
                at=self.now,
                saved_method=f"card-{choice % 2}",
                buyer_reference="buyer",
            )
        finally:
            self.provider.loses_answers = False

    def pay(self, choice: int) -> None:
        for reference, state in self._some(self.provider.payments, choice):
            if state.capture is None:
                amount = self.order.total_minor - (choice % 5 == 4)
                paid = self.provider.pay(reference, Money(amount, "EUR"), fee=Money(30, "EUR"))
                self._tell(paid, choice)

    def pay_again(self, choice: int) -> None:
        for reference, state in self._some(self.provider.payments, choice):
            if state.capture is not None and len(state.further) < 2:
                self._tell(self.provider.pay_again(reference, self.order.total), choice)

    def fail(self, choice: int) -> None:
        for reference, _state in self._some(self.provider.payments, choice):
            self._tell(self.provider.fail(reference), choice)

    def cancel(self, choice: int) -> None:
        actions.cancel_order(order_id=self.order.pk, at=self.now)

    def ask_back(self, choice: int) -> None:
        line = self.heard.lines[choice % len(PRICES)]
        amount = line.total_minor if choice % 3 else 100 + choice
        actions.request_refund(
            order_id=self.order.pk,
            by_line={line.pk: amount},
            withdraws_access=choice % 4 != 1,
            reason="staff",
            actor_id=None,
            at=self.now,
        )

    def send_back(self, choice: int) -> None:
        self.provider.refunds_become = list(RefundOutcome)[choice % 3]
        for _place, refund_id in self._some(
            dict(enumerate(Refund.objects.values_list("pk", flat=True))), choice
        ):
            actions.send_refund(refund_id=refund_id, now=self.now)

    def turn_refund(self, choice: int) -> None:
        for reference, state in self._some(self.provider.refunds, choice):
            outcome = RefundOutcome.FAILED if choice % 2 else RefundOutcome.COMPLETED
            if state.outcome != RefundOutcome.FAILED and state.outcome != outcome:
                self._tell(self.provider.turn_refund(reference, outcome), choice)

    def refund_there(self, choice: int) -> None:
        for state in self.provider.payments.values():
            for capture in filter(None, (state.capture, *state.further)):
                left = self.provider.left_of(capture.transaction_id)
                if left and choice % 3 == len(self.provider.refunds) % 3:
                    amount = Money(left if choice % 2 else 1 + left // 2, capture.money.currency)
                    self._tell(self.provider.refund_there(capture.transaction_id, amount), choice)
                    return

    def dispute(self, choice: int) -> None:
        captures = list(PaymentCapture.objects.order_by("pk"))
        if len(self.provider.disputes) < 2 and captures:
            capture = captures[choice % len(captures)]
            money = capture.money if choice % 3 else Money(500, capture.currency)
            self._tell(self.provider.dispute(capture.transaction_id, money, fee=Money(15, "EUR")), choice)

    def turn_dispute(self, choice: int) -> None:
        for reference, _state in self._some(self.provider.disputes, choice):
            outcome = list(DisputeOutcome)[choice % len(DisputeOutcome)]
            self._tell(self.provider.turn_dispute(reference, outcome), choice)

    def be_away(self, choice: int) -> None:
        self.provider.is_away = choice % 4 == 0

    # What becomes of messages, and what finds what they did not tell.

    def arrive(self, choice: int) -> None:
        if not self.queue:
            return
        body, state = self.queue[choice % len(self.queue)]
        if choice % 3:  # else it will come again
            self.queue.remove((body, state))
        message = deliver(self.provider, body, at=self.now)
        if message is not None:
            self._handle(message, state)

    def lose(self, choice: int) -> None:
        if self.queue:
            del self.queue[choice % len(self.queue)]

    def sweep(self, choice: int) -> None:
        self.now += timedelta(minutes=(3, 45, 300, 2_000)[choice % 4])
        self._sweep()

    def _sweep(self) -> None:
        actions.ask_about_payments(now=self.now)
        self._note()
        for message in GatewayMessage.objects.filter(outcome="waiting").order_by("pk"):
            self._handle(message, self.provider.observe(bytes(message.body)).state)
        actions.chase_refunds(now=self.now)
        self._note()
        actions.ask_about_disputes(now=self.now)
        self._note()
        actions.expire_orders(now=self.now)
        self._note()

    def _handle(self, message: GatewayMessage, state: Any) -> None:
        self.provider.said.clear()
        actions.handle_message(message_id=message.pk, at=self.now)
        message.refresh_from_db()
        assert message.outcome in ("handled", "waiting"), message.error
        if message.outcome == "handled":
            self.heard.hear([state] if isinstance(state, PaymentState) else [])
            self._note()
        self.provider.said.clear()

    def _tell(self, state: PaymentState | RefundState | DisputeState, choice: int) -> None:
        for _copy in range(1 + choice % 2):
            self.queue.append((self.provider.told(state), state))

    def _note(self) -> None:
        self.heard.hear(self.provider.said)
        self.provider.said.clear()

    def _some(self, things: dict[Any, Any], choice: int) -> list[tuple[Any, Any]]:
        return [list(things.items())[choice % len(things)]] if things else []

    def step(self, name: str, choice: int) -> None:
        """Take one step, and see whether all is as it has to be."""
        with self.written.watched(), suppress(*REFUSALS):
            getattr(self, name)(choice)
        self._note()
        self.look()

    def look(self) -> None:
        if self.written.take():
            faults = faults_of_books()
            assert faults == [], faults
            self.open_now = opens(self.order)
        assert self.open_now == self.heard.states(), (self.open_now, self.heard.states())

    def end(self) -> None:
        """Every provider answers again, and time goes by: what was paid is settled, and nothing is lost."""
        self.provider.is_away = False
        self.provider.refunds_become = RefundOutcome.COMPLETED
        for hours in (1, 8, 30, 24 * 8, 24 * 8):
            self.now += timedelta(hours=hours)
            with self.written.watched():
                self._sweep()
            self.look()
        faults = check_books()
        assert faults == [], faults
        known = {each.transaction_id for each in self.heard.captures}
        for reference, state in self.provider.payments.items():
            payment = Payment.objects.get(gateway_reference=reference)
            if payment.status != Payment.Status.CONFIRMED:
                assert state.capture is None or payment.check_at is None, "money that nobody asks about"
            for capture in filter(None, (state.capture, *state.further)):
                assert capture.transaction_id in known or payment.check_at is None
        for capture in PaymentCapture.objects.all():
            failed = capture.refunds.filter(status="failed").exists()
            owed = capture.surplus_minor - sum(
                capture.refunds.filter(status="pending").values_list("surplus_minor", flat=True)
            )
            assert not owed or failed, "what came too much is neither given back nor on its way"


#: How often each step is taken, beside the others.
WEIGHTS = {
    "start": 4,
    "charge_kept": 3,
    "pay": 6,
    "pay_again": 2,
    "fail": 1,
    "cancel": 1,
    "ask_back": 5,
    "send_back": 5,
    "turn_refund": 4,
    "refund_there": 2,
    "dispute": 3,
    "turn_dispute": 6,
    "be_away": 2,
    "arrive": 12,
    "lose": 2,
    "sweep": 5,
}


@contextmanager
def everything_for_sale() -> Any:
    """Products of the play can be bought."""
    known = sellers._sellers.get("thing")
    sellers._sellers["thing"] = _SellsAll()  # type: ignore[assignment]
    try:
        yield
    finally:
        sellers._sellers.pop("thing") if known is None else sellers._sellers.update(thing=known)


def sequence_of(seed: int) -> list[tuple[str, int]]:
    """The steps of one random sequence, 8 to 30 of them."""
    chance = random.Random(seed)
    length = chance.randint(8, 30)
    names = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=length)
    return [("start", 0), *((name, chance.randrange(12)) for name in names)]
