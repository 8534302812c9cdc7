"""The sandbox's short words, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ..base import Words

WORDS: Mapping[str, Words] = {
    "problem": {
        "declined": _("The card was declined"),
        "amount": _("There's nothing to pay"),
        "missing": _("The sandbox doesn't know it"),
        "unpaid": _("There's nothing to give back"),
        "already_refunded": _("All of it was given back before"),
        "idempotency": _("Another amount was asked for the same payment"),
    },
    "dispute": {},
    "message": {
        "payment.paid": _("Payment received"),
        "payment.failed": _("Payment failed"),
        "payment.cancelled": _("Payment cancelled"),
        "refund.completed": _("Refund completed"),
        "refund.failed": _("Refund failed"),
        "dispute.opened": _("Dispute opened"),
        "dispute.won": _("Dispute won"),
        "dispute.lost": _("Dispute lost"),
        "dispute.reopened": _("Dispute opened again"),
    },
}
