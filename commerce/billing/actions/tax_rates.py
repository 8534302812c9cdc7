"""Keeping tax rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commerce.databases import commerce_transaction

from ..models import TaxRate


class RateRefused(ValueError):
    """The rate contradicts another one. The sentence says which; nothing was written."""


@dataclass(frozen=True, slots=True)
class RateTerms:
    """All that is said of a rate; the fields are those of TaxRate."""

    country: str
    name: str
    kind: str
    rate_bp: int
    first_date: date
    last_date: date | None = None
    region: str = ""
    supply: str = ""
    is_included: bool = False
    rounding: str = "half_up"


def keep_tax_rate(*, rate: TaxRate | None, terms: RateTerms) -> TaxRate:
    """Make a rate, or let one say something else from now on; what was sold keeps what it was charged.

    Raises RateRefused where another rate holds for the same on one of its days, or where one of the same
    country is shown the other way: with tax in the price, or on top of it.
    """
    with commerce_transaction():
        # The country's rows are the lock under which its rates are compared.
        others = TaxRate.objects.select_for_update().filter(country=terms.country)
        others = others.meeting(terms.first_date, terms.last_date)
        for other in others.exclude(pk=rate.pk) if rate else others:
            _compare(terms, other)
        kept = rate or TaxRate()
        for name in RateTerms.__slots__:
            setattr(kept, name, getattr(terms, name))
        kept.full_clean(validate_unique=False, validate_constraints=False)
        kept.save()
    return kept


def _compare(terms: RateTerms, other: TaxRate) -> None:
    if (other.region, other.supply) == (terms.region, terms.supply):
        words = _("“%(rate)s” already applies to the same place and kind of supply on these days.")
        raise RateRefused(words % {"rate": other})
    if other.is_included != terms.is_included:
        words = _(
            "“%(rate)s” of the same country is shown the other way: included in prices or added to them."
        )
        raise RateRefused(words % {"rate": other})
