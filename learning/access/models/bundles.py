"""Bundles: several courses in one go. The identity, and who was given one.

The page that authors edit is `learning.access.models.pages.BundlePage`. What somebody was given is frozen in
their `BundlePurchase`: a later edit of the page changes nothing of it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import BundlePurchaseQuerySet

#: The kind of product that a bundle, or a tier of it, is sold as.
BUNDLE_PRODUCT = "bundle"


class Bundle(models.Model):
    """A bundle, for good: `public_id` is the translation key that its pages share.

    leaves_out_owned: whoever has some of its courses pays less for the others. Like its prices, it acts at
    once.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=255)
    leaves_out_owned = models.BooleanField(_("leave out what the buyer already owns"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")

    def __str__(self) -> str:
        return self.title

    def product_code(self, tier: str = "") -> str:
        """By which code commerce knows what sells this bundle, or a tier of it."""
        code = f"{BUNDLE_PRODUCT}:{self.public_id}"
        return f"{code}:{tier}" if tier else code


class BundlePurchase(models.Model):
    """That a person has a bundle: which courses it opened for them, and why. Written by actions alone.

    `course_ids`: in their order, as chosen or as the bundle had them at that moment.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="bundle_purchases",
    )
    bundle = models.ForeignKey(
        Bundle, verbose_name=_("bundle"), on_delete=models.PROTECT, related_name="purchases"
    )
    title = models.CharField(_("title at purchase"), max_length=255)
    order_id = models.CharField(_("order number"), max_length=120, blank=True)
    tier = models.CharField(_("tier"), max_length=80, blank=True)
    course_ids = models.JSONField(_("courses"), default=list)
    purchased_at = models.DateTimeField(_("date"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    notes = models.TextField(_("notes"), blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = BundlePurchaseQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bundle purchase")
        verbose_name_plural = _("bundle purchases")
        ordering = ["-purchased_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "bundle", "order_id"],
                condition=~models.Q(order_id=""),
                name="access_bundle_once_per_order",
            )
        ]
        indexes = [
            models.Index(fields=["-purchased_at", "-id"], name="access_bundles_newest_first"),
            models.Index(
                fields=["order_id"], name="access_bundles_of_order", condition=~models.Q(order_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.buyer_id}"
