"""A try to pay an order, and the money that came by it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.orders.models import Order
from common.money import Money

from ..querysets import PaymentCaptureQuerySet, PaymentQuerySet


class Payment(models.Model):
    """One try to pay an order, or a part of it, through one provider. Written by actions alone.

    amount_minor: what was asked for, in the order's currency. Confirmed is final; failed and cancelled are
    not: providers change their minds for days. gateway_reference: its name there. request: what the
    provider was asked with, so that a repeat says the same. url, fields: where the buyer goes to pay, as
    the provider said. check_at: when the provider is asked next, None for nevermore; checks: how often it
    was. problem: a short word for what is wrong with it, the provider's or ours.
    """

    class Status(models.TextChoices):
        CREATED = "created", _("Created")
        PENDING = "pending", _("Pending")
        CONFIRMED = "confirmed", _("Confirmed")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    LIVE = (Status.CREATED, Status.PENDING)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="payments"
    )
    gateway = models.CharField(_("provider"), max_length=30)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CREATED)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    gateway_reference = models.CharField(_("provider's reference"), max_length=255, blank=True)
    transaction_id = models.CharField(_("transaction"), max_length=255, blank=True)
    request = models.JSONField(default=dict, blank=True)
    url = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    method = models.JSONField(_("method"), default=dict, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    objects = PaymentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(status__in=("created", "pending")),
                name="billing_one_live_payment",
            ),
            models.UniqueConstraint(
                fields=["gateway", "gateway_reference"],
                condition=~models.Q(gateway_reference=""),
                name="billing_payment_of_reference",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="billing_pays_something"),
            models.CheckConstraint(
                condition=models.Q(status="confirmed", confirmed_at__isnull=False)
                | ~models.Q(status="confirmed") & models.Q(confirmed_at__isnull=True),
                name="billing_confirmed_when_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="billing_payments_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="billing_payments_by_status"),
            models.Index(fields=["gateway", "-created_at", "-id"], name="billing_payments_by_gateway"),
            models.Index(fields=["currency", "-created_at", "-id"], name="billing_payments_by_currency"),
            models.Index(
                fields=["check_at", "id"],
                name="billing_payments_to_ask",
                condition=models.Q(check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.gateway_reference or self.public_id}"

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def saved_method(self) -> str:
        """The provider's token of the kept method that it charges; "" where the buyer pays there."""
        return str(self.request.get("saved_method") or "")

    @property
    def keeps_method(self) -> bool:
        """Whether the buyer wants what they pay with kept for next time."""
        return bool(self.request.get("keeps_method"))


class PaymentCapture(models.Model):
    """Money that a provider took for a payment. Usually one, but two cards in two tabs are two.

    amount_minor: what came, in `currency`, whatever was asked for. applied_minor: what of it counts towards
    the order; the rest is given back. returned_minor: what of the rest has gone back. fee: what the
    provider keeps.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="captures")
    gateway = models.CharField(_("provider"), max_length=30)
    transaction_id = models.CharField(_("transaction"), max_length=255)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    applied_minor = models.BigIntegerField(_("counted towards the order"), default=0)
    returned_minor = models.BigIntegerField(_("given back of the rest"), default=0)
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.CharField(max_length=3, blank=True)
    captured_at = models.DateTimeField(_("received at"))

    objects = PaymentCaptureQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("received payment")
        verbose_name_plural = _("received payments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["gateway", "transaction_id"], name="billing_money_comes_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, applied_minor__gte=0, returned_minor__gte=0)
                & models.Q(amount_minor__gte=models.F("applied_minor") + models.F("returned_minor")),
                name="billing_captured_enough",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.transaction_id}"

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def surplus_minor(self) -> int:
        """What is neither counted towards the order nor has gone back."""
        return self.amount_minor - self.applied_minor - self.returned_minor
