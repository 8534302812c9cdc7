"""A top-up in several hands on PostgreSQL: it fills the wallet once, whoever spends from it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from commerce.billing import actions
from commerce.billing.models import PaymentCapture, Refund
from commerce.customers.models import Customer
from commerce.ledger.actions import Kind, debit
from commerce.ledger.models import JournalEntry
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.orders import NOON, make_customer, make_order
from commerce.testing.payments import start
from commerce.testing.scripted_provider import ScriptedProvider, deliver, scripted
from commerce.wallet.actions import top_up
from commerce.wallet.selectors import balance_of
from common.money import Money
from tests.races.test_orders_at_once import at_once
from tests.races.test_payments_at_once import each_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

FIFTY = Money(5_000, "EUR")


@pytest.fixture
def provider(settings: Any) -> Iterator[ScriptedProvider]:
    settings.WALLET_TOP_UP_MOST, settings.WALLET_TOP_UP_LEAST = {"EUR": 50_000}, {}
    with scripted() as one:
        yield one
    assert check_books() == []


def begun(customer: Customer) -> Any:
    """A top-up of 50 euros whose payment is begun."""
    return start(actions.place_top_up(customer=customer, money=FIFTY, key=uuid4(), at=NOON))


def in_wallet(customer: Customer) -> int:
    return balance_of(customer, "EUR").amount_minor


def errors(outcomes: list[Any]) -> list[str]:
    return [type(each).__name__ for each in outcomes if isinstance(each, Exception)]


def test_a_form_that_is_sent_three_times_is_one_order(provider: ScriptedProvider) -> None:
    customer, key = make_customer(), uuid4()
    orders = at_once(3, lambda: actions.place_top_up(customer=customer, money=FIFTY, key=key, at=NOON))
    assert [each.pk for each in orders] == [Order.objects.get().pk] * 3


def test_two_messages_and_the_page_fill_the_wallet_once(provider: ScriptedProvider) -> None:
    customer = make_customer()
    payment = begun(customer)
    state = provider.pay(payment.gateway_reference, FIFTY)
    bodies = [provider.told(state) for _each in range(2)]
    outcomes = each_once(
        [
            *[lambda body=body: deliver(provider, body, at=NOON) for body in bodies],  # type: ignore[misc]
            lambda: actions.check_payment(payment_id=payment.pk, at=NOON),
        ]
    )
    assert errors(outcomes) == []
    assert (in_wallet(customer), PaymentCapture.objects.count()) == (5_000, 1)
    assert sorted(JournalEntry.objects.values_list("kind", flat=True)) == ["payment", "top_up"]


@pytest.mark.parametrize("before", [0, 3_000, 4_900])
def test_it_is_paid_while_the_wallet_is_spent(provider: ScriptedProvider, before: int) -> None:
    """Whoever comes first: nothing is spent twice, and nothing of the top-up is lost."""
    customer, money = make_customer(), Money(before, "EUR")
    if before:
        top_up(
            customer=customer,
            money=money,
            paid_from=debit(Kind.VOUCHERS, money),
            reference="one",
            order_number="",
            at=NOON,
        )
    payment = begun(customer)
    state = provider.pay(payment.gateway_reference, FIFTY)
    left = [make_order(customer=customer) for _each in range(2)]
    numbers = [order.number for order in left]
    outcomes = each_once(
        [
            lambda: actions.settle_payment(payment_id=payment.pk, state=state, at=NOON),
            *[lambda: actions.pay_from_wallet(order_id=left.pop().pk, at=NOON) for _each in range(2)],
        ]
    )
    assert set(errors(outcomes)) <= {"NotEnoughBalance", "NothingToPay"}
    spent = sum(Order.objects.filter(number__in=numbers).values_list("paid_minor", flat=True))
    assert spent + in_wallet(customer) == before + 5_000
    assert in_wallet(customer) >= 0


def test_it_is_refunded_while_the_wallet_is_spent(provider: ScriptedProvider) -> None:
    """What is to go back can't be spent, and what is spent can't go back."""
    customer = make_customer()
    payment = begun(customer)
    actions.settle_payment(
        payment_id=payment.pk, state=provider.pay(payment.gateway_reference, FIFTY), at=NOON
    )
    line, bought = payment.order.lines.get(), make_order(customer=customer)

    def give_back() -> Any:
        return actions.request_refund(
            order_id=payment.order_id,
            by_line={line.pk: 5_000},
            withdraws_access=True,
            reason="staff",
            actor_id=None,
            at=NOON,
        )

    outcomes = each_once([give_back, lambda: actions.pay_from_wallet(order_id=bought.pk, at=NOON)])
    assert len(errors(outcomes)) == 1
    assert set(errors(outcomes)) <= {"RefundTooLarge", "NothingToPay", "NotEnoughBalance"}
    is_spent = Order.objects.get(pk=bought.pk).status == "paid"
    assert (is_spent, Refund.objects.exists(), in_wallet(customer)) in [(True, False, 100), (False, True, 0)]
