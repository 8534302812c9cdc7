"""What nobody told is found: payments, messages that came too early, orders whose time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commerce.billing import actions
from commerce.billing.models import Payment, PaymentCapture, Refund
from commerce.gateways.base import DisputeOutcome, DisputeState
from commerce.gateways.models import GatewayMessage
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, make_order
from commerce.testing.payments import assert_books_balance, opens, paid, start
from commerce.testing.scripted_provider import ScriptedProvider, deliver
from common.money import Money

pytestmark = pytest.mark.django_db

EURO = Money(4_900, "EUR")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def books_balance() -> object:
    yield
    assert_books_balance()


def test_a_payment_without_a_message_is_found(provider: ScriptedProvider) -> None:
    """Paid, but the browser never came back and no message arrived."""
    order = make_order()
    payment = start(order)
    provider.pay(payment.gateway_reference, EURO)
    assert actions.ask_about_payments(now=NOON + timedelta(minutes=1)) == 0
    assert actions.ask_about_payments(now=NOON + timedelta(minutes=3)) == 1
    assert Order.objects.get().status == "paid"


def test_a_payment_whose_start_was_cut_off_is_found_by_our_id(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    provider.pay(payment.gateway_reference, EURO)
    Payment.objects.update(status="created", gateway_reference="", url="")
    actions.ask_about_payments(now=NOON + HOUR)
    assert Order.objects.get().status == "paid"


def test_a_payment_that_its_provider_never_heard_of_ends(provider: ScriptedProvider) -> None:
    provider.is_away = True
    with pytest.raises(actions.PaymentUnavailable):
        start(make_order())
    provider.is_away = False
    actions.ask_about_payments(now=NOON + timedelta(minutes=5))
    assert Payment.objects.get().status == "created"
    actions.ask_about_payments(now=NOON + 2 * HOUR)
    assert Payment.objects.get().status == "cancelled"


def test_a_provider_without_an_answer_is_left_alone_for_longer_each_time(
    provider: ScriptedProvider,
) -> None:
    start(make_order())
    provider.is_away = True
    pauses, now = [], NOON
    for _try in range(4):
        now = Payment.objects.get().check_at
        actions.ask_about_payments(now=now)
        pauses.append(Payment.objects.get().check_at - now)
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def test_a_failed_payment_is_asked_about_for_days(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    actions.settle_payment(payment_id=payment.pk, state=provider.fail(payment.gateway_reference), at=NOON)
    provider.pay(payment.gateway_reference, EURO)
    actions.ask_about_payments(now=NOON + DAY)
    assert Order.objects.get().status == "paid"


def test_nobody_asks_for_ever(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    state = provider.fail(payment.gateway_reference)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON + 5 * DAY)
    assert Payment.objects.get().check_at is None


def test_another_card_that_paid_is_found_without_a_message(provider: ScriptedProvider) -> None:
    """A confirmed payment is asked about a day and five days later, and nevermore."""
    order = paid(provider, fee=30)
    payment = order.payments.get()
    asked = []
    for days in (1, 5, 30):
        provider.pay_again(payment.gateway_reference, EURO)
        asked.append(actions.ask_about_payments(now=NOON + days * DAY))
    assert (asked, PaymentCapture.objects.count()) == ([1, 1, 0], 3)
    assert Refund.objects.filter(reason="surplus").count() == 2
    assert Payment.objects.get().check_at is None


def test_a_paid_payment_whose_provider_is_gone_is_left_alone_in_the_end(
    provider: ScriptedProvider,
) -> None:
    paid(provider, fee=30)
    provider.is_away = True
    asked = [actions.ask_about_payments(now=NOON + days * DAY) for days in (1, 30, 61, 90)]
    assert (asked, Payment.objects.get().check_at) == ([1, 1, 1, 0], None)


@pytest.mark.parametrize("about", ["refund", "dispute"])
def test_a_message_about_money_that_nobody_told_of_books_it(provider: ScriptedProvider, about: str) -> None:
    """A second card paid, and was given back there, or is disputed: only that is heard of."""
    order = paid(provider)
    payment = order.payments.get()
    extra = provider.pay_again(payment.gateway_reference, EURO).further[0].transaction_id
    there = provider.refund_there(extra, EURO) if about == "refund" else provider.dispute(extra, EURO)
    body = provider.told(there)
    provider.is_away = True
    message = deliver(provider, body, at=NOON)
    assert message is not None
    actions.handle_message(message_id=message.pk, at=NOON, may_ask=False)
    actions.retry_messages(now=NOON + HOUR)
    message.refresh_from_db()
    assert (message.outcome, PaymentCapture.objects.count()) == ("waiting", 1)

    provider.is_away = False
    actions.retry_messages(now=NOON + DAY)

    message.refresh_from_db()
    assert (message.outcome, PaymentCapture.objects.count(), opens(order)) == ("handled", 2, ["open"])


def test_a_message_about_money_of_another_shop_waits(provider: ScriptedProvider) -> None:
    """Two shops have one account there: its money is none of ours, and nothing is booked."""
    paid(provider)
    state = DisputeState("d-1", DisputeOutcome.OPEN, EURO, EURO, transaction_id="tx-of-others")
    provider.disputes["d-1"] = state
    message = deliver(provider, provider.told(state), at=NOON)
    assert message is not None
    actions.handle_message(message_id=message.pk, at=NOON)
    message.refresh_from_db()
    assert (message.outcome, PaymentCapture.objects.count()) == ("waiting", 1)


def test_an_order_expires_after_its_grace_and_its_payment_ends_there(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    assert actions.expire_orders(now=order.expires_at) == 0
    assert actions.expire_orders(now=order.expires_at + HOUR) == 1
    assert Order.objects.get().status == "expired"
    payment.refresh_from_db()
    assert payment.status == "cancelled"


def test_an_order_that_was_paid_at_the_last_moment_does_not_expire(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    provider.pay(payment.gateway_reference, EURO)
    assert actions.expire_orders(now=order.expires_at + HOUR) == 0
    assert (Order.objects.get().status, opens(order)) == ("paid", ["open"])


def test_an_order_waits_for_a_provider_that_gives_no_answer_but_not_for_ever(
    provider: ScriptedProvider,
) -> None:
    order = make_order()
    start(order)
    provider.is_away = True
    assert actions.expire_orders(now=order.expires_at + 2 * HOUR) == 0
    assert actions.expire_orders(now=order.expires_at + DAY) == 1
    payment = Payment.objects.get()
    assert (payment.status, payment.check_at) == ("cancelled", order.expires_at + DAY)


def handle(message: GatewayMessage, *, at: object = NOON) -> str:
    actions.handle_message(message_id=message.pk, at=at)
    message.refresh_from_db()
    return message.outcome


def test_a_message_settles_what_it_says(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    state = provider.pay(payment.gateway_reference, EURO)
    message = deliver(provider, provider.told(state), at=NOON)
    asked = list(provider.asked)
    assert handle(message) == "handled"
    assert handle(message) == "handled"
    assert (Order.objects.get().status, provider.asked) == ("paid", asked)


def test_a_message_about_something_unknown_is_kept_and_looked_at_again(provider: ScriptedProvider) -> None:
    """A message that comes before what it is about is not lost."""
    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, EURO)
    body = provider.told(state)
    Payment.objects.update(gateway="another")
    message = deliver(provider, body, at=NOON)
    assert handle(message) == "waiting"
    Payment.objects.update(gateway="scripted")
    assert actions.retry_messages(now=NOON + timedelta(minutes=5)) == 1
    message.refresh_from_db()
    assert (message.outcome, Order.objects.get().status) == ("handled", "paid")
    assert actions.retry_messages(now=NOON + HOUR) == 0


def test_after_a_week_somebody_has_to_look(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    body = provider.told(provider.payments[payment.gateway_reference])
    Payment.objects.update(gateway="another")
    message = deliver(provider, body, at=NOON)
    actions.retry_messages(now=NOON + 8 * DAY)
    message.refresh_from_db()
    assert message.outcome == "failed"
    assert "UnknownReference" in message.error


def test_a_message_that_belongs_elsewhere_fails_without_a_trace(provider: ScriptedProvider) -> None:
    one, other = start(make_order()), start(make_order())
    state = provider.pay(one.gateway_reference, EURO)
    actions.settle_payment(payment_id=one.pk, state=state, at=NOON)
    Payment.objects.filter(pk=one.pk).update(gateway="another")
    Payment.objects.filter(pk=other.pk).update(public_id=one.public_id.hex[::-1])
    other.refresh_from_db()
    from dataclasses import replace

    forged = replace(state, reference=other.gateway_reference, payment_id=other.public_id)
    message = deliver(provider, provider.told(forged), at=NOON)
    assert handle(message) == "failed"
    Payment.objects.filter(pk=one.pk).update(gateway="scripted")


def test_refunds_and_disputes_are_looked_up(provider: ScriptedProvider) -> None:
    """How they stand is asked, never taken from a message that may be late."""
    order = paid(provider, 1_000, 2_000)
    transaction_id = order.payments.get().transaction_id
    dispute = provider.dispute(transaction_id, Money(3_000, "EUR"))
    opened = deliver(provider, provider.told(dispute), at=NOON)
    provider.turn_dispute(dispute.reference, DisputeOutcome.WON)
    there = provider.refund_there(transaction_id, Money(1_000, "EUR"))
    refunded = deliver(provider, provider.told(there), at=NOON)
    assert [handle(opened), handle(refunded)] == ["handled", "handled"]
    assert opens(order) == ["closed", "open"]


def test_no_provider_is_asked_within_the_transaction_that_tells(provider: ScriptedProvider) -> None:
    order = paid(provider)
    dispute = provider.dispute(order.payments.get().transaction_id, EURO)
    message = deliver(provider, provider.told(dispute), at=NOON)
    asked = list(provider.asked)
    assert actions.handle_message(message_id=message.pk, at=NOON, may_ask=False) is False
    assert (provider.asked, opens(order)) == (asked, ["open"])
