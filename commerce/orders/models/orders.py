"""What somebody has bought, or is to pay for."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.customers.models import Customer
from commerce.wallet.models import VoucherRedemption
from common.money import Money

from ..querysets import OrderQuerySet
from .baskets import Basket

_NOT_NEGATIVE = ("net", "tax", "discount", "total", "paid", "refunded", "charged_back")


class OrderNumberSeries(models.Model):
    """The last order number of a year. Its row is held while a number is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last_number = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class Order(models.Model):
    """What a customer ordered, frozen as it was quoted. Written by actions alone.

    Amounts in minor units of `currency`. paid_minor: what was received of the total. refunded_minor: of that,
    what went back. charged_back_minor: of that, what disputes took. An order that was paid stays paid; what
    it has paid for now is asked of `selectors.entitlements`. buyer: `BuyerDetails` as JSON.
    expires_at: when it has to be paid by. redemption: the use of a voucher that it was placed for, once.
    """

    class Status(models.TextChoices):
        PLACED = "placed", _("Waiting for payment")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class DisputeState(models.TextChoices):
        NONE = "", _("None")
        OPEN = "open", _("Open")
        LOST = "lost", _("Lost")

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="orders"
    )
    basket = models.ForeignKey(
        Basket, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders", editable=False
    )
    redemption = models.OneToOneField(
        VoucherRedemption,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="order",
        editable=False,
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLACED, editable=False
    )
    currency = models.CharField(_("currency"), max_length=3)
    net_minor = models.BigIntegerField(_("net"))
    tax_minor = models.BigIntegerField(_("tax"))
    discount_minor = models.BigIntegerField(_("discount"), default=0)
    total_minor = models.BigIntegerField(_("total"))
    paid_minor = models.BigIntegerField(_("amount paid"), default=0, editable=False)
    refunded_minor = models.BigIntegerField(_("amount refunded"), default=0, editable=False)
    charged_back_minor = models.BigIntegerField(_("lost in disputes"), default=0, editable=False)
    is_tax_included = models.BooleanField(_("prices include tax"), default=False)
    coupon_codes = models.JSONField(_("coupons"), default=list, blank=True)
    buyer = models.JSONField(_("buyer"), default=dict)
    evidence = models.JSONField(_("proof of place"), default=dict, blank=True)
    dispute = models.CharField(
        _("dispute"), max_length=4, choices=DisputeState.choices, blank=True, editable=False
    )
    placed_at = models.DateTimeField(_("placed at"))
    expires_at = models.DateTimeField(_("to be paid by"))
    withdrawal_waived_at = models.DateTimeField(
        _("right of withdrawal given up at"), null=True, blank=True, editable=False
    )
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("cancelled or expired at"), null=True, blank=True, editable=False)
    closed_reason = models.CharField(_("reason"), max_length=300, blank=True)
    disputed_at = models.DateTimeField(_("disputed at"), null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"{name}_minor__gte": 0 for name in _NOT_NEGATIVE}),
                name="orders_no_negative_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor=models.F("net_minor") + models.F("tax_minor")),
                name="orders_net_and_tax_make_total",
            ),
            models.CheckConstraint(
                condition=models.Q(paid_minor__lte=models.F("total_minor"))
                & models.Q(paid_minor__gte=models.F("refunded_minor") + models.F("charged_back_minor")),
                name="orders_never_more_back_than_paid",
            ),
            models.CheckConstraint(
                condition=models.Q(status="paid", paid_at__isnull=False, paid_minor=models.F("total_minor"))
                | ~models.Q(status="paid") & models.Q(paid_at__isnull=True),
                name="orders_paid_when_dated",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="placed")
                | models.Q(paid_minor__lt=models.F("total_minor"))
                | models.Q(total_minor=0),
                name="orders_paid_when_covered",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("cancelled", "expired"), closed_at__isnull=False, paid_minor=0)
                | models.Q(status__in=("placed", "paid"), closed_at__isnull=True),
                name="orders_closed_when_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(dispute="") | models.Q(status="paid", disputed_at__isnull=False),
                name="orders_only_paid_ones_disputed",
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_newest_first"),
            models.Index(fields=["customer", "-placed_at"], name="orders_of_customer"),
            models.Index(fields=["status", "-placed_at", "-id"], name="orders_by_status"),
            models.Index(fields=["currency", "-placed_at", "-id"], name="orders_by_currency"),
            models.Index(
                fields=["dispute", "-placed_at", "-id"],
                name="orders_by_dispute",
                condition=~models.Q(dispute=""),
            ),
            models.Index(fields=["expires_at"], name="orders_waiting", condition=models.Q(status="placed")),
            models.Index(
                fields=["-paid_at", "-id"], name="orders_by_payment", condition=models.Q(status="paid")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_minor, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)

    @property
    def due(self) -> Money:
        """What is still to be paid; nought for an order that was closed."""
        is_waiting = self.status == self.Status.PLACED
        return Money(self.total_minor - self.paid_minor if is_waiting else 0, self.currency)

    @property
    def kept_minor(self) -> int:
        """Of what was received, what neither went back nor was lost in a dispute."""
        return self.paid_minor - self.refunded_minor - self.charged_back_minor


