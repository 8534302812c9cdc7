"""Who sells, as the settings say: on invoices, and where the seller is for tax."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from .tax.rules import TaxPlace


def seller_place() -> TaxPlace:
    """Where the seller is for tax; without a country where no setting says it."""
    return TaxPlace(settings.SELLER_COUNTRY, settings.SELLER_REGION)


def seller_day(moment: datetime) -> date:
    """The day on which a moment lies for the seller: it decides rates and dates of invoices."""
    return moment.astimezone(ZoneInfo(settings.SELLER_TIME_ZONE)).date()


def is_seller_named() -> bool:
    """Whether settings say who sells: nothing is invoiced in nobody's name."""
    return bool(settings.SELLER_NAME)
