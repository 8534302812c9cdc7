"""Real providers, played at random: Stripe and Razorpay by their own protocol, the sandbox and transfers.

The stand-in keeps the truth. Its messages are doubled, late, lost and in any order, and it is slow, cut or
broken at times. After each step the books balance, and what is open is what was paid by all that is known
here; once everything has arrived, that is also what the provider says.
"""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from commerce.billing import actions
from commerce.billing.models import Dispute, Payment, PaymentCapture, Refund, RefundLine
from commerce.catalogue import actions as catalogue
from commerce.customers.actions import customer_for
from commerce.gateways.actions import TransferRefused, receive_message
from commerce.gateways.base import gateway_of
from commerce.gateways.models import GatewayMessage
from commerce.gateways.sandbox.choices import ChoiceRefused
from commerce.ledger.selectors import check_books
from commerce.testing.orders import make_order, quoted, shared
from commerce.testing.payments import WAY, opens
from commerce.testing.provider_server import Fault
from learning.access.models import CourseAccess
from learning.access.sales.settlement import settle_order_access
from tests.fuzzing.books import Written, faults_of_books
from tests.fuzzing.stands import CLOSED, LOCKED, OPEN, Event, Stand, Truth

PRICES = (1_000, 2_345)
REFUSALS = (
    actions.NothingToPay,
    actions.PaymentUnavailable,
    actions.RefundForbidden,
    actions.RefundTooLarge,
    ChoiceRefused,
    TransferRefused,
)
FAULTS = (Fault.REFUSED, Fault.ERROR, Fault.LOST, Fault.HALF, Fault.CUT, Fault.BUSY, Fault.FAILED)
#: How long after its beginning a payment is surely still asked about: so long its messages may be lost.
ASKED_ABOUT = timedelta(days=2)


