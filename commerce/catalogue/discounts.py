"""What coupons take off an order, line by line. Pure: no clock, no query.

The order of rules is fixed: percentages first, then amounts, each by code. A percentage is of what the lines
that it is for still cost, half-up to the minor unit. What a coupon takes off is shared out among those lines
by what they still cost, with the largest remainders first, and never brings a line below nought.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from common.money import Money

_WHOLE_BP = 10_000


class NotCombinable(ValueError):
    """Several coupons, and one of them can't be combined with others."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of an order before discounts. amount: 0 or more."""

    product_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CouponRule:
    """What a coupon takes off. percent_bp: in hundredths of a percent; off: an amount. One of both.

    product_ids: the lines that it is for; none: all. minimum: what those lines must cost together before
    discounts.
    """

    code: str
    percent_bp: int | None = None
    off: Money | None = None
    product_ids: frozenset[int] = frozenset()
    minimum: Money | None = None
    is_stackable: bool = False

    def is_for(self, line: PricedLine) -> bool:
        return not self.product_ids or line.product_id in self.product_ids


def may_combine(coupons: Collection[CouponRule]) -> bool:
    """Whether an order may have all of these coupons."""
    return len(coupons) < 2 or all(coupon.is_stackable for coupon in coupons)


def reaches_minimum(lines: Sequence[PricedLine], coupon: CouponRule) -> bool:
    """Whether the lines that a coupon is for cost enough together, before any discount."""
    mine = [line.amount for line in lines if coupon.is_for(line)]
    if not mine:
        return False
    return coupon.minimum is None or sum(mine[1:], mine[0]) >= coupon.minimum


def discount(lines: Sequence[PricedLine], coupons: Collection[CouponRule]) -> list[Money]:
    """What is taken off each line: between nought and what it costs. A coupon whose minimum isn't reached
    takes nothing off.

    Raises NotCombinable; CurrencyMismatch for lines or coupons of several currencies.
    """
    if not may_combine(coupons):
        raise NotCombinable("one of these coupons can't be combined with others")
    left = [line.amount for line in lines]
    for coupon in sorted(coupons, key=lambda rule: (rule.percent_bp is None, rule.code)):
        if not reaches_minimum(lines, coupon):
            continue
        places = [place for place, line in enumerate(lines) if coupon.is_for(line) and left[place]]
        if not places:
            continue
        amounts = [left[place] for place in places]
        total = sum(amounts[1:], amounts[0])
        parts = _taken_off(total, coupon).allocate([amount.amount_minor for amount in amounts])
        for place, part in zip(places, parts, strict=True):
            left[place] -= part
    return [line.amount - rest for line, rest in zip(lines, left, strict=True)]


def _taken_off(total: Money, coupon: CouponRule) -> Money:
    """What a coupon takes off a total: never more than it."""
    if coupon.percent_bp is not None:
        return Money((total.amount_minor * coupon.percent_bp + _WHOLE_BP // 2) // _WHOLE_BP, total.currency)
    assert coupon.off is not None, "a percentage or an amount"
    return min(total, coupon.off)
