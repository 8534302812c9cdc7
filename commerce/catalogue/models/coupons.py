"""Coupons: what they take off, for whom, and which orders use them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.money import Money

from ..querysets import CouponQuerySet
from .products import WHOLE_BP, Product


class Coupon(models.Model):
    """A code that takes something off: a percentage, or an amount in each currency that it has one in.

    code: in capitals. products: which it is for; none: all. starts_at, ends_at: the first moment and the
    first after it. uses: how many orders hold or have used it, counted by actions alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9][A-Z0-9_-]*$", _("Use letters, digits, hyphens and underscores."))
        ],
    )
    description = models.CharField(_("internal note"), max_length=200, blank=True)
    percent_bp = models.PositiveIntegerField(
        _("discount in hundredths of a percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE_BP)],
    )
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True, related_name="coupons")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    limit_total = models.PositiveIntegerField(_("uses in total"), null=True, blank=True)
    limit_per_customer = models.PositiveIntegerField(_("uses per customer"), null=True, blank=True)
    is_stackable = models.BooleanField(
        _("can be combined"),
        default=False,
        help_text=_("With other coupons that can be combined."),
    )
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.UUIDField(_("created by"), null=True, blank=True, editable=False)

    objects = CouponQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="catalogue_coupons_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent_bp__isnull=True)
                | models.Q(percent_bp__gt=0, percent_bp__lte=WHOLE_BP),
                name="catalogue_coupon_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True)
                | models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="catalogue_coupon_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_open_at(self, moment: datetime) -> bool:
        """Whether the moment lies in its time."""
        return (self.starts_at is None or self.starts_at <= moment) and (
            self.ends_at is None or moment < self.ends_at
        )


class CouponAmount(models.Model):
    """What a coupon says of one currency: how much it takes off, and from which total on.

    off_minor: null for a percentage. minimum_minor: 0 for none. A coupon of an amount holds in the
    currencies that it has a row for.
    """

    coupon = models.ForeignKey(Coupon, on_delete=models.CASCADE, related_name="amounts")
    currency = models.CharField(_("currency"), max_length=3)
    off_minor = models.PositiveBigIntegerField(_("amount off in minor units"), null=True, blank=True)
    minimum_minor = models.PositiveBigIntegerField(_("minimum order in minor units"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("coupon amount")
        verbose_name_plural = _("coupon amounts")
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["coupon", "currency"], name="catalogue_coupon_currency_once"),
            models.CheckConstraint(
                condition=models.Q(off_minor__isnull=True) | models.Q(off_minor__gt=0),
                name="catalogue_coupon_off_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.off_minor} {self.currency}"

    @property
    def off(self) -> Money | None:
        return Money(self.off_minor, self.currency) if self.off_minor is not None else None

    @property
    def minimum(self) -> Money:
        return Money(self.minimum_minor, self.currency)


class CouponUse(models.Model):
    """That an order holds a coupon, or used it. The order has it, not who asked first or last for it.

    customer_id: the customer's public id. Written by actions alone.
    """

    class Status(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        USED = "used", _("Used")
        RELEASED = "released", _("Returned")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="order_uses")
    order_number = models.CharField(_("order number"), max_length=40, db_index=True)
    customer_id = models.UUIDField(_("customer"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.RESERVED)
    reserved_at = models.DateTimeField(_("reserved at"))
    settled_at = models.DateTimeField(_("used or returned at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("coupon use")
        verbose_name_plural = _("coupon uses")
        ordering = ["-reserved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["coupon", "order_number"], name="catalogue_coupon_once_per_order")
        ]
        indexes = [models.Index(fields=["coupon", "-reserved_at"], name="catalogue_coupon_uses")]

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.order_number}"


class CouponTally(models.Model):
    """How many orders of one customer hold or have used a coupon. Counted by actions alone."""

    coupon = models.ForeignKey(Coupon, on_delete=models.CASCADE, related_name="tallies")
    customer_id = models.UUIDField()
    uses = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("coupon uses of a customer")
        verbose_name_plural = _("coupon uses of customers")
        constraints = [
            models.UniqueConstraint(fields=["coupon", "customer_id"], name="catalogue_coupon_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.customer_id} {self.uses}"
