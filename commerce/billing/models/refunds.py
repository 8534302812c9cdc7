"""Money that goes back."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.orders.models import Order, OrderLine
from common.money import Money

from ..querysets import RefundQuerySet
from .payments import PaymentCapture


class Refund(models.Model):
    """Money that goes back by the way it came. Written by actions alone.

    amount_minor: of it, surplus_minor was never counted towards the order (paid twice, too late, a wrong
    amount); the rest is of the lines. withdraws_access: whether those lines open nothing any more; a choice
    of its own. turns: how often it was completed or failed, since a provider may change its mind. check_at:
    as of a payment.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Failed")

    class Reason(models.TextChoices):
        REQUESTED = "requested", _("Asked for by the buyer")
        STAFF = "staff", _("Decided by staff")
        SURPLUS = "surplus", _("Paid twice or too much")
        LATE = "late", _("Paid after the order was closed")
        WRONG = "wrong", _("Another amount than was asked for")
        PART = "part", _("Part of an order that wasn't paid in full")
        PROVIDER = "provider", _("Made at the payment provider")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="refunds"
    )
    capture = models.ForeignKey(
        PaymentCapture, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="refunds"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    amount_minor = models.BigIntegerField(_("amount"))
    surplus_minor = models.BigIntegerField(default=0)
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    withdraws_access = models.BooleanField(_("ends access"), default=False)
    requested_by = models.UUIDField(_("requested by"), null=True, blank=True)
    gateway_reference = models.CharField(_("provider's reference"), max_length=255, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    settled_at = models.DateTimeField(_("completed or failed at"), null=True, blank=True)
    turns = models.PositiveSmallIntegerField(default=0)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    objects = RefundQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, surplus_minor__gte=0)
                & models.Q(surplus_minor__lte=models.F("amount_minor")),
                name="billing_refunds_something",
            ),
            models.CheckConstraint(
                condition=models.Q(status="pending", settled_at__isnull=True)
                | ~models.Q(status="pending") & models.Q(settled_at__isnull=False),
                name="billing_refund_settled_when_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="billing_refunds_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="billing_refunds_by_status"),
            models.Index(fields=["reason", "-created_at", "-id"], name="billing_refunds_by_reason"),
            models.Index(fields=["currency", "-created_at", "-id"], name="billing_refunds_by_currency"),
            models.Index(
                fields=["gateway_reference"],
                name="billing_refunds_by_reference",
                condition=~models.Q(gateway_reference=""),
            ),
            models.Index(
                fields=["check_at", "id"],
                name="billing_refunds_to_ask",
                condition=models.Q(check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class RefundLine(models.Model):
    """What of a refund is of which line of the order. withdraws: whether the line opens nothing any more."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    amount_minor = models.BigIntegerField(_("amount"))
    withdraws = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refund line")
        verbose_name_plural = _("refund lines")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["refund", "order_line"], name="billing_line_once_in_refund"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="billing_refunds_something_of_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.amount_minor}"
