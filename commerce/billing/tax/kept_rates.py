"""The rates that hold at a moment, as `rules` reads them."""

from __future__ import annotations

from datetime import datetime

from ..models import TaxRate
from ..seller import seller_day
from .rules import Rate, Rounding


def rates_at(moment: datetime) -> tuple[Rate, ...]:
    """All rates that hold at a moment, of every country. One query."""
    return tuple(
        Rate(
            country=row.country,
            name=row.name,
            rate_bp=row.rate_bp,
            region=row.region,
            supply=row.supply,
            is_included=row.is_included,
            rounding=Rounding(row.rounding),
        )
        for row in TaxRate.objects.of_day(seller_day(moment))
    )
