"""A buyer who is erased, or is one with another: their orders stay, without a name or under another one."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commerce.customers import actions as customers
from commerce.orders import actions, selectors
from commerce.orders.models import Basket, Order
from commerce.testing.orders import NOON, make_customer, make_order, quoted
from common.events import outbox

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_an_erased_buyers_orders_stay_without_a_name() -> None:
    friend = uuid4()
    customer = make_customer()
    order = make_order(
        quoted(100, recipient_email="bo@example.org", recipient_account_id=friend),
        quoted(100, recipient_email="new@example.org"),
        customer=customer,
        buyer={"name": "Ada", "email": "ada@example.org", "country": "DE", "region": ""},
        evidence={"network": "DE"},
    )
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
    actions.basket_for(customer=customer, currency="EUR", at=NOON)
    other = make_order()

    customers.erase(customer=customer, at=NOON)

    order.refresh_from_db()
    assert (order.buyer, order.evidence) == ({"country": "DE", "region": ""}, {})
    assert [line.recipient_email for line in order.lines.all()] == ["", "new@example.org"]
    assert [each.recipient_account_id for each in selectors.entitlements(order.pk)] == [friend, None]
    assert not Basket.objects.exists()
    assert Order.objects.get(pk=other.pk).buyer == other.buyer


def test_orders_and_basket_follow_when_two_customers_are_one() -> None:
    source, target = make_customer(), make_customer(name="Ada O.")
    order = make_order(customer=source)
    theirs = actions.basket_for(customer=source, currency="EUR", at=NOON)
    own = actions.basket_for(customer=target, currency="EUR", at=NOON)
    actions.add_to_basket(basket=theirs, product_code="a", at=NOON)
    actions.add_to_basket(basket=theirs, product_code="b", at=NOON)
    actions.add_to_basket(basket=own, product_code="a", at=NOON)

    customers.merge(source_account=source.account_id, target_account=target.account_id, at=NOON)
    outbox.sweep()

    order.refresh_from_db()
    assert order.customer == target
    assert order.buyer["name"] == "Ada Okafor"
    assert sorted(own.lines.values_list("product_code", flat=True)) == ["a", "b"]
    assert list(Basket.objects.all()) == [own]
    assert actions.move_orders(source_id=source.pk, target_id=target.pk) == 0


def test_a_basket_moves_whole_to_whoever_has_none() -> None:
    source, target = make_customer(), make_customer()
    basket = actions.basket_for(customer=source, currency="EUR", at=NOON)
    actions.move_orders(source_id=source.pk, target_id=target.pk)
    assert Basket.objects.get().customer == target
    assert basket.pk == Basket.objects.get().pk
