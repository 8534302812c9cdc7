"""What this app tells the others."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class CustomerErased(Fact):
    """A customer is no longer known by name: whoever kept a copy of their details drops it, too."""

    customer_id: int


@dataclass(frozen=True)
class CustomersMerged(Fact):
    """What one customer bought belongs to another now."""

    source_id: int
    target_id: int
