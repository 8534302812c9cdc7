"""What is asked of payment providers in tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from commerce.gateways.base import PaymentRequest, RefundRequest
from common.money import Money

PAYMENT = UUID("00000000-0000-4000-8000-000000000001")
REFUND = UUID("00000000-0000-4000-8000-0000000000f1")


def payment_request(**changed: Any) -> PaymentRequest:
    """A payment of 49.99 EUR for one course, made a moment ago, with what a test says otherwise."""
    at = changed.pop("at", datetime.now(UTC).replace(microsecond=0))
    usual: dict[str, Any] = {
        "payment_id": PAYMENT,
        "order_number": "A-1001",
        "money": Money(4999, "EUR"),
        "description": "Order A-1001",
        "buyer_name": "Ada Buyer",
        "buyer_email": "ada@example.org",
        "return_url": "https://academy.example.org/checkout/return/",
        "cancel_url": "https://academy.example.org/checkout/",
        "at": at,
        "expires_at": at + timedelta(hours=2),
    }
    return PaymentRequest(**usual | changed)


def refund_request(reference: str, transaction_id: str, **changed: Any) -> RefundRequest:
    """Half of `payment_request` given back."""
    usual: dict[str, Any] = {
        "refund_id": REFUND,
        "payment_id": PAYMENT,
        "reference": reference,
        "transaction_id": transaction_id,
        "money": Money(2500, "EUR"),
        "order_number": "A-1001",
        "at": datetime.now(UTC).replace(microsecond=0),
    }
    return RefundRequest(**usual | changed)
