"""Vouchers: codes that put money into a wallet or open a product. Wallets themselves are ledger accounts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.customers.models import Customer
from common.append_only import AppendOnly
from common.money import Money

from .codes import shown
from .querysets import VoucherQuerySet


class VoucherBatch(models.Model):
    """Vouchers that were made together, of one value and with one last moment.

    Exactly one of an amount (with its currency) and a product's code is set; product_title: what that was
    called when they were made, as it is printed. `expires_at` is the first moment
    at which they are worth nothing. `disabled_at`: staff stopped the whole batch; what was redeemed stays.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, help_text=_("For staff: what these vouchers are for."))
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    product_code = models.CharField(_("product code"), max_length=200, blank=True)
    product_title = models.CharField(_("product"), max_length=255, blank=True)
    count = models.PositiveIntegerField(_("vouchers"))
    uses = models.PositiveIntegerField(_("uses of each"), default=1)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    made_by = models.UUIDField(_("made by"), null=True, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    disabled_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voucher batch")
        verbose_name_plural = _("voucher batches")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="wallet_batches_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, product_code="") & ~models.Q(currency="")
                | models.Q(amount_minor__isnull=True, currency="") & ~models.Q(product_code=""),
                name="wallet_batch_is_money_or_product",
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, uses__gt=0), name="wallet_batch_is_of_some_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def money(self) -> Money | None:
        """What each voucher puts into a wallet; None for one that opens a product."""
        return Money(self.amount_minor, self.currency) if self.amount_minor else None

    @property
    def worth(self) -> str:
        """What each voucher is worth, in words: an amount, or what it opens."""
        return self.money.format() if self.money else self.product_title or self.product_code


class Voucher(models.Model):
    """One code. `uses_left` is counted down by one conditional statement, never read first."""

    batch = models.ForeignKey(
        VoucherBatch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="vouchers"
    )
    code = models.CharField(_("code"), max_length=16, unique=True)
    uses_left = models.PositiveIntegerField(_("uses left"))

    objects = VoucherQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["batch", "pk"]

    def __str__(self) -> str:
        return shown(self.code)


class VoucherRedemption(AppendOnly):
    """That a customer used a voucher: once each."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    voucher = models.ForeignKey(
        Voucher, verbose_name=_("voucher"), on_delete=models.PROTECT, related_name="redemptions"
    )
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="voucher_redemptions"
    )
    redeemed_at = models.DateTimeField(_("redeemed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voucher redemption")
        verbose_name_plural = _("voucher redemptions")
        constraints = [
            models.UniqueConstraint(fields=["voucher", "customer"], name="wallet_voucher_once_per_customer")
        ]
        indexes = [models.Index(fields=["customer", "-redeemed_at"], name="wallet_redeemed_by_customer")]

    def __str__(self) -> str:
        return f"{self.voucher_id} · {self.customer_id}"
