"""What this app tells the others."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class ProductVoucherRedeemed(Fact):
    """A customer used a voucher that opens a product: an order over nothing is to be placed for them."""

    redemption_id: int
    customer_id: int
    product_code: str
