"""One order in several hands on PostgreSQL: tabs, messages, the page a buyer comes back to, and refunds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from commerce.billing import actions
from commerce.billing.actions import refunding
from commerce.billing.models import Payment, PaymentCapture, Refund
from commerce.databases import commerce_database
from commerce.gateways.base import DisputeOutcome
from commerce.gateways.models import GatewayMessage
from commerce.ledger.models import JournalEntry
from commerce.ledger.selectors import check_books
from commerce.orders import actions as orders
from commerce.orders.events import OrderPaid
from commerce.orders.models import Order
from commerce.testing.orders import NOON, make_order
from commerce.testing.payments import opens, paid, start
from commerce.testing.scripted_provider import ScriptedProvider, deliver, scripted
from common.models import OutboxRow
from common.money import Money
from tests.races.test_orders_at_once import at_once
from tests.races.waiting import Meeting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

EURO = Money(4_900, "EUR")


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as one:
        yield one
    assert check_books() == []


def each_once(works: list[Any]) -> list[Any]:
    """What each of these did or raised, all at the same moment."""
    left = list(works)
    return at_once(len(works), lambda: left.pop()())


def settled_once() -> None:
    assert Order.objects.get().status == "paid"
    assert PaymentCapture.objects.count() == 1
    assert sorted(JournalEntry.objects.values_list("kind", flat=True)) == ["payment", "sale"]
    assert OutboxRow.objects.using(commerce_database()).filter(kind=OrderPaid.kind).count() == 1
    assert not Refund.objects.exists()


def test_two_tabs_begin_one_payment(provider: ScriptedProvider) -> None:
    order = make_order()
    payments = at_once(3, lambda: start(order))
    assert {each.pk for each in payments} == {Payment.objects.get().pk}
    assert len(provider.payments) == 1


def test_the_message_and_the_page_that_the_buyer_comes_back_to(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    body = provider.told(provider.pay(payment.gateway_reference, EURO))
    outcomes = each_once(
        [
            lambda: deliver(provider, body, at=NOON),
            lambda: actions.check_payment(payment_id=payment.pk, at=NOON),
            lambda: actions.check_payment(payment_id=payment.pk, at=NOON),
        ]
    )
    assert not [each for each in outcomes if isinstance(each, Exception)]
    settled_once()


def test_three_deliveries_of_one_message(provider: ScriptedProvider) -> None:
    """The row of a message comes before any work, and only one of them has it."""
    payment = start(make_order())
    body = provider.told(provider.pay(payment.gateway_reference, EURO))
    outcomes = at_once(3, lambda: deliver(provider, body, at=NOON))
    assert sorted(each is None for each in outcomes) == [False, True, True]
    assert GatewayMessage.objects.get().outcome == "handled"
    settled_once()


def test_three_messages_about_one_fact(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    state = provider.pay(payment.gateway_reference, EURO)
    bodies = [provider.told(state) for _each in range(3)]
    at_once(3, lambda: deliver(provider, bodies.pop(), at=NOON))
    assert set(GatewayMessage.objects.values_list("outcome", flat=True)) == {"handled"}
    settled_once()


def test_two_payments_of_one_order_at_once(provider: ScriptedProvider) -> None:
    order = make_order()
    first = start(order)
    Payment.objects.update(status="cancelled")
    second = start(order)
    states = {each.pk: provider.pay(each.gateway_reference, EURO) for each in (first, second)}
    outcomes = each_once(
        [
            lambda pk=pk, state=state: actions.settle_payment(payment_id=pk, state=state, at=NOON)
            for pk, state in states.items()
        ]
    )
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert Order.objects.get().status == "paid"
    [refund] = Refund.objects.all()
    assert (refund.reason, refund.status) == ("surplus", "completed")


def whole_refund(order: Order) -> Any:
    line = order.lines.get().pk
    return actions.request_refund(
        order_id=order.pk,
        by_line={line: 4_900},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        at=NOON,
    )


@pytest.fixture
def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked at what is left before either takes it, unless the other is held off."""
    met = Meeting(commerce_database()).after(refunding._check_amounts)
    monkeypatch.setattr(refunding, "_check_amounts", met)


def test_refunded_twice_without_the_lock(
    provider: ScriptedProvider, both_have_looked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid(provider)
    monkeypatch.setattr(refunding, "send_refund", lambda **_what: None)
    provider.is_away = True
    with monkeypatch.context() as patch:
        patch.setattr(orders, "hold_order", lambda pk: Order.objects.get(pk=pk))
        at_once(2, lambda: whole_refund(order))
    assert Refund.objects.count() == 2
    Refund.objects.all().delete()


def test_refunded_twice(provider: ScriptedProvider, both_have_looked: None) -> None:
    order = paid(provider)
    outcomes = at_once(2, lambda: whole_refund(order))
    assert sorted(type(each).__name__ for each in outcomes) == ["RefundTooLarge", "list"]
    [refund] = Refund.objects.all()
    at_once(3, lambda: actions.send_refund(refund_id=refund.pk, now=NOON))
    assert len(provider.refunds) == 1
    assert JournalEntry.objects.filter(kind="refund").count() == 1
    assert opens(order) == ["closed"]


def test_a_refund_and_a_dispute_at_once(provider: ScriptedProvider) -> None:
    order = paid(provider)
    [refund] = whole_refund(order)
    dispute = provider.dispute(PaymentCapture.objects.get().transaction_id, EURO)
    lost = provider.turn_dispute(dispute.reference, DisputeOutcome.LOST)
    outcomes = each_once(
        [
            lambda: actions.send_refund(refund_id=refund.pk, now=NOON),
            lambda: actions.settle_dispute(gateway="scripted", state=lost, at=NOON),
            lambda: actions.settle_dispute(gateway="scripted", state=lost, at=NOON),
        ]
    )
    assert not [each for each in outcomes if isinstance(each, Exception)]
    order.refresh_from_db()
    assert (order.refunded_minor, order.charged_back_minor, opens(order)) == (4_900, 0, ["closed"])


def test_an_order_expires_while_it_is_paid(provider: ScriptedProvider) -> None:
    """Whichever is first, the money is booked, and is either the order's or on its way back."""
    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, EURO)
    each_once(
        [
            lambda: actions.settle_payment(payment_id=payment.pk, state=state, at=NOON),
            lambda: actions.close_order(order_id=order.pk, at=order.expires_at, is_expired=True),
        ]
    )
    status = Order.objects.get().status
    assert (status, Refund.objects.count()) in (("paid", 0), ("expired", 1))
