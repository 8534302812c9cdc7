"""What may be done with payments, refunds and disputes. Each that moves money holds the order's row first."""

from .closing import cancel_order, close_order, end_open_orders, expire_orders
from .correcting import (
    CorrectionRefused,
    credit_lost_dispute,
    reissue_invoice,
    standing_invoice,
    uncredited_loss,
)
from .disputes import settle_dispute
from .erased_buyers import forget_buyer, forget_buyers
from .invoicing import document_order, undocumented_orders
from .messages import handle_message, look_again, retry_messages
from .ordering import OrderRefused, WantedLine, order_products, verify_payment
from .paying import (
    ChargeUnknown,
    NothingToPay,
    PaymentUnavailable,
    WayBack,
    check_payment,
    pay_free_order,
    pay_from_wallet,
    start_payment,
)
from .placing import BasketChanged, place_from_basket
from .printing import file_name, pdf_of
from .refunding import (
    RefundForbidden,
    RefundTooLarge,
    request_refund,
    retry_refund,
    send_refund,
    settle_provider_refund,
    settle_refund,
)
from .saved_methods import (
    ExpiredMethod,
    UnknownMethod,
    forget_method,
    forget_methods,
    move_methods,
    remove_method,
    remove_methods_of,
    set_default_method,
)
from .settlement import UnknownReference, WrongBinding, settle_payment
from .sweeping import ask_about_disputes, ask_about_payments, chase_refunds, close_other_payments
from .tax_rates import RateRefused, RateTerms, keep_tax_rate
from .telling import count_as_told, key_of_issued, send_document, tell_buyer
from .top_ups import TopUpRefused, check_top_up, lost_of, most_refundable, place_top_up
from .transfers import confirm_by_transfer
from .withdrawing import withdraw_free_order

__all__ = [
    "BasketChanged",
    "ChargeUnknown",
    "CorrectionRefused",
    "ExpiredMethod",
    "NothingToPay",
    "OrderRefused",
    "PaymentUnavailable",
    "RateRefused",
    "RateTerms",
    "RefundForbidden",
    "RefundTooLarge",
    "UnknownMethod",
    "TopUpRefused",
    "UnknownReference",
    "WantedLine",
    "WayBack",
    "WrongBinding",
    "ask_about_disputes",
    "ask_about_payments",
    "cancel_order",
    "chase_refunds",
    "check_payment",
    "check_top_up",
    "close_order",
    "close_other_payments",
    "confirm_by_transfer",
    "count_as_told",
    "credit_lost_dispute",
    "document_order",
    "expire_orders",
    "end_open_orders",
    "file_name",
    "forget_buyer",
    "forget_buyers",
    "forget_method",
    "forget_methods",
    "handle_message",
    "keep_tax_rate",
    "key_of_issued",
    "look_again",
    "move_methods",
    "lost_of",
    "most_refundable",
    "order_products",
    "pay_free_order",
    "pay_from_wallet",
    "pdf_of",
    "place_from_basket",
    "remove_method",
    "remove_methods_of",
    "place_top_up",
    "reissue_invoice",
    "request_refund",
    "retry_messages",
    "retry_refund",
    "send_document",
    "send_refund",
    "set_default_method",
    "settle_dispute",
    "settle_payment",
    "settle_provider_refund",
    "settle_refund",
    "standing_invoice",
    "start_payment",
    "tell_buyer",
    "uncredited_loss",
    "undocumented_orders",
    "verify_payment",
    "withdraw_free_order",
]
