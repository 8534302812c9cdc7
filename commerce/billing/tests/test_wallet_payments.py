"""A wallet pays an order wholly or partly, and gets back what goes back."""

from __future__ import annotations

import pytest

from commerce.billing import actions
from commerce.ledger.actions import Kind, debit
from commerce.orders.models import Order
from commerce.testing.orders import NOON, make_customer, make_order
from commerce.testing.payments import assert_books_balance, book, opens, start
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.wallet.actions import top_up
from commerce.wallet.selectors import balance_of
from common.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books_balance() -> object:
    yield
    assert_books_balance()


def order_with(minor: int) -> Order:
    """An order of somebody who has so much in their wallet."""
    customer = make_customer()
    if minor:
        money = Money(minor, "EUR")
        top_up(
            customer=customer,
            money=money,
            paid_from=debit(Kind.VOUCHERS, money),
            reference=str(customer.public_id),
            order_number="",
            at=NOON,
        )
    return make_order(customer=customer)


def left(order: Order) -> int:
    return balance_of(order.customer, "EUR").amount_minor


def test_a_wallet_pays_all_of_it() -> None:
    order = order_with(6_000)
    assert actions.pay_from_wallet(order_id=order.pk, at=NOON).status == "paid"
    assert (left(order), opens(order), book()["revenue"]) == (1_100, ["open"], -4_900)
    with pytest.raises(actions.NothingToPay):
        actions.pay_from_wallet(order_id=order.pk, at=NOON)


def test_a_wallet_pays_what_it_has_and_a_provider_the_rest(provider: ScriptedProvider) -> None:
    order = order_with(1_000)
    assert actions.pay_from_wallet(order_id=order.pk, at=NOON).due == Money(3_900, "EUR")
    payment = start(order)
    assert payment.money == Money(3_900, "EUR")
    state = provider.pay(payment.gateway_reference, payment.money)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    assert (opens(order), left(order)) == (["open"], 0)

    refunds = actions.request_refund(
        order_id=order.pk,
        by_line={order.lines.get().pk: 4_900},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        at=NOON,
    )
    assert [refund.amount_minor for refund in refunds] == [3_900, 1_000]
    for refund in refunds:
        actions.send_refund(refund_id=refund.pk, now=NOON)
    assert (opens(order), left(order), len(provider.refunds)) == (["closed"], 1_000, 1)


def test_a_wallet_gets_its_part_back_when_the_rest_never_comes(provider: ScriptedProvider) -> None:
    order = order_with(1_000)
    actions.pay_from_wallet(order_id=order.pk, at=NOON)
    start(order)
    actions.cancel_order(order_id=order.pk, at=NOON)
    actions.send_refund(refund_id=order.refunds.get().pk, now=NOON)
    assert (left(order), Order.objects.get().status) == (1_000, "cancelled")


def test_an_empty_wallet_pays_nothing() -> None:
    order = order_with(0)
    with pytest.raises(actions.NothingToPay):
        actions.pay_from_wallet(order_id=order.pk, at=NOON)
    assert not order.payments.exists()