class ProviderPlay:
    """One order from its placing on, at a real provider. See `Play` for the invented one."""

    #: What buyers, staff and messages do, beside the provider's own steps.
    STEPS = {
        "start": 4, "cancel": 1, "ask_back": 4, "send_back": 4, "be_broken": 2,
        "arrive": 12, "lose": 2, "sweep": 4,
    }  # fmt: skip

    def __init__(self, stand: Stand, buyer: User, codes: list[str]) -> None:
        stand.begin()
        self.stand, self.buyer = stand, buyer
        self.began = stand.now = timezone.now()
        lines = [
            quoted(price, code=code, tax_bp=1_900, payees=shared(3_333))
            for price, code in zip(PRICES, codes, strict=True)
        ]
        for code in codes:
            catalogue.keep_product(
                code=code, kind="thing", title="A", supply="live", payees=(), at=self.began
            )
        customer = customer_for(account_id=buyer.public_id, name="Ada", email=buyer.email, at=self.began)
        self.order = make_order(
            *lines,
            customer=customer,
            currency=stand.currency,
            at=self.began,
            expires_at=self.began + timedelta(days=2),
        )
        self.lines = list(self.order.lines.order_by("position"))
        self.queue: list[Event] = []
        self.late: list[Event] = []
        self.written = Written()

    @property
    def now(self) -> datetime:
        return self.stand.now

    def start(self, choice: int) -> None:
        actions.start_payment(
            order_id=self.order.pk, gateway_code=self.stand.code, way=WAY, description="A", at=self.now
        )

    def cancel(self, choice: int) -> None:
        actions.cancel_order(order_id=self.order.pk, at=self.now)

    def ask_back(self, choice: int) -> None:
        line = self.lines[choice % len(PRICES)]
        actions.request_refund(
            order_id=self.order.pk,
            by_line={line.pk: line.total_minor if choice % 3 else 100 + choice},
            withdraws_access=choice % 4 != 1,
            reason="staff",
            actor_id=None,
            at=self.now,
        )

    def send_back(self, choice: int) -> None:
        rows = list(Refund.objects.order_by("pk").values_list("pk", flat=True))
        if rows:
            actions.send_refund(refund_id=rows[choice % len(rows)], now=self.now)

    def be_broken(self, choice: int) -> None:
        chance = random.Random(choice)
        faults = [chance.choice((*FAULTS, None)) for _each in range(1 + choice % 7)]
        self.stand.break_next(faults)

    def arrive(self, choice: int) -> None:
        if not self.queue:
            waiting = list(GatewayMessage.objects.filter(outcome="waiting").order_by("pk"))
            if waiting:
                self._handle(waiting[choice % len(waiting)])
            return
        event = self.queue[choice % len(self.queue)]
        if choice % 3:  # else it will come again
            self.queue.remove(event)
        self._deliver(event, handled=choice % 5 != 4)

    def lose(self, choice: int) -> None:
        if self.queue:
            event = self.queue.pop(choice % len(self.queue))
            if not (event.is_safe and self.now - self.began < ASKED_ABOUT):
                self.late.append(event)

    def sweep(self, choice: int) -> None:
        self.stand.now += timedelta(minutes=(3, 45, 300, 2_000)[choice % 4])
        self._sweep()

    def _sweep(self) -> None:
        actions.ask_about_payments(now=self.now)
        actions.retry_messages(now=self.now)
        actions.chase_refunds(now=self.now)
        actions.ask_about_disputes(now=self.now)
        actions.expire_orders(now=self.now)

    def _deliver(self, event: Event, *, handled: bool = True) -> None:
        body, headers = event.sign(self.now)
        gateway = gateway_of(self.stand.code)
        message = receive_message(gateway=gateway, body=body, headers=headers, at=self.now)
        assert receive_message(gateway=gateway, body=body, headers=headers, at=self.now) is None
        if message is not None and handled:
            self._handle(message)

    def _handle(self, message: GatewayMessage) -> None:
        actions.handle_message(message_id=message.pk, at=self.now)
        message.refresh_from_db()
        assert message.outcome in ("handled", "waiting", "ignored"), message.error

    def step(self, name: str, choice: int) -> None:
        """Take one step, and see whether all is as it has to be by what is known here."""
        with self.written.watched(), suppress(*REFUSALS):
            getattr(self.stand if name in self.stand.steps else self, name)(choice)
        self.queue += self.stand.events()
        self.look()

    def look(self) -> None:
        """After a step that wrote nothing all is as it was."""
        if not self.written.take():
            return
        faults = faults_of_books()
        assert faults == [], faults
        open_now = opens(self.order)
        assert open_now == self._known(), (open_now, self._known())
        settle_order_access(order_id=self.order.pk, at=self.now)
        # A lost dispute that is open again locks what is over already.
        is_open = [state == OPEN for state in open_now]
        assert self._granted() == is_open, (self._granted(), open_now)

    def _known(self) -> list[str]:
        """What each line opens by the rows of billing."""
        paying = PaymentCapture.objects.filter(payment__order=self.order, applied_minor__gt=0)
        disputes = {row.outcome for row in Dispute.objects.filter(capture__in=paying)}
        whole = CLOSED if "lost" in disputes else LOCKED if "open" in disputes else OPEN
        return self._states(paying.values_list("transaction_id", flat=True), whole)

    def _states(self, paying: Any, whole: str) -> list[str]:
        if not paying:
            return [CLOSED] * len(self.lines)
        gone = set(
            RefundLine.objects.filter(
                refund__order=self.order, refund__status="completed", withdraws=True
            ).values_list("order_line", flat=True)
        )
        return [CLOSED if line.pk in gone else whole for line in self.lines]

    def _granted(self) -> list[bool]:
        """Whether the buyer may use what each line is about."""
        found = {
            row.source_id.rpartition(":")[2]: row.effective_status(self.now)
            for row in CourseAccess.objects.filter(person=self.buyer, source_kind="order")
        }
        return [found.get(str(line.pk)) == "unlocked" for line in self.lines]

    def end(self) -> None:
        """Every message arrives, the provider answers again and time goes by: what it says is true here."""
        self.stand.break_next([])
        chance = random.Random(len(self.queue))
        everything = self.queue + self.late
        chance.shuffle(everything)
        with self.written.watched():
            for event in everything:
                self._deliver(event)
        for hours in (1, 8, 30, 24 * 8, 24 * 24):
            self.stand.now += timedelta(hours=hours)
            with self.written.watched():
                self._sweep()
                for event in self.stand.events():
                    self._deliver(event)
            self.look()
        faults = check_books()
        assert faults == [], faults
        self._compare(self.stand.truth())

    def _compare(self, truth: Truth) -> None:
        captures = {each.transaction_id: each for each in PaymentCapture.objects.all()}
        assert {key: each.amount_minor for key, each in captures.items()} == truth.captures
        paying = [key for key, each in captures.items() if each.applied_minor]
        assert len(paying) == (1 if captures else 0)
        for key, each in captures.items():
            went = sum(amount for of, amount, is_gone in truth.refunds.values() if of == key and is_gone)
            rows = each.refunds.filter(status="completed").values_list("amount_minor", flat=True)
            assert sum(rows) == went, (key, truth.refunds)
            on_its_way = sum(each.refunds.filter(status="pending").values_list("surplus_minor", flat=True))
            failed = each.refunds.filter(status="failed").exists()
            assert each.surplus_minor == on_its_way or failed, "what came too much does not go back"
        closes = {word for of, word in truth.disputes.values() if of in paying}
        whole = CLOSED if CLOSED in closes else LOCKED if LOCKED in closes else OPEN
        assert opens(self.order) == self._states(paying, whole)
        if not captures:
            live = Payment.objects.filter(status="confirmed")
            assert not live.exists()


def steps_of(stand: Stand, seed: int) -> list[tuple[str, int]]:
    """The steps of one random sequence at this provider, 8 to 30 of them and the first payment."""
    chance = random.Random(f"{stand.code} {seed}")
    length = chance.randint(8, 30)
    weights = {**ProviderPlay.STEPS, **stand.steps}
    names = chance.choices(list(weights), weights=list(weights.values()), k=length)
    return [("start", 0), *((name, chance.randrange(60)) for name in names)]
