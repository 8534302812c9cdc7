"""What somebody is about to buy."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.customers.models import Customer

from ..querysets import BasketQuerySet


class Basket(models.Model):
    """Products put together to be bought: one for each customer, one for each visitor's session.

    token: an unguessable word in the visitor's session, empty for a customer's basket. coupon_codes: as
    typed. uses_wallet: pay what is in the wallet first. It holds no price: what it costs is asked each time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="basket"
    )
    token = models.CharField(max_length=64, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    coupon_codes = models.JSONField(_("coupons"), default=list, blank=True)
    uses_wallet = models.BooleanField(_("use wallet"), default=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField()

    objects = BasketQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer__isnull=False, token="")
                | models.Q(customer__isnull=True) & ~models.Q(token=""),
                name="orders_basket_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="orders_basket_of_session"
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                name="orders_baskets_of_visitors",
                condition=models.Q(customer__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class BasketLine(models.Model):
    """One product in a basket. recipient_email: of whoever it is a gift for. choices: opaque codes."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    product_code = models.CharField(_("product"), max_length=160)
    recipient_email = models.EmailField(_("gift for"), blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    added_at = models.DateTimeField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        default_permissions = ()
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "product_code", "recipient_email"], name="orders_once_in_a_basket"
            )
        ]

    def __str__(self) -> str:
        return self.product_code
