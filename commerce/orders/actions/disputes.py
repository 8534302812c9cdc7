"""What a dispute makes of an order: locked while one is open, closed when one is lost, neither for good."""

from __future__ import annotations

from datetime import datetime

from commerce.databases import commerce_transaction
from common.events import Fact, emit

from ..events import OrderHeld, OrderReleased
from ..models import Order
from .orders import ForbiddenStep, WrongAmount, hold_order

DisputeState = Order.DisputeState


def hold(*, order_id: int, at: datetime, is_lost: bool = False, charged_back_minor: int = 0) -> Order:
    """Lock what an order opened, or close it when the dispute is lost. A repeat changes nothing.

    charged_back_minor: what all lost disputes of this order took, in minor units; posted by the caller.
    Tells OrderHeld. Raises ForbiddenStep for an order that was not paid, WrongAmount.
    """
    return _set(order_id, DisputeState.LOST if is_lost else DisputeState.OPEN, charged_back_minor, at)


def release(*, order_id: int, at: datetime) -> Order:
    """Open again what a dispute locked or closed. A repeat changes nothing. Tells OrderReleased."""
    return _set(order_id, DisputeState.NONE, 0, at)


def _set(order_id: int, state: Order.DisputeState, charged_back_minor: int, at: datetime) -> Order:
    with commerce_transaction() as db:
        order = hold_order(order_id)
        if (order.dispute, order.charged_back_minor) == (state, charged_back_minor):
            return order
        if order.status != Order.Status.PAID:
            raise ForbiddenStep(f"order {order.number} is {order.status}")
        if not 0 <= charged_back_minor <= order.paid_minor - order.refunded_minor:
            raise WrongAmount(f"order {order.number}: more would be lost than was kept")
        if order.dispute != state:
            order.dispute, order.disputed_at = state, at
        order.charged_back_minor = charged_back_minor
        order.save(update_fields=["dispute", "disputed_at", "charged_back_minor"])
        told: type[Fact] = OrderHeld if state else OrderReleased
        emit(told(order_id=order.pk, public_id=order.public_id), using=db)  # type: ignore[call-arg]
    return order
