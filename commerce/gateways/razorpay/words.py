"""Razorpay's short words, in words: why something failed, what a message is about, why one disputes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ..base import Words

_DECLINED = _("The bank refused the payment")
_LEFT = _("The buyer left without paying")
_TIME = _("The buyer didn't confirm the payment in time")
_CODE = _("The one-time code or PIN was wrong")
_CARD = _("The details of the card are wrong")
_PASSING = _("The bank couldn't be reached; another try may work")

PROBLEMS: Words = {
    "payment_failed": _("The payment failed, and the bank gives no reason"),
    "payment_declined": _DECLINED,
    "card_declined": _DECLINED,
    "payment_cancelled": _LEFT,
    "payment_timed_out": _TIME,
    "payment_session_expired": _TIME,
    "payment_collect_request_expired": _TIME,
    "authentication_failed": _("The buyer didn't confirm the payment at their bank"),
    "incorrect_otp": _CODE,
    "incorrect_pin": _CODE,
    "incorrect_cvv": _("The security code of the card is wrong"),
    "incorrect_card_details": _CARD,
    "incorrect_card_number": _CARD,
    "incorrect_card_expiry_date": _CARD,
    "card_expired": _("The card has expired"),
    "card_not_enrolled": _("The card isn't enabled for payments online"),
    "card_disabled_for_online_payments": _("The card isn't enabled for payments online"),
    "international_transaction_not_allowed": _("The card can't pay abroad"),
    "insufficient_funds": _("There isn't enough money in the account"),
    "transaction_limit_exceeded": _("The limit of the card or account is reached"),
    "payment_risk_check_failed": _("The payment is suspected of fraud"),
    "invalid_vpa": _("The UPI address is wrong"),
    "bank_technical_error": _PASSING,
    "gateway_technical_error": _PASSING,
    "server_error": _PASSING,
    "issuer_technical_error": _PASSING,
    "input_validation_failed": _("Razorpay doesn't accept what was asked for"),
    "BAD_REQUEST_ERROR": _("Razorpay doesn't accept what was asked for"),
    "GATEWAY_ERROR": _PASSING,
    "SERVER_ERROR": _PASSING,
}
DISPUTES: Words = {
    "chargeback_authorization": _("The buyer says that they didn't pay"),
    "fraudulent": _("The buyer says that they didn't pay"),
    "goods_or_services_not_received_or_partially_received": _("The buyer says that nothing was delivered"),
    "goods_or_services_not_as_described_or_defective": _("The buyer says that it isn't as described"),
    "credit_not_processed": _("A refund was promised and not made"),
    "duplicate_processing": _("Paid twice"),
}
MESSAGES: Words = {
    "payment.authorized": _("Payment authorised"),
    "payment.captured": _("Payment received"),
    "payment.failed": _("Payment failed"),
    "order.paid": _("Order paid"),
    "refund.created": _("Refund made"),
    "refund.processed": _("Refund completed"),
    "refund.failed": _("Refund failed"),
    "payment.dispute.created": _("Dispute opened"),
    "payment.dispute.under_review": _("Dispute under review"),
    "payment.dispute.action_required": _("Dispute waits for an answer"),
    "payment.dispute.won": _("Dispute won"),
    "payment.dispute.lost": _("Dispute lost"),
    "payment.dispute.closed": _("Dispute closed"),
}
WORDS: Mapping[str, Words] = {"problem": PROBLEMS, "dispute": DISPUTES, "message": MESSAGES}
