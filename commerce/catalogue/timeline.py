"""Which price stands at which moment. Pure: prices in, answers out; no clock and no query.

A sale (a price with an end) goes before the regular price; of two of a kind the one that began later, of two
that began together the one that was set later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from .models import Price

#: For how long before a sale the lowest price is looked for (Directive 98/6/EC, article 6a).
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """One price in its currency. ends_at: exclusive, with withdrawals counted; None: it has no end.

    is_sale: it was set with an end. amount_minor: None: not sold in this currency.
    """

    number: int
    amount_minor: int | None
    starts_at: datetime
    ends_at: datetime | None
    is_sale: bool
    set_by: UUID | None

    def holds_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, slots=True)
class PriceTurn:
    """That from a moment on another price stands; span: None for none at all."""

    at: datetime
    span: PriceSpan | None

    @property
    def amount_minor(self) -> int | None:
        return self.span.amount_minor if self.span else None


def spans_by_currency(prices: Iterable[Price]) -> dict[str, list[PriceSpan]]:
    """Spans of rows that were read with their withdrawal."""
    found: dict[str, list[PriceSpan]] = defaultdict(list)
    for price in prices:
        withdrawal = getattr(price, "withdrawal", None)
        ends = [at for at in (price.valid_until, withdrawal.at if withdrawal else None) if at is not None]
        found[price.currency].append(
            PriceSpan(
                number=price.pk,
                amount_minor=price.amount_minor,
                starts_at=price.valid_from,
                ends_at=min(ends, default=None),
                is_sale=price.valid_until is not None,
                set_by=price.set_by,
            )
        )
    return dict(found)


def standing_at(spans: Iterable[PriceSpan], moment: datetime) -> PriceSpan | None:
    """The one price that stands at a moment, of the prices of one product in one currency."""
    holding = [span for span in spans if span.holds_at(moment)]
    return max(holding, key=lambda span: (span.is_sale, span.starts_at, span.number), default=None)


def steps_of(spans: Sequence[PriceSpan]) -> list[PriceTurn]:
    """From when on which price stands, in order; the same price never twice in a row."""
    moments = {span.starts_at for span in spans} | {span.ends_at for span in spans if span.ends_at}
    steps: list[PriceTurn] = []
    for moment in sorted(moments):
        span = standing_at(spans, moment)
        if span != (steps[-1].span if steps else None):
            steps.append(PriceTurn(moment, span))
    return steps


def next_step_after(spans: Sequence[PriceSpan], moment: datetime) -> PriceTurn | None:
    """The next change of the price after a moment, if one is known."""
    return next((step for step in steps_of(spans) if step.at > moment), None)


def sale_began(spans: Sequence[PriceSpan], moment: datetime) -> datetime | None:
    """When the sale began that is on at a moment; None without one.

    A sale that was prolonged, or lowered again without a pause, began with the first of its prices; one that
    follows a lower price began with its own.
    """
    began, after = None, None
    for step in reversed([step for step in steps_of(spans) if step.at <= moment]):
        if step.span is None or not step.span.is_sale or step.amount_minor is None:
            break
        if after is not None and step.amount_minor < after:
            break
        began, after = step.at, step.amount_minor
    return began


def lowest_before(spans: Sequence[PriceSpan], moment: datetime) -> int | None:
    """The lowest price of the 30 days that end with `moment` (exclusive), in minor units; None without
    one."""
    since = moment - LOOKED_BACK
    steps = steps_of(spans)
    ends = [later.at for _, later in pairwise(steps)]
    amounts = [
        step.amount_minor
        for step, end in zip(steps, [*ends, None], strict=False)
        if step.at < moment and (end is None or end > since) and step.amount_minor is not None
    ]
    return min(amounts, default=None)
