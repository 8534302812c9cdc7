"""The rates that the seller's accountant keeps: which tax, where, from when on."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.catalogue.models import Supply

from ..querysets import TaxRateQuerySet
from ..tax.rules import Rounding

_WHOLE_BP = 10_000
#: What becomes of exactly half a minor unit, in words.
ROUNDINGS = [
    (Rounding.HALF_UP.value, _("Half up")),
    (Rounding.HALF_EVEN.value, _("Half to even (banker's)")),
]


class TaxRate(models.Model):
    """One rate. Its days are those of the seller's time zone; last_date counts, null: without an end.

    country: ISO 3166-1 alpha-2. region: the part of ISO 3166-2 after the dash; empty: all of the country.
    supply: a kind of supply that it is for; empty: all. rate_bp: in hundredths of a percent. is_included:
    whether prices are shown with it in them. An order keeps what it was charged: a change alters nothing
    that was sold.
    """

    class Kind(models.TextChoices):
        VAT = "vat", _("VAT")
        GST = "gst", _("GST")
        SALES = "sales", _("Sales tax")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("state"), max_length=6, blank=True)
    name = models.CharField(_("name on invoices"), max_length=40)
    kind = models.CharField(_("type"), max_length=6, choices=Kind.choices)
    supply = models.CharField(_("kind of supply"), max_length=16, choices=Supply.choices, blank=True)
    rate_bp = models.PositiveIntegerField(
        _("rate in hundredths of a percent"), validators=[MaxValueValidator(_WHOLE_BP)]
    )
    is_included = models.BooleanField(_("included in prices"), default=False)
    rounding = models.CharField(
        _("rounding"),
        max_length=10,
        choices=ROUNDINGS,
        default=Rounding.HALF_UP.value,
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"), null=True, blank=True)

    objects = TaxRateQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country", "region", "supply", "-first_date"]
        indexes = [models.Index(fields=["first_date", "last_date"], name="billing_tax_rates_of_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(rate_bp__lte=_WHOLE_BP), name="billing_rate_of_whole"),
            models.CheckConstraint(
                condition=models.Q(last_date__isnull=True) | models.Q(last_date__gte=models.F("first_date")),
                name="billing_rate_ends_later",
            ),
            models.UniqueConstraint(
                fields=["country", "region", "supply", "first_date"], name="billing_one_rate_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.country} {self.rate_bp / 100:g}%"
