"""Stripe's short words, in words: why something failed, what a message is about, why one disputes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ..base import Words

_CARD = _("The card isn't accepted, and its bank gives no reason")
_LOST = _("The card was reported lost or stolen")
_FUNDS = _("There isn't enough money in the account")
_LIMIT = _("The limit of the card is reached")
_TRY_AGAIN = _("The bank couldn't be reached; another try may work")
_CODE = _("The security code of the card is wrong")
_EXPIRED = _("The card has expired")
_ASKS = _("The bank wants to see the buyer, who didn't confirm the payment")

PROBLEMS: Words = {
    "card_declined": _CARD,
    "generic_decline": _CARD,
    "do_not_honor": _CARD,
    "call_issuer": _CARD,
    "no_action_taken": _CARD,
    "not_permitted": _CARD,
    "transaction_not_allowed": _CARD,
    "service_not_allowed": _CARD,
    "security_violation": _CARD,
    "fraudulent": _("The payment is suspected of fraud"),
    "merchant_blacklist": _("The payment is on your list of those to be refused"),
    "lost_card": _LOST,
    "stolen_card": _LOST,
    "pickup_card": _LOST,
    "restricted_card": _CARD,
    "insufficient_funds": _FUNDS,
    "card_velocity_exceeded": _LIMIT,
    "withdrawal_count_limit_exceeded": _LIMIT,
    "expired_card": _EXPIRED,
    "incorrect_cvc": _CODE,
    "invalid_cvc": _CODE,
    "incorrect_number": _("The number of the card is wrong"),
    "invalid_number": _("The number of the card is wrong"),
    "invalid_account": _("The account of the card doesn't exist"),
    "invalid_expiry_month": _("The expiry date of the card is wrong"),
    "invalid_expiry_year": _("The expiry date of the card is wrong"),
    "incorrect_zip": _("The postcode doesn't belong to the card"),
    "currency_not_supported": _("The card can't pay in this currency"),
    "card_not_supported": _("The card can't be used for payments like this"),
    "duplicate_transaction": _("The same payment was made a moment before"),
    "processing_error": _TRY_AGAIN,
    "try_again_later": _TRY_AGAIN,
    "reenter_transaction": _TRY_AGAIN,
    "issuer_not_available": _TRY_AGAIN,
    "approve_with_id": _TRY_AGAIN,
    "authentication_required": _ASKS,
    "authentication_not_handled": _ASKS,
    "payment_intent_authentication_failure": _ASKS,
    "payment_method_provider_decline": _("The way to pay was refused by its provider"),
    "payment_intent_payment_attempt_failed": _("The payment was refused"),
    "resource_missing": _("Stripe doesn't know it"),
    "charge_already_refunded": _("All of it was given back before"),
    "charge_disputed": _("The payment is disputed"),
    "refund_disputed_payment": _("The payment is disputed"),
    "amount_too_large": _("The amount is too large"),
    "amount_too_small": _("The amount is too small"),
    # Of refunds.
    "lost_or_stolen_card": _LOST,
    "expired_or_canceled_card": _("The card has expired or was cancelled"),
    "charge_for_pending_refund_disputed": _("The buyer disputed the payment before the money went back"),
    "declined": _("The bank refused it"),
    "merchant_request": _("It was stopped at Stripe"),
    "unknown": _("The bank gives no reason"),
}
DISPUTES: Words = {
    "bank_cannot_process": _("The bank can't process it"),
    "check_returned": _("A cheque was returned"),
    "credit_not_processed": _("A refund was promised and not made"),
    "customer_initiated": _("Asked for by the buyer"),
    "debit_not_authorized": _("The buyer didn't authorise the debit"),
    "duplicate": _("Paid twice"),
    "fraudulent": _("The buyer says that they didn't pay"),
    "general": _("No reason was given"),
    "incorrect_account_details": _("The account details are wrong"),
    "insufficient_funds": _FUNDS,
    "noncompliant": _("Against the rules of the card network"),
    "product_not_received": _("The buyer says that nothing was delivered"),
    "product_unacceptable": _("The buyer says that it isn't as described"),
    "subscription_canceled": _("The buyer says that it was cancelled"),
    "unrecognized": _("The buyer doesn't recognise the payment"),
}
MESSAGES: Words = {
    "checkout.session.completed": _("Checkout completed"),
    "checkout.session.async_payment_succeeded": _("Late payment arrived"),
    "checkout.session.async_payment_failed": _("Late payment failed"),
    "checkout.session.expired": _("Checkout expired"),
    "payment_intent.succeeded": _("Payment received"),
    "payment_intent.payment_failed": _("Payment failed"),
    "payment_intent.canceled": _("Payment cancelled"),
    "refund.created": _("Refund made"),
    "refund.updated": _("Refund changed"),
    "charge.refund.updated": _("Refund changed"),
    "refund.failed": _("Refund failed"),
    "charge.dispute.created": _("Dispute opened"),
    "charge.dispute.updated": _("Dispute changed"),
    "charge.dispute.closed": _("Dispute decided"),
    "charge.dispute.funds_withdrawn": _("Money withheld for a dispute"),
    "charge.dispute.funds_reinstated": _("Money of a dispute given back"),
}
WORDS: Mapping[str, Words] = {"problem": PROBLEMS, "dispute": DISPUTES, "message": MESSAGES}
