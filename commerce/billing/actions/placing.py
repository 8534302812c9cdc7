"""Placing the order of a basket, once, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime

from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.orders import actions as orders
from commerce.orders.models import Basket, Order, OrderLine
from commerce.orders.quotes import Quote

from .closing import cancel_order

#: How often an order of another tab is cancelled to make room for this one.
_TRIES = 3


class BasketChanged(Exception):
    """What is in the basket is no longer what was quoted: it was bought meanwhile, or changed elsewhere."""


def place_from_basket(
    *,
    basket: Basket,
    customer: Customer,
    quote: Quote,
    at: datetime,
    expires_at: datetime | None = None,
    withdrawal_waived_at: datetime | None = None,
) -> Order:
    """The order of a basket as it was quoted; the one that waits to be paid already, if it says the same.

    One that waits and says something else is cancelled; if it turns out to be paid, it is the answer. The
    coupons are held for the order. withdrawal_waived_at: when the buyer gave up their right of
    withdrawal; None where they didn't. Raises BasketChanged, CouponRefused (nothing was written then). Never
    within a transaction.
    """
    for _try in range(_TRIES):
        placed, other = _place(basket, customer, quote, at, expires_at, withdrawal_waived_at)
        if placed is not None:
            return placed
        assert other is not None, "another order is in the way"
        ended = cancel_order(order_id=other.pk, at=at, reason="Replaced by another order")
        if ended.status == Order.Status.PAID:
            return ended
    raise BasketChanged(f"basket {basket.public_id} is ordered in several places at once")


def _place(
    basket: Basket,
    customer: Customer,
    quote: Quote,
    at: datetime,
    expires_at: datetime | None,
    withdrawal_waived_at: datetime | None,
) -> tuple[Order | None, Order | None]:
    """The order, or else the one that has to be cancelled first. The basket's row is the lock."""
    with commerce_transaction():
        held = Basket.objects.select_for_update().get(pk=basket.pk)
        waiting = Order.objects.placed().filter(basket=held).order_by("-pk").first()
        if waiting is not None:  # also one whose time is over: at its provider it may still be paid
            is_same = waiting.expires_at > at and _says_the_same(waiting, quote)
            is_same = is_same and bool(waiting.withdrawal_waived_at) == bool(withdrawal_waived_at)
            return (waiting, None) if is_same else (None, waiting)
        _check_lines(held, quote)
        order = orders.place_order(
            customer=customer,
            quote=quote,
            basket=held,
            at=at,
            expires_at=expires_at,
            withdrawal_waived_at=withdrawal_waived_at,
        )
    return order, None


def _says_the_same(order: Order, quote: Quote) -> bool:
    lines = OrderLine.objects.filter(order=order).order_by("position")
    there = [
        (line.product_code, line.recipient_email, list(line.choices), line.net_minor, line.tax_minor)
        for line in lines
    ]
    wanted = [
        (line.product_code, line.recipient_email, list(line.choices), line.net_minor, line.tax_minor)
        for line in quote.lines
    ]
    same_buyer = {**order.buyer} == {**quote.buyer}
    same_coupons = list(order.coupon_codes) == list(quote.coupon_codes)
    return there == wanted and order.currency == quote.currency and same_buyer and same_coupons


def _check_lines(basket: Basket, quote: Quote) -> None:
    """Raises BasketChanged where the basket holds something else than what was quoted."""
    there = set(basket.lines.values_list("product_code", "recipient_email"))
    if there != {(line.product_code, line.recipient_email) for line in quote.lines}:
        raise BasketChanged(f"basket {basket.public_id}")
