"""Payments, the money that came by them, refunds and disputes."""

from .disputes import Dispute
from .payments import Payment, PaymentCapture
from .refunds import Refund, RefundLine
from .tax_rates import TaxRate

__all__ = ["Dispute", "Payment", "PaymentCapture", "Refund", "RefundLine", "TaxRate"]
