"""Invoices and credit notes, frozen as they were issued, and the series their numbers come from."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.orders.models import Order, OrderLine
from common.append_only import AppendOnly
from common.money import Money

from ..querysets import InvoiceQuerySet
from .refunds import Refund


class InvoiceNumberSeries(models.Model):
    """The last number of one series in one financial year. Its row is held while a number is taken."""

    series = models.CharField(max_length=8)
    year = models.CharField(max_length=4)
    last_number = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="billing_one_counter_a_series"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last_number}"


class Invoice(AppendOnly):
    """An invoice or a credit note, as it was issued. Never changed: a mistake is answered by another one.

    Amounts in minor units; those of a credit note are what goes back, above nought. corrects: the invoice
    that a credit note takes from, or the credit note that an invoice takes back because the refund failed
    after all, or the invoice that an invoice replaces with other details of the buyer. refund, refund_turn:
    the refund it is about, and how often that had been settled. cause: why staff had it issued, empty for
    what follows from sale and refunds; issued_by: the account of whoever did. content: everything that
    stands on it (`invoices.content`), so that it reads the same whatever becomes of names, prices and rates.
    issue_date: in the seller's time zone. buyer_name, country, tax_number: of the buyer, to be searched and
    listed by.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    class Cause(models.TextChoices):
        DETAILS = "details", _("Corrected details")
        DISPUTE = "dispute", _("Lost dispute")

    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.CharField(max_length=8)
    year = models.CharField(_("financial year"), max_length=4)
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=16, unique=True)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="invoices"
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    refund = models.ForeignKey(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    refund_turn = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(_("reason"), max_length=8, choices=Cause.choices, blank=True)
    issued_by = models.UUIDField(_("issued by"), null=True, blank=True)
    buyer_name = models.CharField(_("buyer"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    net_minor = models.BigIntegerField(_("net"))
    tax_minor = models.BigIntegerField(_("tax"))
    total_minor = models.BigIntegerField(_("total"))
    content = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    issue_date = models.DateField(_("date"))
    due_date = models.DateField(_("due date"))

    objects = InvoiceQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        default_permissions = ("view",)
        permissions = [
            ("send_invoice", _("Can email invoices again")),
            ("correct_invoice", _("Can correct invoices")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence"], name="billing_invoice_numbers_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(kind="invoice", corrects__isnull=True),
                name="billing_one_first_invoice",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=models.Q(kind="invoice", corrects__isnull=False),
                name="billing_taken_back_or_replaced_once",
            ),
            models.UniqueConstraint(
                fields=["refund", "refund_turn"],
                condition=models.Q(refund__isnull=False),
                name="billing_refund_documented_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("net_minor") + models.F("tax_minor"), total_minor__gt=0
                ),
                name="billing_invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=False) | models.Q(kind="invoice", refund__isnull=True),
                name="billing_credit_note_corrects",
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="billing_invoices_newest"),
            models.Index(fields=["kind", "-issued_at", "-id"], name="billing_invoices_by_kind"),
            models.Index(fields=["cause", "-issued_at", "-id"], name="billing_invoices_by_cause"),
            models.Index(fields=["year", "-issued_at", "-id"], name="billing_invoices_by_year"),
            models.Index(fields=["currency", "-issued_at", "-id"], name="billing_invoices_by_currency"),
            models.Index(fields=["country", "-issued_at", "-id"], name="billing_invoices_by_country"),
            models.Index(fields=["issue_date", "id"], name="billing_invoices_by_day"),
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
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def sign(self) -> int:
        """1 for what is charged, -1 for what goes back."""
        return -1 if self.is_credit_note else 1


class InvoiceLine(AppendOnly):
    """How much of an order's line a document is about: what is documented of it is counted from these.

    gross_minor: of an invoice what it charges, of a credit note what it gives back, both above nought.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="invoice_lines")
    gross_minor = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["invoice", "order_line"], name="billing_line_once_a_document"),
            models.CheckConstraint(condition=models.Q(gross_minor__gt=0), name="billing_document_of_some"),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.gross_minor}"


class InvoiceFile(models.Model):
    """Where the PDF of a document lies in the private storage: drawn once, so each download is the same.

    sha256: of its bytes.
    """

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="file")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class OrderEmail(models.Model):
    """An email to the buyer about an order that was written, so that it is written once.

    key: what it is about; a refund that fails and succeeds again is another each time.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        REFUNDED = "refunded", _("Refund")
        REFUND_FAILED = "failed", _("Refund failed")
        DOCUMENT = "document", _("Invoice sent again")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="emails")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80, unique=True)
    written_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
