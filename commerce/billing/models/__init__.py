"""Payments, the money that came by them, ways to pay that are kept, refunds and disputes."""

from .disputes import Dispute
from .payments import Payment, PaymentCapture
from .refunds import Refund, RefundLine
from .saved_methods import SavedPaymentMethod
from .tax_rates import TaxRate

__all__ = [
    "Dispute",
    "Payment",
    "PaymentCapture",
    "Refund",
    "RefundLine",
    "SavedPaymentMethod",
    "TaxRate",
]
