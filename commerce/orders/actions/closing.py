"""Orders that will not be paid."""

from __future__ import annotations

from datetime import datetime

from commerce.catalogue.actions import release_coupons
from commerce.databases import commerce_transaction
from common.events import emit

from ..events import OrderCancelled
from ..models import Order
from .orders import ForbiddenStep, hold_order

Status = Order.Status


def cancel(*, order_id: int, at: datetime, reason: str = "") -> Order:
    """End an order that was not paid. A repeat changes nothing.

    What was received in part has to be given back first (`return_payment`). Raises ForbiddenStep.
    """
    return _close(order_id, Status.CANCELLED, at, reason)


def expire(*, order_id: int, at: datetime) -> Order:
    """End an order whose time has run out, as `cancel` does. Raises ForbiddenStep before that, too."""
    return _close(order_id, Status.EXPIRED, at, "")


def order_to_close(order_id: int) -> Order | None:
    """The order, held, if it still waits to be paid. Raises UnknownOrder."""
    order = hold_order(order_id)
    return order if order.status == Status.PLACED else None


def _close(order_id: int, status: Order.Status, at: datetime, reason: str) -> Order:
    with commerce_transaction() as db:
        order = hold_order(order_id)
        if order.status in (Status.CANCELLED, Status.EXPIRED):
            return order
        if order.status == Status.PAID or order.paid_minor:
            raise ForbiddenStep(f"order {order.number} is {order.status}, {order.paid_minor} of it received")
        if status == Status.EXPIRED and at < order.expires_at:
            raise ForbiddenStep(f"order {order.number} may still be paid")
        order.status, order.closed_at, order.closed_reason = status, at, reason[:300]
        order.save(update_fields=["status", "closed_at", "closed_reason"])
        if order.coupon_codes:
            release_coupons(order_number=order.number, at=at)
        emit(OrderCancelled(order_id=order.pk, public_id=order.public_id), using=db)
    return order
