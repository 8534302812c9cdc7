"""What providers said, for staff: in words, and beside these the provider's own where one looks it up."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.gateways.base import in_words
from commerce.gateways.models import GatewayMessage

from .models import Dispute, Payment, Refund, SavedPaymentMethod

#: Short words of ours, among the providers'.
_OURS = {
    "wrong_amount": gettext_lazy("Another amount came than was asked for"),
}
#: Why a message waits or has failed, by the kind of the error that is kept.
_ERRORS = {
    "UnknownReference": gettext_lazy("Nothing is known here by the name that it gives."),
    "MoreThanIsLeft": gettext_lazy(
        "It gives back more than is left: a refund before it has probably failed."
    ),
    "WrongBinding": gettext_lazy("It belongs to another payment."),
    "GatewayUnreachable": gettext_lazy("The provider couldn't be asked about it."),
    "UnknownGateway": gettext_lazy("The provider has no keys here any more."),
    "GatewayRefused": gettext_lazy("The provider refused to say more about it."),
}


def problem_of_payment(payment: Payment) -> str:
    """Why it failed; the provider's own word where nobody knows what it means."""
    return _problem(payment.gateway, payment.problem)


def problem_of_refund(refund: Refund) -> str:
    """Why it failed. Reads the payment that it is of."""
    return _problem(refund.capture.gateway, refund.problem)


def reason_of_dispute(dispute: Dispute) -> str:
    """Why the buyer asked their bank for the money."""
    return in_words(dispute.gateway, "dispute", dispute.reason) or dispute.reason


def kind_of_message(message: GatewayMessage) -> str:
    """What a message is about."""
    return in_words(message.gateway, "message", message.kind) or message.kind


def error_of_message(message: GatewayMessage) -> str:
    """Why a message waits or has failed, as a sentence."""
    if not message.error:
        return ""
    kind = message.error.partition(":")[0]
    return str(_ERRORS.get(kind) or _("It says something that isn't understood here."))


def method_of_payment(payment: Payment) -> str:
    """How it was paid: “Visa ending in 4242”."""
    told = payment.method
    if not told.get("kind"):
        return ""
    known = SavedPaymentMethod(
        kind=told["kind"], brand=told.get("brand") or "", last_four=told.get("last_four") or ""
    )
    return known.label


def with_code(words: str, code: str) -> SafeString | str:
    """Words, and the provider's own beside them where they differ."""
    if not code or words == code:
        return words
    return format_html("{} <code>{}</code>", words, code)


def _problem(gateway: str, problem: str) -> str:
    return str(_OURS.get(problem, "")) or in_words(gateway, "problem", problem) or problem
