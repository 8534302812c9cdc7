"""Payments to test with, by the scripted provider."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Sum

from commerce.billing import actions
from commerce.billing.actions.paying import WayBack
from commerce.billing.models import Payment
from commerce.ledger.models import Posting
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.orders.selectors import entitlements
from common.money import Money

from .orders import NOON, make_order
from .scripted_provider import ScriptedProvider

WAY = WayBack("https://example.org/back/", "https://example.org/checkout/")


def start(order: Order, *, at: datetime = NOON, **ways: Any) -> Payment:
    """Begin to pay an order by the scripted provider."""
    return actions.start_payment(
        order_id=order.pk, gateway_code="scripted", way=WayBack(WAY.return_url, WAY.cancel_url, **ways),
        description=order.number, at=at,
    )  # fmt: skip


def paid(provider: ScriptedProvider, *lines: Any, fee: int = 0, at: datetime = NOON, **fields: Any) -> Order:
    """An order that was paid by the scripted provider."""
    order = make_order(*lines, at=at, **fields)
    payment = start(order, at=at)
    state = provider.pay(payment.gateway_reference, payment.money, fee=Money(fee, "EUR") if fee else None)
    actions.settle_payment(payment_id=payment.pk, state=state, at=at)
    return Order.objects.get(pk=order.pk)


def opens(order: Order) -> list[str]:
    """What each line of an order opens now."""
    return [str(each.state) for each in entitlements(order.pk)]


def book(currency: str = "EUR") -> dict[str, int]:
    """The balances of all accounts that have one, by kind and owner."""
    rows = Posting.objects.filter(currency=currency).values_list("account__kind", "account__owner")
    sums = rows.annotate(total=Sum("amount_minor"))
    return {" ".join(filter(None, names)): total for *names, total in sums if total}


def assert_books_balance() -> None:
    assert check_books() == []
