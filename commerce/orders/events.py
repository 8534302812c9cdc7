"""What this app tells the others. Whoever hears it asks `selectors.entitlements`, which says what is true."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.events import Fact


@dataclass(frozen=True)
class OrderPaid(Fact):
    """An order is paid in full. Told once for each order."""

    order_id: int
    public_id: UUID


@dataclass(frozen=True)
class OrderRefunded(Fact):
    """Money of an order went back, or a refund failed after all: what it has paid for may be another now."""

    order_id: int
    public_id: UUID


@dataclass(frozen=True)
class OrderCancelled(Fact):
    """An order will not be paid: it was cancelled, or its time has run out."""

    order_id: int
    public_id: UUID


@dataclass(frozen=True)
class OrderHeld(Fact):
    """A payment of an order is disputed, or the dispute was lost."""

    order_id: int
    public_id: UUID


@dataclass(frozen=True)
class OrderReleased(Fact):
    """No payment of an order is disputed any more, and none was lost."""

    order_id: int
    public_id: UUID


@dataclass(frozen=True)
class GiftAnnounced(Fact):
    """The recipient of a gift is to be emailed of it: it was paid, or its giver sends the link again."""

    gift_id: int


@dataclass(frozen=True)
class GiftClaimed(Fact):
    """A gift of an order is an account's now, or no longer one's, because it was given to another address."""

    order_id: int
    public_id: UUID
