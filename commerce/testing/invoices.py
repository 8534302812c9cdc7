"""Invoices to test with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commerce.billing import actions
from commerce.billing.models import Invoice, Refund
from commerce.orders.models import Order

from .orders import NOON

#: Who sells, as settings say: in the European Union, in a year that begins in April.
SELLER: dict[str, Any] = {
    "SELLER_NAME": "Lyceum Learning GmbH",
    "SELLER_ADDRESS": ["Lindenstraße 7", "10969 Berlin"],
    "SELLER_COUNTRY": "DE",
    "SELLER_REGION": "",
    "SELLER_TAX_NUMBER": "DE136695976",
    "SELLER_TIME_ZONE": "Europe/Berlin",
}


def documented(order: Order, *, at: datetime = NOON) -> list[Invoice]:
    """What is issued for an order now."""
    return actions.document_order(order_id=order.pk, at=at)


def refunded(order: Order, amounts: Sequence[int], *, at: datetime = NOON) -> list[Refund]:
    """Give amounts of its lines back, in their order, by whatever way they came."""
    lines = order.lines.order_by("position").values_list("pk", flat=True)
    asked = actions.request_refund(
        order_id=order.pk,
        by_line=dict(zip(lines, amounts, strict=False)),
        withdraws_access=False,
        reason="staff",
        actor_id=None,
        at=at,
    )
    return [actions.send_refund(refund_id=refund.pk, now=at) for refund in asked]
