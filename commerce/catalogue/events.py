"""What catalogue tells the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class PriceChanged(Fact):
    """What a product costs changed, in some currency: at once, or because a dated price began or ended.

    Whoever hears of it asks `selectors` for the prices that stand now.
    """

    product_id: int
    product_code: str
