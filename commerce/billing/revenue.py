"""What was earned: by day, product, currency and payee, net of tax, fees and refunds, from the ledger alone.

Amounts of different currencies are never added: each currency is a report of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commerce.catalogue.models import Product
from commerce.ledger.models import LedgerAccount
from commerce.ledger.owners import names_of_people
from commerce.ledger.selectors import Movement, entries_between, movements
from common.money import Money

Kind = LedgerAccount.Kind
#: What is earned, and what takes from it.
_KINDS = (Kind.REVENUE, Kind.PAYABLE, Kind.FEES, Kind.TAX)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the academy's time zone, both ends included."""

    first_day: date
    last_day: date

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it."""
        after = self.last_day + timedelta(days=1)
        return tuple(datetime.combine(day, time(), zone) for day in (self.first_day, after))  # type: ignore[return-value]

    def days(self) -> Iterable[date]:
        """All of its days, in order."""
        count = (self.last_day - self.first_day).days + 1
        return (self.first_day + timedelta(days=place) for place in range(count))


@dataclass(slots=True)
class Figures:
    """Sums in minor units of one currency. All but `net` and `tax` as people say them, above nought.

    sold: net of tax. refunded, lost: of that, what went back and what disputes took. fees: of providers.
    tax: what was charged on top, less what went back; it is in none of the others.
    """

    currency: str
    sold_minor: int = 0
    refunded_minor: int = 0
    lost_minor: int = 0
    fees_minor: int = 0
    tax_minor: int = 0

    def add(self, movement: Movement) -> None:
        """Count what was posted. A credit of an account is more that was earned."""
        if movement.account == Kind.FEES:
            self.fees_minor += movement.amount_minor
        elif movement.account == Kind.TAX:
            self.tax_minor -= movement.amount_minor
        elif movement.entry == "sale":
            self.sold_minor -= movement.amount_minor
        elif movement.entry in ("dispute_loss", "dispute_credit"):
            self.lost_minor += movement.amount_minor
        else:
            self.refunded_minor += movement.amount_minor

    @property
    def net_minor(self) -> int:
        return self.sold_minor - self.refunded_minor - self.lost_minor - self.fees_minor

    def money(self) -> dict[str, Money]:
        """Each amount by its name, for pages and files."""
        names = [each.name for each in fields(self)][1:]
        found = {name.removesuffix("_minor"): Money(getattr(self, name), self.currency) for name in names}
        return found | {"net": Money(self.net_minor, self.currency)}

    def is_nothing(self) -> bool:
        return not any(money.amount_minor for money in self.money().values())


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """One line of a table: a day, or the name of a product or payee."""

    label: Any
    money: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class CurrencyRevenue:
    """What was earned in one currency. total: of all days; so do products, and payees, sum up to it."""

    currency: str
    total: Mapping[str, Money]
    days: tuple[RevenueRow, ...]
    products: tuple[RevenueRow, ...]
    payees: tuple[RevenueRow, ...]

    def chart(self, period: Period) -> dict[str, list[Any]]:
        """What the chart draws: each day of the period, and what was earned on it in units of money."""
        by_day = {row.label: row.money["net"].amount for row in self.days}
        days = list(period.days())
        return {
            "days": [day.isoformat() for day in days],
            "net": [float(by_day.get(day, 0)) for day in days],
        }


def revenue_of(*, period: Period, currency: str = "", product_code: str = "") -> list[CurrencyRevenue]:
    """What was earned in a period, a report for each currency in the order of their codes.

    currency, product_code: only of these; empty: of all. Six queries, however much was sold.
    """
    zone = timezone.get_default_timezone()
    entries = entries_between(*period.span(zone))

    def moved(by: Any) -> list[Movement]:
        return movements(
            kinds=_KINDS, entries=entries, by=by, zone=zone, currency=currency, subject=product_code
        )

    days, products, payees = moved("day"), moved("subject"), moved("owner")
    titles = _titles(movement.key for movement in products)
    names = _names(movement.key for movement in payees if movement.account == Kind.PAYABLE)
    codes = sorted({movement.currency for movement in days})
    return [
        CurrencyRevenue(
            currency=code,
            total=_summed(code, days, lambda _movement: "").get("", Figures(code)).money(),
            days=_by_day(_summed(code, days, lambda movement: movement.key)),
            products=_named(_summed(code, products, lambda movement: movement.key), titles),
            payees=_named(_summed(code, payees, _payee), names),
        )
        for code in codes
    ]


def _summed(currency: str, found: Iterable[Movement], key: Callable[[Movement], Any]) -> dict[Any, Figures]:
    sums: dict[Any, Figures] = defaultdict(lambda: Figures(currency))
    for movement in found:
        if movement.currency == currency:
            sums[key(movement)].add(movement)
    return dict(sums)


def _by_day(sums: Mapping[date, Figures]) -> tuple[RevenueRow, ...]:
    return tuple(
        RevenueRow(day, sums[day].money()) for day in sorted(sums, reverse=True) if not sums[day].is_nothing()
    )


def _named(sums: Mapping[str, Figures], names: Mapping[str, str]) -> tuple[RevenueRow, ...]:
    """The largest first. What has no name any more stands under what it is called in the books."""
    ordered = sorted(sums.items(), key=lambda item: (-item[1].net_minor, item[0]))
    told = ((key, figures) for key, figures in ordered if not figures.is_nothing())
    return tuple(RevenueRow(names.get(key, key), figures.money()) for key, figures in told)


def _payee(movement: Movement) -> str:
    """Whose it is: a payee's share, or else the academy's, which bears fees, losses and tax."""
    return str(movement.key) if movement.account == Kind.PAYABLE else ""


def _titles(codes: Iterable[str]) -> dict[str, str]:
    rows = Product.objects.filter(code__in=set(codes) - {""})
    return {"": _("No product"), **dict(rows.values_list("code", "title"))}


def _names(payees: Iterable[str]) -> dict[str, str]:
    """Whom payees are known as. A payee that is no account any more has no name."""
    return {"": _("Academy"), **names_of_people(set(payees))}
