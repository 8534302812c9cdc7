"""How spans, prices and scores are written out on learners' screens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commerce.catalogue.selectors import PriceTag
from common.money import Money

if TYPE_CHECKING:
    from learning.progress.selectors import CourseProgress


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


def preferred_price(prices: Sequence[Money]) -> Money | None:
    """The price in the first of the site's currencies that there is one in; None when free.

    prices: one for each currency.
    """
    by_currency = {price.currency: price for price in prices}
    code = next((code for code in settings.CURRENCIES if code in by_currency), None)
    return by_currency[code] if code else next(iter(prices), None)


def price_label(prices: Sequence[Money]) -> str:
    """The price in the first of the site's currencies that there is one in; empty when free."""
    price = preferred_price(prices)
    return price.format() if price else ""


def preferred_tag(tags: Sequence[PriceTag]) -> PriceTag | None:
    """The price tag that is shown: in the currency of `preferred_price`; None when free."""
    price = preferred_price([tag.money for tag in tags])
    return next((tag for tag in tags if tag.money == price), None)


def former_label(tag: PriceTag | None) -> str:
    """The lowest price of the 30 days before a sale; empty without a sale, or where that was no higher."""
    return tag.former.format() if tag is not None and tag.former is not None else ""


def sale_label(tag: PriceTag | None) -> str:
    """Until when a sale price applies, in the reader's time zone, and what the price struck through is."""
    if tag is None or tag.until is None:
        return ""
    named = {
        "end": date_format(localtime(tag.until), "DATETIME_FORMAT"),
        "zone": get_current_timezone_name(),
        "price": former_label(tag),
    }
    if tag.former is None:
        return _("Sale ends on %(end)s (%(zone)s).") % named
    words = _("Sale ends on %(end)s (%(zone)s). Lowest price in the 30 days before the sale: %(price)s.")
    return words % named


def enrolled_label(count: int) -> str:
    """How many take a course; empty when nobody does, for that helps nobody to decide."""
    if not count:
        return ""
    return ngettext("%(count)s enrolled", "%(count)s enrolled", count) % {"count": count}


def lessons_label(count: int) -> str:
    return ngettext("%(count)s lesson", "%(count)s lessons", count) % {"count": count}


def progress_label(progress: CourseProgress) -> str:
    """How many lessons are done, of those that the percentage counts; optional ones apart."""
    required, optional = progress.required_total, progress.lessons_total - progress.required_total
    if not required or not optional:
        words = ngettext(
            "%(done)d of %(total)d lesson", "%(done)d of %(total)d lessons", progress.lessons_total
        )
        return words % {"done": progress.lessons_done, "total": progress.lessons_total}
    words = _("%(done)d of %(total)d required lessons · %(extra)d of %(optional)d optional")
    done = progress.required_done
    return words % {
        "done": done,
        "total": required,
        "extra": progress.lessons_done - done,
        "optional": optional,
    }


def score_label(score: Decimal | None) -> str:
    """A score in %, with no more places than it has; empty without one."""
    return f"{number_format(score.normalize())}%" if score is not None else ""
