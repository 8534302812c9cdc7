"""One wallet for two orders at the same moment, on PostgreSQL: what it holds is spent once."""

from __future__ import annotations

from typing import Any

import pytest

from commerce.billing import actions
from commerce.ledger.actions import Kind, debit
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.orders import NOON, make_customer, make_order
from commerce.wallet.actions import top_up
from commerce.wallet.selectors import balance_of
from common.money import Money
from tests.races.test_orders_at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def two_orders(minor: int) -> list[Order]:
    """Two orders of 49 euros, of somebody who has so much in their wallet."""
    customer, money = make_customer(), Money(minor, "EUR")
    top_up(
        customer=customer,
        money=money,
        paid_from=debit(Kind.VOUCHERS, money),
        reference="one",
        order_number="",
        at=NOON,
    )
    return [make_order(customer=customer) for _each in range(2)]


@pytest.mark.parametrize("minor", [4_900, 6_000, 9_800])
def test_what_a_wallet_holds_is_spent_once(minor: int) -> None:
    """Who comes second has what is left, or nothing; never what the first one took."""
    left: list[Any] = two_orders(minor)
    customer = left[0].customer
    outcomes = at_once(2, lambda: actions.pay_from_wallet(order_id=left.pop().pk, at=NOON))
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each).__name__ for each in refused} <= {"NotEnoughBalance", "NothingToPay"}
    received = sum(Order.objects.values_list("paid_minor", flat=True))
    rest = balance_of(customer, "EUR").amount_minor
    assert received + rest == minor
    assert Order.objects.filter(status="paid").count() == (2 if minor == 9_800 and not refused else 1)
    assert check_books() == []


def test_the_same_order_in_two_tabs_takes_it_once() -> None:
    order, _other = two_orders(9_800)
    outcomes = at_once(2, lambda: actions.pay_from_wallet(order_id=order.pk, at=NOON))
    assert sorted(type(each).__name__ for each in outcomes) == ["NothingToPay", "Order"]
    assert balance_of(order.customer, "EUR").amount_minor == 4_900
    assert check_books() == []
