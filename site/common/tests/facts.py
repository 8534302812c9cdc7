"""Facts that only the tests tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.events import Fact, facts, handles


@dataclass(frozen=True)
class SampleFact(Fact):
    number: int
    note: str = ""


@dataclass(frozen=True)
class EverythingHappened(Fact):
    flag: bool | None
    count: int
    words: str
    day: date
    moment: datetime
    weight: Decimal
    key: UUID
    listed: list[Any]
    pair: tuple[Any, ...]


@contextmanager
def listening(*handlers: Callable[[Any], None], to: type[Fact] = SampleFact) -> Iterator[None]:
    """While it lasts, these functions and no others hear `to`."""
    before = facts._handlers.pop(to, None)
    try:
        for handler in handlers:
            handles(to, name=handler.__name__)(handler)
        yield
    finally:
        facts._handlers.pop(to, None)
        if before is not None:
            facts._handlers[to] = before