class OrderLine(models.Model):
    """One product of an order, as it was sold. Amounts in minor units of the order's currency.

    kind: a top-up is no sale: its money is the buyer's, it has no tax, and it is alone in its order.
    tax: the taxes and their rates, as `LineTax`. payees: who earns which share, as `LineShare`.
    refunded_minor: what went back of it. withdrawn_at: since when it opens nothing more, by a refund.
    recipient_email, recipient_account_id: whose it is when that is not the buyer.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        TOP_UP = "top_up", _("Wallet top-up")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("type"), max_length=8, choices=Kind.choices, default=Kind.PRODUCT)
    position = models.PositiveSmallIntegerField(_("position"))
    product_code = models.CharField(_("product"), max_length=160)
    title = models.CharField(_("title"), max_length=255)
    supply = models.CharField(_("kind of supply"), max_length=10, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    unit_minor = models.BigIntegerField(_("price"))
    discount_minor = models.BigIntegerField(_("discount"), default=0)
    net_minor = models.BigIntegerField(_("net"))
    tax_minor = models.BigIntegerField(_("tax"))
    total_minor = models.BigIntegerField(_("total"))
    refunded_minor = models.BigIntegerField(_("amount refunded"), default=0, editable=False)
    tax = models.JSONField(_("taxes"), default=list, blank=True)
    payees = models.JSONField(_("shares"), default=list, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    recipient_email = models.EmailField(_("gift for"), blank=True)
    recipient_account_id = models.UUIDField(_("recipient's account"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        default_permissions = ()
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_lines_in_order"),
            models.CheckConstraint(
                condition=models.Q(
                    unit_minor__gte=0, discount_minor__gte=0, net_minor__gte=0, tax_minor__gte=0
                ),
                name="orders_no_negative_line",
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor=models.F("net_minor") + models.F("tax_minor")),
                name="orders_line_net_and_tax",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_minor__gte=0, refunded_minor__lte=models.F("total_minor")),
                name="orders_line_refunded_at_most",
            ),
        ]
        indexes = [
            models.Index(fields=["product_code"], name="orders_lines_of_product"),
            models.Index(
                fields=["recipient_account_id"],
                name="orders_gifts_to",
                condition=models.Q(recipient_account_id__isnull=False),
            ),
            models.Index(
                fields=["recipient_email"],
                name="orders_gifts_that_wait",
                condition=models.Q(recipient_account_id__isnull=True) & ~models.Q(recipient_email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_gift(self) -> bool:
        return bool(self.recipient_email) or self.recipient_account_id is not None

    @property
    def is_top_up(self) -> bool:
        """Whether it puts money into the buyer's wallet and sells nothing."""
        return self.kind == self.Kind.TOP_UP

    @property
    def refundable_minor(self) -> int:
        """Of what was paid for it, what has not gone back."""
        return self.total_minor - self.refunded_minor
