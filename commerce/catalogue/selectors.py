"""What products cost at a moment, and what coupons say. Frozen values from a known number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.money import Money

from .discounts import CouponRule
from .models import Coupon, Interval, Price, Product
from .timeline import (
    PriceSpan,
    lowest_before,
    next_step_after,
    sale_began,
    spans_by_currency,
    standing_at,
    steps_of,
)


@dataclass(frozen=True, slots=True)
class PriceTag:
    """What a product costs in one currency. until: when a sale ends; None for a regular price.

    former: during a sale, the lowest price of the 30 days before it; None where that was no higher, or there
    was none. since: from when on; None where nobody asked.
    """

    money: Money
    former: Money | None = None
    until: datetime | None = None
    since: datetime | None = None
    set_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class PriceMove:
    """That from `at` on a product costs something else; money: None: it isn't sold in the currency any
    more."""

    currency: str
    at: datetime
    money: Money | None
    set_by: UUID | None


def products_by_code(codes: Iterable[str]) -> dict[str, Product]:
    """Products by code, on sale or not; one query."""
    return {product.code: product for product in Product.objects.with_codes(list(codes))}


def prices_at(
    product_ids: Iterable[int], moment: datetime, *, interval: str = Interval.ONCE
) -> dict[int, dict[str, Money]]:
    """What products cost at a moment: by product id, the amount by currency. One query.

    Each product that was asked for is there; without a price it has none.
    """
    return _standing(list(product_ids), moment, interval, only_regular=False)


def regular_prices_at(
    product_ids: Iterable[int], moment: datetime, *, interval: str = Interval.ONCE
) -> dict[int, dict[str, Money]]:
    """The same without sales: what products cost once none is on. One query."""
    return _standing(list(product_ids), moment, interval, only_regular=True)


def _standing(
    ids: list[int], moment: datetime, interval: str, *, only_regular: bool
) -> dict[int, dict[str, Money]]:
    rows = Price.objects.of_products(ids, interval).holding_at(moment)
    by_product: dict[int, list[Price]] = defaultdict(list)
    for row in rows.filter(valid_until=None) if only_regular else rows:
        by_product[row.product_id].append(row)
    found: dict[int, dict[str, Money]] = {pk: {} for pk in ids}
    for product_id, prices in by_product.items():
        for code, spans in sorted(spans_by_currency(prices).items()):
            span = standing_at(spans, moment)
            if span is not None and span.amount_minor is not None:
                found[product_id][code] = Money(span.amount_minor, code)
    return found


def price_tags_at(
    product_ids: Iterable[int], moment: datetime, *, interval: str = Interval.ONCE
) -> dict[int, tuple[PriceTag, ...]]:
    """The same, with what a price tag says besides, in the order of the currencies' codes. One query."""
    return price_tags(prices_of(product_ids, interval=interval), moment)


def price_tags(prices: Mapping[int, Iterable[Price]], moment: datetime) -> dict[int, tuple[PriceTag, ...]]:
    """The same, from all prices that products had, have or will have, by their ids. No query."""
    return {
        pk: tuple(
            tag
            for code, own in sorted(spans_by_currency(rows).items())
            if (tag := _tag(code, own, moment)) is not None
        )
        for pk, rows in prices.items()
    }


def price_moves(product_id: int, *, until: datetime, interval: str = Interval.ONCE) -> tuple[PriceMove, ...]:
    """How the prices of a product moved by a moment, currency by currency, in order of time. One query."""
    moves = []
    for code, spans in _spans([product_id], interval)[product_id].items():
        amount: int | None = None
        for step in steps_of(spans):
            if step.at <= until and step.amount_minor != amount:
                amount = step.amount_minor
                money = Money(amount, code) if amount is not None else None
                set_by = step.span.set_by if step.span else None
                moves.append(PriceMove(code, step.at, money, set_by))
    return tuple(sorted(moves, key=lambda move: (move.at, move.currency)))


def next_changes(
    product_ids: Iterable[int], moment: datetime, *, interval: str = Interval.ONCE
) -> dict[int, datetime | None]:
    """When the prices of products change next after a moment, as far as known. One query."""
    found: dict[int, datetime | None] = {}
    for pk, spans in _spans(list(product_ids), interval).items():
        steps = [step for own in spans.values() if (step := next_step_after(own, moment)) is not None]
        found[pk] = min((step.at for step in steps), default=None)
    return found


def prices_set(product_id: int, *, interval: str = Interval.ONCE) -> list[Price]:
    """All prices that were set for a product, the newest first, with what was withdrawn of them. One
    query."""
    return list(Price.objects.of_products([product_id], interval).order_by("-set_at", "-pk"))


def coupon_by_code(code: str) -> Coupon | None:
    """The coupon that a customer means, with its products and amounts; three queries."""
    found = Coupon.objects.filter(code=code.strip().upper())
    return found.prefetch_related("products", "amounts").first()


def rule_of(coupon: Coupon, currency: str) -> CouponRule | None:
    """What a coupon takes off orders of a currency; None where it doesn't hold in that currency.

    A query each for amounts and products, unless they were prefetched.
    """
    amount = next((row for row in coupon.amounts.all() if row.currency == currency), None)
    if coupon.percent_bp is None and (amount is None or amount.off_minor is None):
        return None
    off = Money(amount.off_minor, currency) if amount is not None and amount.off_minor is not None else None
    return CouponRule(
        code=coupon.code,
        percent_bp=coupon.percent_bp,
        off=None if coupon.percent_bp is not None else off,
        product_ids=frozenset(product.pk for product in coupon.products.all()),
        minimum=Money(amount.minimum_minor if amount else 0, currency),
        is_stackable=coupon.is_stackable,
    )


def prices_of(product_ids: Iterable[int], *, interval: str = Interval.ONCE) -> dict[int, list[Price]]:
    """All prices that products had, have or will have, by product id, with what was withdrawn. One query.

    Each product that was asked for is there.
    """
    by_product: dict[int, list[Price]] = {pk: [] for pk in product_ids}
    for row in Price.objects.of_products(by_product, interval):
        by_product[row.product_id].append(row)
    return by_product


def _spans(ids: list[int], interval: str) -> dict[int, dict[str, list[PriceSpan]]]:
    return {pk: spans_by_currency(rows) for pk, rows in prices_of(ids, interval=interval).items()}


def _tag(code: str, spans: list[PriceSpan], moment: datetime) -> PriceTag | None:
    span = standing_at(spans, moment)
    if span is None or span.amount_minor is None:
        return None
    since = max(step.at for step in steps_of(spans) if step.at <= moment)
    former = None
    if (began := sale_began(spans, moment)) is not None:
        lowest = lowest_before(spans, began)
        former = Money(lowest, code) if lowest is not None and lowest > span.amount_minor else None
    return PriceTag(
        money=Money(span.amount_minor, code),
        since=since,
        until=span.ends_at if span.is_sale else None,
        former=former,
        set_by=span.set_by,
    )
