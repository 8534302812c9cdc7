"""What the demo academy has sold so far: its rates, coupons and vouchers, and what became of each order."""

from .history import OrderHistory

__all__ = ["OrderHistory"]
