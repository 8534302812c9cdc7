"""What may be done with payments, refunds and disputes. Each that moves money holds the order's row first."""

from .closing import cancel_order, close_order, expire_orders
from .disputes import settle_dispute
from .messages import handle_message, retry_messages
from .paying import (
    NothingToPay,
    PaymentUnavailable,
    check_payment,
    pay_free_order,
    pay_from_wallet,
    start_payment,
)
from .refunding import (
    RefundForbidden,
    RefundTooLarge,
    request_refund,
    retry_refund,
    send_refund,
    settle_provider_refund,
    settle_refund,
)
from .settlement import UnknownReference, WrongBinding, settle_payment
from .sweeping import ask_about_disputes, ask_about_payments, chase_refunds, close_other_payments

__all__ = [
    "NothingToPay",
    "PaymentUnavailable",
    "RefundForbidden",
    "RefundTooLarge",
    "UnknownReference",
    "WrongBinding",
    "ask_about_disputes",
    "ask_about_payments",
    "cancel_order",
    "chase_refunds",
    "check_payment",
    "close_order",
    "close_other_payments",
    "expire_orders",
    "handle_message",
    "pay_free_order",
    "pay_from_wallet",
    "request_refund",
    "retry_messages",
    "retry_refund",
    "send_refund",
    "settle_dispute",
    "settle_payment",
    "settle_provider_refund",
    "settle_refund",
    "start_payment",
]
