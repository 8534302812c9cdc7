"""What this app tells the others."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class RefundFailed(Fact):
    """Money did not reach the buyer, perhaps after it was said to have: somebody has to see to it."""

    refund_id: int


@dataclass(frozen=True)
class SurplusReturned(Fact):
    """Money that never counted towards an order went back: paid twice, too late, or another amount."""

    order_id: int
    refund_id: int
