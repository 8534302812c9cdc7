"""A buyer who asks their bank for the money back."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.orders.models import Order

from ..querysets import DisputeQuerySet
from .payments import PaymentCapture


class Dispute(models.Model):
    """A dispute as its provider last said it stands; no verdict is final. Written by actions alone.

    amount_minor: what is disputed. withheld_minor, fee_minor: what the provider holds back or took, and
    charged, as it is posted. inquiry: a question, for which no money moved. turns: how often something was
    posted.
    """

    class Outcome(models.TextChoices):
        INQUIRY = "inquiry", _("Inquiry")
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        CLOSED = "closed", _("Closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="disputes"
    )
    capture = models.ForeignKey(
        PaymentCapture, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="disputes"
    )
    gateway = models.CharField(_("provider"), max_length=30)
    gateway_reference = models.CharField(_("provider's reference"), max_length=255)
    outcome = models.CharField(_("status"), max_length=10, choices=Outcome.choices)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    withheld_minor = models.BigIntegerField(_("withheld"), default=0)
    fee_minor = models.BigIntegerField(_("fee"), default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    provider_status = models.CharField(_("provider's status"), max_length=60, blank=True)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    changed_at = models.DateTimeField(_("changed at"))
    turns = models.PositiveSmallIntegerField(default=0)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    objects = DisputeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "gateway_reference"], name="billing_dispute_once"),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="billing_disputes_newest"),
            models.Index(
                fields=["check_at", "id"],
                name="billing_disputes_to_ask",
                condition=models.Q(check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.gateway_reference}"
