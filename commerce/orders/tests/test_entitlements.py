"""What an order has paid for now, and for whom."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commerce.ledger import actions as ledger
from commerce.ledger.actions import credit, debit
from commerce.orders import actions, selectors
from commerce.orders.models import OrderLine
from commerce.testing.orders import DAY, NOON, make_customer, make_order, quoted
from common.money import Money

pytestmark = pytest.mark.django_db


def test_a_gift_is_for_the_one_it_is_given_to() -> None:
    """The recipient stands on the line: whoever reads it never gives it to the buyer, free or not."""
    buyer, friend = uuid4(), uuid4()
    order = make_order(
        quoted(0, recipient_email="bo@example.org", recipient_account_id=friend, choices=("x",)),
        quoted(0),
        customer=make_customer(account_id=buyer),
    )
    actions.record_payment(order_id=order.pk, money=Money.zero("EUR"), at=NOON)
    gift, own = selectors.entitlements(order.pk)
    assert (gift.is_gift, gift.recipient_account_id, gift.recipient_email) == (True, friend, "bo@example.org")
    assert (gift.choices, gift.buyer_account_id) == (("x",), buyer)
    assert (own.is_gift, own.buyer_account_id, own.since) == (False, buyer, NOON)


def test_since_when_something_is_open_or_not() -> None:
    order = make_order()
    [before] = selectors.entitlements(order.pk)
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
    actions.hold(order_id=order.pk, at=NOON + DAY)
    [locked] = selectors.entitlements(order.pk)
    actions.release(order_id=order.pk, at=NOON + 2 * DAY)
    [open_again] = selectors.entitlements(order.pk)
    assert [each.since for each in (before, locked, open_again)] == [None, NOON + DAY, NOON + 2 * DAY]


def test_many_orders_cost_one_query(django_assert_num_queries: object) -> None:
    orders = [make_order(100, 200) for _each in range(3)]
    with django_assert_num_queries(1):
        found = selectors.entitlements_of([order.pk for order in orders])
    assert {pk: len(rows) for pk, rows in found.items()} == {order.pk: 2 for order in orders}
    with django_assert_num_queries(1):
        assert selectors.entitlements(orders[0].pk) == found[orders[0].pk]


def paid_and_posted() -> tuple[object, Money]:
    order = make_order(1_000, 2_000)
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
    ledger.post(
        kind="sale",
        reference=str(order.public_id),
        order_number=order.number,
        at=NOON,
        lines=[debit("clearing", order.total, "cash"), credit("revenue", order.total)],
    )
    return order, order.total


def test_orders_are_checked_against_their_lines_and_the_books(django_assert_num_queries: object) -> None:
    order, _total = paid_and_posted()
    with django_assert_num_queries(3):
        assert selectors.check_orders() == []

    OrderLine.objects.filter(order=order, position=1).update(refunded_minor=10)
    assert [fault.reference for fault in selectors.check_orders()] == [order.number]


def test_money_that_only_the_books_or_only_the_order_know_is_found() -> None:
    order, total = paid_and_posted()
    unposted = make_order()
    actions.record_payment(order_id=unposted.pk, money=unposted.total, at=NOON)
    unpaid = make_order()
    ledger.post(
        kind="sale",
        reference="another",
        order_number=unpaid.number,
        at=NOON,
        lines=[debit("clearing", total, "cash"), credit("revenue", total)],
    )
    assert {fault.reference for fault in selectors.check_orders()} == {unposted.number, unpaid.number}
