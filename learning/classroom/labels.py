"""How spans, prices and scores are written out on learners' screens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import Money


def span_label(seconds: int) -> str:
    """A span in hours and minutes, rounded up to a full minute; empty when there is none."""
    hours, minutes = divmod(-(-seconds // 60), 60)
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s min") % {"minutes": minutes} if minutes else ""


def hours_label(seconds: int) -> str:
    """A long span in hours with one decimal, as on a dashboard."""
    return f"{seconds / 3600:.1f}".rstrip("0").rstrip(".")


def clock_label(seconds: int) -> str:
    """A place in a video: 4:07, or 1:02:33."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def price_label(prices: Sequence[Sequence]) -> str:
    """The price in the first of the site's currencies that it has one in; empty when free.

    prices: pairs of an amount in minor units and a currency.
    """
    if not prices:
        return ""
    by_currency = {currency: amount for amount, currency in prices}
    preferred = next((code for code in settings.CURRENCIES if code in by_currency), prices[0][1])
    return Money(by_currency[preferred], preferred).format()


def enrolled_label(count: int) -> str:
    """How many take a course; empty when nobody does, for that helps nobody to decide."""
    if not count:
        return ""
    return ngettext("%(count)s enrolled", "%(count)s enrolled", count) % {"count": count}


def lessons_label(count: int) -> str:
    return ngettext("%(count)s lesson", "%(count)s lessons", count) % {"count": count}


def score_label(score: Decimal | None) -> str:
    """A score in %, with no more places than it has; empty without one."""
    return f"{number_format(score.normalize())}%" if score is not None else ""
