"""A basket: a customer's or a visitor's, there again next time, and emptied of what was paid."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from commerce.databases import commerce_transaction
from commerce.orders import actions
from commerce.orders.models import Basket
from commerce.orders.tasks import KEEP_BASKETS, forget_abandoned_baskets
from commerce.testing.orders import DAY, NOON, make_customer, make_order, quoted

pytestmark = pytest.mark.django_db


def codes(basket: Basket) -> list[str]:
    return list(basket.lines.values_list("product_code", flat=True))


def visitors_basket(token: str = "a-word") -> Basket:
    return actions.basket_for(token=token, currency="EUR", at=NOON)


def put(basket: Basket, *products: str) -> None:
    for code in products:
        actions.add_to_basket(basket=basket, product_code=code, at=NOON)


def test_everybody_has_one_basket() -> None:
    customer = make_customer()
    one = actions.basket_for(customer=customer, currency="EUR", at=NOON)
    again = actions.basket_for(customer=customer, currency="USD", at=NOON + DAY)
    visitor = visitors_basket()
    assert one == again != visitor == visitors_basket()
    assert again.currency == "EUR"


def test_a_basket_is_somebodys() -> None:
    with pytest.raises(IntegrityError), commerce_transaction():
        visitors_basket(token="")


def test_the_same_product_again_changes_what_was_picked() -> None:
    basket = visitors_basket()
    actions.add_to_basket(basket=basket, product_code="a", choices=["x"], at=NOON)
    actions.add_to_basket(basket=basket, product_code="a", choices=["x", "y"], at=NOON + DAY)
    actions.add_to_basket(basket=basket, product_code="a", recipient_email=" Bo@Example.org", at=NOON)
    lines = basket.lines.order_by("recipient_email").values_list("recipient_email", "choices")
    assert list(lines) == [("", ["x", "y"]), ("bo@example.org", [])]
    basket.refresh_from_db()
    assert basket.changed_at == NOON


def test_lines_are_taken_out_of_ones_own_basket_only() -> None:
    mine, other = visitors_basket("mine"), visitors_basket("other")
    put(mine, "a", "b")
    put(other, "c")
    actions.remove_from_basket(basket=mine, line_id=other.lines.get().pk, at=NOON)
    actions.remove_from_basket(basket=mine, line_id=mine.lines.first().pk, at=NOON)
    assert (codes(mine), codes(other)) == (["b"], ["c"])


def test_a_basket_holds_so_many_products() -> None:
    basket = visitors_basket()
    put(basket, *(f"p{number}" for number in range(50)))
    with pytest.raises(actions.BasketFull):
        put(basket, "one-more")
    put(basket, "p7")
    assert basket.lines.count() == 50


def test_how_a_basket_is_paid_is_kept() -> None:
    basket = actions.change_basket(
        basket=visitors_basket(),
        at=NOON + DAY,
        currency="INR",
        coupon_codes=["A", "B", "A"],
        uses_wallet=True,
    )
    unchanged = actions.change_basket(basket=basket, at=NOON)
    assert (unchanged.currency, unchanged.coupon_codes, unchanged.uses_wallet) == ("INR", ["A", "B"], True)


def test_what_a_visitor_chose_is_theirs_when_they_sign_in() -> None:
    customer = make_customer()
    own = actions.basket_for(customer=customer, currency="EUR", at=NOON)
    put(own, "a", "b")
    visitor = visitors_basket()
    actions.add_to_basket(basket=visitor, product_code="b", choices=["other"], at=NOON)
    put(visitor, "c")
    actions.change_basket(basket=visitor, at=NOON, coupon_codes=["SPRING"], currency="USD")
    for _twice in range(2):
        basket = actions.take_over_basket(token="a-word", customer=customer, currency="EUR", at=NOON + DAY)
        assert (basket, codes(basket)) == (own, ["a", "b", "c"])
        assert (basket.coupon_codes, basket.currency) == (["SPRING"], "USD")
    assert own.lines.get(product_code="b").choices == []
    assert list(Basket.objects.all()) == [own]


def test_payment_takes_what_was_bought_out_of_the_basket() -> None:
    customer = make_customer()
    basket = actions.basket_for(customer=customer, currency="EUR", at=NOON)
    put(basket, "a")
    order = make_order(quoted(100, code="a"), customer=customer, basket=basket)
    put(basket, "b")
    assert codes(basket) == ["a", "b"]
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
    assert codes(basket) == ["b"]


def test_a_basket_can_be_emptied() -> None:
    customer = make_customer()
    basket = actions.basket_for(customer=customer, currency="EUR", at=NOON)
    put(basket, "a", "b")
    actions.empty_basket_of(customer=customer, at=NOON)
    assert codes(basket) == []


def test_visitors_baskets_that_nobody_came_back_to_go(time_machine: object) -> None:
    own = actions.basket_for(customer=make_customer(), currency="EUR", at=NOON)
    put(visitors_basket(), "a")
    time_machine.move_to(NOON + KEEP_BASKETS)
    forget_abandoned_baskets.call()
    assert Basket.objects.count() == 2
    time_machine.move_to(NOON + KEEP_BASKETS + DAY)
    forget_abandoned_baskets.call()
    assert list(Basket.objects.all()) == [own]
