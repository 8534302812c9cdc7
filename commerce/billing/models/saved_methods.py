"""Ways to pay that buyers keep for next time: what they are recognised by, and the provider's token."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.customers.models import Customer

from ..querysets import SavedPaymentMethodQuerySet

#: As their owners write them; what isn't here is written as the provider says it.
_BRANDS = {
    "amex": "American Express",
    "amazon_pay": "Amazon Pay",
    "diners": "Diners Club",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "paypal": "PayPal",
    "rupay": "RuPay",
    "unionpay": "UnionPay",
    "upi": "UPI",
    "visa": "Visa",
}


class SavedPaymentMethod(models.Model):
    """A card, wallet or bank account that a provider keeps for a customer. Written by actions alone.

    token, buyer_reference: the provider's names for it and for whose it is there; nothing else could charge
    it. Both stay when it was removed, so that a late message can't bring it back. expiry: the last month of
    a card. check_at: when the provider is asked (again) to forget it; None for nevermore.
    """

    class Kind(models.TextChoices):
        CARD = "card", gettext_lazy("Card")
        WALLET = "wallet", gettext_lazy("Wallet")
        BANK = "bank", gettext_lazy("Bank account")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer,
        verbose_name=gettext_lazy("customer"),
        on_delete=models.PROTECT,
        related_name="saved_methods",
    )
    gateway = models.CharField(gettext_lazy("provider"), max_length=30)
    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=Kind.choices)
    brand = models.CharField(gettext_lazy("brand"), max_length=60, blank=True)
    last_four = models.CharField(gettext_lazy("last four digits"), max_length=4, blank=True)
    expiry_year = models.PositiveSmallIntegerField(null=True, blank=True)
    expiry_month = models.PositiveSmallIntegerField(null=True, blank=True)
    token = models.CharField(max_length=255)
    buyer_reference = models.CharField(max_length=255, blank=True)
    is_default = models.BooleanField(gettext_lazy("default"), default=False)
    created_at = models.DateTimeField(gettext_lazy("created at"))
    removed_at = models.DateTimeField(gettext_lazy("removed at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    objects = SavedPaymentMethodQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("saved payment method")
        verbose_name_plural = gettext_lazy("saved payment methods")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["gateway", "token"], name="billing_method_kept_once"),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_default=True),
                name="billing_one_default_method",
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(removed_at__isnull=True),
                name="billing_removed_is_no_default",
            ),
            models.CheckConstraint(
                condition=models.Q(expiry_year__isnull=True, expiry_month__isnull=True)
                | models.Q(expiry_year__isnull=False, expiry_month__range=(1, 12)),
                name="billing_expiry_is_a_month",
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_at", "id"],
                name="billing_methods_to_forget",
                condition=models.Q(check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What its owner knows it by: “Visa ending in 4242”."""
        if self.kind == self.Kind.BANK:
            brand = _("Bank account")
        else:
            brand = _BRANDS.get(self.brand.lower(), self.brand[:1].upper() + self.brand[1:])
        brand = brand or self.get_kind_display()
        if not self.last_four:
            return brand
        return _("%(brand)s ending in %(digits)s") % {"brand": brand, "digits": self.last_four}

    @property
    def expiry(self) -> str:
        """As it stands on the card: “04/2031”; "" where it has none."""
        return f"{self.expiry_month:02}/{self.expiry_year}" if self.expiry_year else ""

    def has_expired_at(self, moment: datetime) -> bool:
        """Whether its last month was over then. No query."""
        if self.expiry_year is None or self.expiry_month is None:
            return False
        return (self.expiry_year, self.expiry_month) < (moment.year, moment.month)


class ErasedBuyer(models.Model):
    """A buyer who was erased here, and whom a provider still knows until it has deleted them.

    reference: the provider's name for them. check_at: when it is asked (again); None for nevermore.
    """

    gateway = models.CharField(gettext_lazy("provider"), max_length=30)
    reference = models.CharField(max_length=255)
    erased_at = models.DateTimeField(gettext_lazy("erased at"))
    forgotten_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("erased buyer")
        verbose_name_plural = gettext_lazy("erased buyers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="billing_buyer_erased_once"),
        ]
        indexes = [
            models.Index(
                fields=["check_at", "id"],
                name="billing_buyers_to_forget",
                condition=models.Q(check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"
