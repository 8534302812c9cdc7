"""What can be sold. An upper app says what a product is: here it has a code, a title and whom it pays."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ProductQuerySet

#: A whole, in the unit of shares: hundredths of a percent.
WHOLE_BP = 10_000


class Supply(models.TextChoices):
    """How a product is supplied, by which taxes differ: recorded is an electronic service, the others
    aren't."""

    RECORDED = "recorded", _("Recorded")
    LIVE = "live", _("Live online")
    HUMAN = "human", _("With a tutor")
    NONE = "none", _("Not a service")


class Product(models.Model):
    """Something that is sold, by a code that its owner chose.

    kind: a word that an upper app registered with `sellers`. has_own_shares: staff said who gets which share,
    so that its owner no longer does. next_change_at: when its prices change next, as far as known.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=200, unique=True)
    kind = models.CharField(_("type"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    supply = models.CharField(
        _("kind of supply"), max_length=16, choices=Supply.choices, default=Supply.RECORDED
    )
    is_active = models.BooleanField(_("on sale"), default=False)
    has_own_shares = models.BooleanField(_("shares were edited"), default=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    next_change_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProductQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["title", "id"], name="catalogue_by_title"),
            models.Index(
                fields=["next_change_at"],
                name="catalogue_prices_change",
                condition=models.Q(next_change_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Payee(models.Model):
    """Who gets a share of what a product earns. payee: an account's UUID. share_bp: in hundredths of a
    percent.

    What the shares leave of the whole is the seller's.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="payees")
    payee = models.UUIDField(_("payee"), db_index=True)
    share_bp = models.PositiveIntegerField(_("share in hundredths of a percent"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("payee")
        verbose_name_plural = _("payees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "payee"], name="catalogue_one_share_each"),
            models.CheckConstraint(
                condition=models.Q(share_bp__gt=0, share_bp__lte=WHOLE_BP), name="catalogue_share_of_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.payee} {self.share_bp}"
