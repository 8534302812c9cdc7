"""Payments, the money that came by them, ways to pay that are kept, refunds, disputes and invoices."""

from .disputes import Dispute
from .invoices import Invoice, InvoiceFile, InvoiceLine, InvoiceNumberSeries, OrderEmail
from .payments import Payment, PaymentCapture
from .refunds import Refund, RefundLine
from .saved_methods import ErasedBuyer, SavedPaymentMethod
from .tax_rates import TaxRate

__all__ = [
    "Dispute",
    "ErasedBuyer",
    "Invoice",
    "InvoiceFile",
    "InvoiceLine",
    "InvoiceNumberSeries",
    "OrderEmail",
    "Payment",
    "PaymentCapture",
    "Refund",
    "RefundLine",
    "SavedPaymentMethod",
    "TaxRate",
]
