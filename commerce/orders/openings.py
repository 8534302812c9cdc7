"""The seam upwards: what an order opened, told by whoever opens it.

`register(teller)` in the AppConfig of the upper app. What it tells stands in the timeline of the order, and
says before a refund what it closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class OpeningNote:
    """One thing that happened to what an order opened. what: a sentence; details: further lines.

    url: of a screen for staff, "" for none.
    """

    at: datetime
    what: str
    details: tuple[str, ...] = ()
    url: str = ""


class OpeningTeller(Protocol):
    """Answers for what orders open."""

    def notes_of(self, order: Order) -> list[OpeningNote]:
        """All that happened to it, in a known number of queries."""

    def open_now(self, order: Order, lines: Iterable[OrderLine]) -> dict[int, list[str]]:
        """By the id of each line, what is open because of it, and to whom; in a known number of queries."""

    def is_used(self, line: OrderLine) -> bool:
        """Whether somebody has begun to use what it opened. As many queries for yes as for no."""


_tellers: list[OpeningTeller] = []


def register(teller: OpeningTeller) -> None:
    """Let this app tell of what orders open. The same again changes nothing."""
    if teller not in _tellers:
        _tellers.append(teller)


def notes_of(order: Order) -> list[OpeningNote]:
    """What happened to all that an order opened, as the apps above tell it."""
    return [note for teller in _tellers for note in teller.notes_of(order)]


def open_now(order: Order, lines: Iterable[OrderLine]) -> dict[int, list[str]]:
    """By the id of each line, what is open because of it now."""
    sold = list(lines)
    found: dict[int, list[str]] = {line.pk: [] for line in sold}
    for teller in _tellers:
        for line_id, opened in teller.open_now(order, sold).items():
            found[line_id] += opened
    return found


def is_used(line: OrderLine) -> bool:
    """Whether somebody has begun to use what a line opened. line: with its order."""
    answers = [teller.is_used(line) for teller in _tellers]
    return any(answers)
