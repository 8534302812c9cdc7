"""What a product costs from when on, and until when. Rows are added and never changed.

A price without an end is the regular one, until a later one begins. A price with an end (a sale) goes before
it for its time. `timeline` says which price stands at a moment.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from ..querysets import PriceQuerySet
from .products import Product


class Interval(models.TextChoices):
    """What a price is paid for: once, for each month or year, or once for ever."""

    ONCE = "once", _("once")
    MONTH = "month", _("per month")
    YEAR = "year", _("per year")
    LIFETIME = "lifetime", _("for lifetime access")


class Price(AppendOnly):
    """From when on a product costs how much. amount_minor: null where it isn't sold in the currency from
    then on.

    set_by: the account's UUID; null for the system.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units"), null=True, blank=True)
    interval = models.CharField(_("interval"), max_length=16, choices=Interval.choices, default=Interval.ONCE)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    set_by = models.UUIDField(_("set by"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"), default=timezone.now)

    objects = PriceQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["valid_from", "pk"]
        indexes = [
            models.Index(fields=["product", "interval", "valid_from"], name="catalogue_price_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="catalogue_price_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(amount_minor__isnull=False),
                name="catalogue_sale_has_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.amount_minor} {self.currency}"


class PriceWithdrawal(AppendOnly):
    """That a price holds no longer from a moment on: it was removed before it began, or ended early."""

    price = models.OneToOneField(Price, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(_("withdrawn at"))
    by = models.UUIDField(_("withdrawn by"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawn price")
        verbose_name_plural = _("withdrawn prices")

    def __str__(self) -> str:
        return f"{self.price_id}: {self.at}"
