"""The rates that hold at a moment, as `rules` reads them."""

from __future__ import annotations

from datetime import datetime

from ..models import TaxRate
from ..seller import seller_day
from .rules import Rate, Rounding


def rates_at(moment: datetime) -> tuple[Rate, ...]:
    """All rates that hold at a moment, of every country. One query."""
    return tuple(
        rate_of(*row) for row in TaxRate.objects.of_day(seller_day(moment)).values_list(*RATE_COLUMNS)
    )


#: What `rate_of` takes of a row, in its order.
RATE_COLUMNS = ("country", "name", "rate_bp", "region", "supply", "is_included", "rounding")


def rate_of(
    country: str, name: str, rate_bp: int, region: str, supply: str, is_included: bool, rounding: str
) -> Rate:
    """One kept rate, as the rules read it."""
    return Rate(country, name, rate_bp, region, supply, is_included, Rounding(rounding))
