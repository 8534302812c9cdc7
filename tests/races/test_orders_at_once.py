"""Orders on PostgreSQL: numbers taken at once, one order in two hands, and money that nobody posted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connections

from commerce.databases import commerce_transaction
from commerce.ledger.actions import credit, debit, post
from commerce.orders import actions
from commerce.orders.models import Basket, Order
from commerce.testing.orders import NOON, make_customer, make_order, make_quote
from common.money import Money

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` returned or raised, done by so many at the same moment."""
    gate, outcomes = threading.Barrier(count), []

    def go() -> None:
        gate.wait(timeout=10)
        try:
            outcomes.append(work())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def pay_and_post(order: Order, *, posted: int) -> None:
    with commerce_transaction():
        actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
        if posted:
            money = Money(posted, order.currency)
            post(
                kind="sale",
                reference=str(order.public_id),
                order_number=order.number,
                at=NOON,
                lines=[debit("clearing", money, "cash"), credit("revenue", money)],
            )


@pytest.mark.parametrize("posted", [0, 4_899, 9_800])
def test_an_orders_money_does_not_change_without_its_postings(posted: int) -> None:
    order = make_order()
    with pytest.raises(IntegrityError):
        pay_and_post(order, posted=posted)
    assert Order.objects.get().status == "placed"
    pay_and_post(order, posted=4_900)
    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize("change", [{"refunded_minor": 1}, {"charged_back_minor": 4_900}])
def test_nor_by_a_statement_of_ones_own(change: dict[str, int]) -> None:
    order = make_order()
    pay_and_post(order, posted=4_900)
    with pytest.raises(IntegrityError):
        Order.objects.filter(pk=order.pk).update(**change)


def test_numbers_are_taken_one_after_the_other() -> None:
    customer = make_customer()
    orders = at_once(6, lambda: actions.place_order(customer=customer, quote=make_quote(), at=NOON))
    assert sorted(order.number for order in orders) == [f"2026-{each:06d}" for each in range(1, 7)]


def test_one_of_many_payments_pays_an_order() -> None:
    order = make_order()
    outcomes = at_once(4, lambda: pay_and_post(order, posted=4_900))
    assert sorted(type(each).__name__ for each in outcomes) == ["ForbiddenStep"] * 3 + ["NoneType"]


def test_a_basket_is_made_once() -> None:
    customer = make_customer()
    baskets = at_once(4, lambda: actions.basket_for(customer=customer, currency="EUR", at=NOON))
    assert {basket.pk for basket in baskets} == {Basket.objects.get().pk}
