"""What was paid of an order, and what went back: called by billing, in the transaction that posts it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from commerce.catalogue.actions import use_coupons
from commerce.databases import commerce_transaction
from common.events import emit
from common.money import Money

from ..events import OrderPaid, OrderRefunded
from ..models import BasketLine, Order, OrderLine
from .orders import ForbiddenStep, WrongAmount, hold_order

Status = Order.Status


def record_payment(
    *, order_id: int, money: Money, at: datetime, accepts_late: bool = False, held: Order | None = None
) -> Order:
    """Count what was received towards an order, which is paid once all of it was. Returns it as it is now.

    held: the order, by who holds its row in this transaction; it is read otherwise. money: at most what is
    due; nothing for an order that costs nothing. accepts_late: let all of it pay an order that was cancelled
    or has expired. Tells OrderPaid, once. Raises ForbiddenStep, WrongAmount.
    """
    with commerce_transaction(joins=True) as db:
        order = held or hold_order(order_id)
        is_late = order.status in (Status.CANCELLED, Status.EXPIRED)
        if order.status == Status.PAID or is_late and not accepts_late:
            raise ForbiddenStep(f"order {order.number} is {order.status}")
        _check(order, money, at_most=order.total_minor - order.paid_minor)
        if is_late and money.amount_minor < order.total_minor:
            raise WrongAmount(f"order {order.number} is {order.status}: only all of it pays it")
        order.paid_minor += money.amount_minor
        if order.paid_minor == order.total_minor:
            order.status, order.paid_at = Status.PAID, at
            order.closed_at, order.closed_reason = None, ""
        order.save(update_fields=["paid_minor", "status", "paid_at", "closed_at", "closed_reason"])
        if order.status == Status.PAID:
            _take_out_of_basket(order)
            if order.coupon_codes:
                use_coupons(order_number=order.number, at=at)
            emit(OrderPaid(order_id=order.pk, public_id=order.public_id), using=db)
    return order


def add_card_country(*, order_id: int, country: str) -> None:
    """Keep the country of a card that paid as another proof of place, beside those that are kept.

    country: ISO 3166, two letters. Of an erased buyer nothing is kept. A repeat adds nothing.
    """
    with commerce_transaction():
        order = hold_order(order_id)
        known = order.evidence.get("countries_of_cards", [])
        if country in known or order.customer.erased_at is not None:
            return
        order.evidence = {**order.evidence, "countries_of_cards": [*known, country]}
        order.save(update_fields=["evidence"])


def return_payment(*, order_id: int, money: Money) -> Order:
    """Take back a part that was received for an order which was never paid in full. Raises ForbiddenStep."""
    with commerce_transaction():
        order = hold_order(order_id)
        if order.status != Status.PLACED:
            raise ForbiddenStep(f"order {order.number} is {order.status}")
        _check(order, money, at_most=order.paid_minor)
        order.paid_minor -= money.amount_minor
        order.save(update_fields=["paid_minor"])
    return order


def record_refund(
    *, order_id: int, by_line: Mapping[int, int], withdrawn: Collection[int], at: datetime
) -> Order:
    """Count what went back of each line; below nought what came back because a refund failed after all.

    by_line: ids of lines, minor units. withdrawn: ids of all lines that open nothing any more, by this or an
    earlier refund: a line that isn't named opens again. Tells OrderRefunded. Raises ForbiddenStep,
    WrongAmount.
    """
    with commerce_transaction() as db:
        order = hold_order(order_id)
        if order.status != Status.PAID:
            raise ForbiddenStep(f"order {order.number} is {order.status}")
        for line in OrderLine.objects.filter(order_id=order_id):
            _refund_line(line, by_line.get(line.pk, 0), is_withdrawn=line.pk in withdrawn, at=at)
        amount = sum(by_line.values())
        if not 0 <= order.refunded_minor + amount <= order.paid_minor - order.charged_back_minor:
            raise WrongAmount(f"order {order.number}: more would go back than was kept")
        order.refunded_minor += amount
        order.save(update_fields=["refunded_minor"])
        emit(OrderRefunded(order_id=order.pk, public_id=order.public_id), using=db)
    return order


def _refund_line(line: OrderLine, amount: int, *, is_withdrawn: bool, at: datetime) -> None:
    if not 0 <= line.refunded_minor + amount <= line.total_minor:
        raise WrongAmount(f"line {line.pk}: more would go back than was paid for it")
    if not amount and is_withdrawn is (line.withdrawn_at is not None):
        return
    line.refunded_minor += amount
    line.withdrawn_at = (line.withdrawn_at or at) if is_withdrawn else None
    line.save(update_fields=["refunded_minor", "withdrawn_at"])


def _check(order: Order, money: Money, *, at_most: int) -> None:
    if money.currency != order.currency or not 0 <= money.amount_minor <= at_most:
        raise WrongAmount(f"order {order.number}: {money.amount_minor} {money.currency}")


def _take_out_of_basket(order: Order) -> None:
    """What was put into the basket since stays in it."""
    if order.basket_id is None:
        return
    bought = set(OrderLine.objects.filter(order=order).values_list("product_code", "recipient_email"))
    lines = BasketLine.objects.filter(basket_id=order.basket_id)
    gone = [
        pk
        for pk, *what in lines.values_list("pk", "product_code", "recipient_email")
        if tuple(what) in bought
    ]
    lines.filter(pk__in=gone).delete()
