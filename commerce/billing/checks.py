"""What `manage.py check` says about who sells."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from .invoices.numbers import fault_of_numbers

#: What an invoice can't do without.
NEEDED = ("SELLER_NAME", "SELLER_ADDRESS", "SELLER_COUNTRY")


@register("payments")
def check_seller(**_kwargs: Any) -> list[CheckMessage]:
    """W001 where buyers can pay and the seller isn't named: invoices and tax need it."""
    from commerce.gateways.base import registered

    missing = [name for name in NEEDED if not getattr(settings, name)]
    real = [each for each in registered() if each.code != "sandbox" and each.is_ready()]
    if settings.SELLER_COUNTRY == "IN" and not settings.SELLER_REGION:
        missing.append("SELLER_REGION")
    if not (missing and real):
        return []
    return [
        Warning(
            f"Buyers can pay, but {' and '.join(missing)} isn't set.",
            hint="Invoices name the seller, and tax depends on where the seller is (docs/operations.md).",
            id="billing.W001",
        )
    ]


@register("payments")
def check_time_zone(**_kwargs: Any) -> list[CheckMessage]:
    """E001 where the seller's time zone is none."""
    try:
        ZoneInfo(settings.SELLER_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return [
            Error(
                f"SELLER_TIME_ZONE isn't a time zone: “{settings.SELLER_TIME_ZONE}”.",
                hint="Write it as Europe/Berlin or Asia/Kolkata.",
                id="billing.E001",
            )
        ]
    return []


@register("payments")
def check_invoice_numbers(**_kwargs: Any) -> list[CheckMessage]:
    """E002 where numbers of invoices would be too long, or given twice."""
    if not (fault := fault_of_numbers()):
        return []
    return [
        Error(
            f"Invoices can't be numbered: {fault}.",
            hint="The form names {series}, {year} and {number:06d} (docs/operations.md).",
            id="billing.E002",
        )
    ]
