"""Customers, quotes and orders to test with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from commerce.customers import actions as customers
from commerce.customers.models import Customer
from commerce.orders import actions
from commerce.orders.models import Order
from commerce.orders.quotes import LineShare, LineTax, Quote, QuotedLine

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAYEE = UUID("00000000-0000-4000-8000-000000000007")


def make_customer(**fields: Any) -> Customer:
    """Somebody who buys, with an account of their own."""
    details = {"name": "Ada Okafor", "email": "ada@example.org", **fields}
    return customers.customer_for(account_id=details.pop("account_id", uuid4()), at=NOON, **details)


def quoted(net_minor: int, *, code: str = "", tax_bp: int = 0, **fields: Any) -> QuotedLine:
    """A line of a product; tax on top of the net amount, without a discount."""
    tax = net_minor * tax_bp // 10_000
    return QuotedLine(
        product_code=code or f"course:{uuid4()}",
        title=fields.pop("title", "Soil and seeds"),
        supply=fields.pop("supply", "recorded"),
        unit_minor=net_minor + fields.get("discount_minor", 0),
        net_minor=net_minor,
        tax_minor=tax,
        total_minor=net_minor + tax,
        taxes=(LineTax("VAT", tax_bp, tax),) if tax_bp else (),
        **fields,
    )


def make_quote(*lines: QuotedLine | int, currency: str = "EUR", **fields: Any) -> Quote:
    """A quote over these lines; a number is a line of that net amount."""
    whole = tuple(quoted(line) if isinstance(line, int) else line for line in lines or (4_900,))
    return Quote(currency=currency, lines=whole, **fields)


def make_order(*lines: QuotedLine | int, at: datetime = NOON, **fields: Any) -> Order:
    """An order that waits to be paid: 49 euros, unless lines are given."""
    customer = fields.pop("customer", None) or make_customer()
    chosen = {name: fields.pop(name) for name in ("basket", "expires_at") if name in fields}
    return actions.place_order(customer=customer, quote=make_quote(*lines, **fields), at=at, **chosen)


def shared(share_bp: int, payee: UUID = PAYEE) -> tuple[LineShare, ...]:
    return (LineShare(payee, share_bp),)
