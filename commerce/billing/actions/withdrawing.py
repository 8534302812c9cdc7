"""Closing what an order over nothing opened: there is no money that could go back."""

from __future__ import annotations

from datetime import datetime

from commerce.databases import commerce_transaction
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine

from .refunding import RefundForbidden


def withdraw_free_order(*, order_id: int, at: datetime) -> Order:
    """End the access that an order opened which cost nothing (a voucher, a coupon). A repeat changes nothing.

    Raises RefundForbidden for an order that wasn't completed, or that money was paid for: refund that one.
    """
    with commerce_transaction():
        order = orders.hold_order(order_id)
        if order.status != Order.Status.PAID or order.total_minor:
            raise RefundForbidden(f"order {order.number} is {order.status} and costs {order.total}")
        lines = OrderLine.objects.filter(order_id=order_id)
        if not lines.filter(withdrawn_at=None).exists():
            return order
        withdrawn = set(lines.values_list("pk", flat=True))
        return orders.record_refund(order_id=order_id, by_line={}, withdrawn=withdrawn, at=at)
