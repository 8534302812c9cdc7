"""One basket ordered by several presses, and in two tabs that say different things, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from commerce.billing import actions
from commerce.billing.quotes import Asker, quote
from commerce.catalogue.actions import CouponTerms, keep_coupon
from commerce.catalogue.models import Coupon, CouponUse
from commerce.customers.details import BuyerDetails
from commerce.orders.actions import add_to_basket, basket_for, change_basket
from commerce.orders.models import Basket, Order
from commerce.testing.orders import NOON, make_customer
from commerce.testing.shop import Shop, open_shop
from common.money import Money
from tests.races.test_orders_at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as shop:
        yield shop


def filled(shop: Shop, *codes: str) -> Basket:
    basket = basket_for(customer=make_customer(), currency="EUR", at=NOON)
    for code in codes:
        shop.product(code, Money(4_900, "EUR"))
        add_to_basket(basket=basket, product_code=code, at=NOON)
    return basket


def press(basket: Basket, **changes: Any) -> Any:
    """What one press of the button does, with the quote that its page was shown."""
    asker = Asker(buyer=BuyerDetails(name="Ada", country="DE"))
    shown = replace(quote(basket=basket, asker=asker, moment=NOON), **changes)
    customer = basket.customer
    return lambda: actions.place_from_basket(basket=basket, customer=customer, quote=shown, at=NOON)


def test_many_presses_make_one_order(shop: Shop) -> None:
    keep_coupon(
        coupon=None,
        terms=CouponTerms(code="HALF", percent_bp=5_000, limit_total=1, limit_per_customer=1),
        actor_id=None,
        at=NOON,
    )
    basket = change_basket(basket=filled(shop, "thing:1", "thing:2"), coupon_codes=["HALF"], at=NOON)
    found = at_once(4, press(basket))
    assert {order.pk for order in found} == {Order.objects.get().pk}
    assert CouponUse.objects.count() == 1 and Coupon.objects.get().uses == 1


def test_two_tabs_that_say_different_things_leave_one_order_to_pay(shop: Shop) -> None:
    basket = filled(shop, "thing:1")
    tabs = [press(basket, buyer={"name": name, "country": "DE"}) for name in ("Ada", "Ben") * 2]
    at_once(4, lambda: tabs.pop()())
    waiting = Order.objects.filter(status=Order.Status.PLACED)
    assert waiting.count() == 1
