"""Items to be put in order."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, mixed, name_of, unanswered
from ..data_reader import LONGEST_OPTION, DataReader
from .author_form import OrderingForm
from .display import OrderingDisplay
from .file_format import OrderingFiles

LEAST_ITEMS, MOST_ITEMS = 2, 20


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    text: str


class OrderingRule(models.TextChoices):
    """What earns marks: items in their place, items right behind the one before them, or the longest run of
    items that are in order, whatever stands between them."""

    PLACE = "place", gettext_lazy("Each item in its position")
    RELATIVE = "relative", gettext_lazy("Each item that directly follows the one before it")
    RUN = "run", gettext_lazy("The longest run of items in order")


@dataclass(frozen=True, slots=True)
class Ordering:
    """items: in the right order. An answer gives for the name of an item its place, from 1."""

    items: tuple[Item, ...]
    rule: str = OrderingRule.PLACE


class OrderingType(QuestionType):
    label = gettext_lazy("Ordering")
    order = 60
    aliases = ("order",)
    form = OrderingForm(MOST_ITEMS)
    display = OrderingDisplay()
    files = OrderingFiles()

    def from_data(self, data: Mapping[str, Any]) -> Ordering:
        reader = DataReader(data, ("items", "rule"))
        rule = reader.text("rule", 16, is_needed=False) or OrderingRule.PLACE
        if rule not in OrderingRule.values:
            reader.wrong(_("Choose how the order is scored: place, relative or run."))
        items = []
        for number, row in enumerate(reader.rows("items", LEAST_ITEMS, MOST_ITEMS), 1):
            inner = reader.inner(row, ("id", "text"), _("Item %(number)d") % {"number": number})
            items.append(Item(inner.name(), inner.text("text", LONGEST_OPTION)))
        reader.unique([item.id for item in items], [item.text for item in items])
        reader.check()
        return Ordering(tuple(items), str(rule))

    def to_data(self, content: Ordering) -> dict[str, Any]:
        rule = {} if content.rule == OrderingRule.PLACE else {"rule": content.rule}
        return {"items": [asdict(item) for item in content.items]} | rule

    def shown(self, content: Ordering, shuffle: random.Random | None) -> dict[str, Any]:
        """The items out of order. Authors may have numbered them, so names come from the text alone."""
        texts = {name_of(item.text): item.text for item in content.items}
        return {"items": [{"id": name, "text": texts[name]} for name in mixed(list(texts), shuffle)]}

    def read_answer(self, content: Ordering, raw: Mapping[str, Sequence[str]]) -> dict[str, int] | None:
        """The fields `place-` and the name of an item as shown; their values are places, from 1."""
        places = {}
        for item in content.items:
            written = first(raw, f"place-{name_of(item.text)}").strip()
            if written.isascii() and written.isdigit() and len(written) <= 2:
                places[item.id] = int(written)
        return _places(content, places) or None

    def filled(self, content: Ordering, answer: Any) -> dict[str, list[str]]:
        texts = {item.id: item.text for item in content.items}
        return {
            f"place-{name_of(texts[name])}": [str(place)] for name, place in _places(content, answer).items()
        }

    def score(
        self, content: Ordering, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """As the question's rule says. A place that was given twice counts for neither."""
        places = _places(content, answer)
        if not places:
            return unanswered(len(content.items))
        given = list(places.values())
        # The numbers of the items, from 0, in the order in which they were put.
        numbers = {item.id: number for number, item in enumerate(content.items)}
        put = {place: numbers[name] for name, place in sorted(places.items()) if given.count(place) == 1}
        share, right = _RULES[content.rule](put, len(content.items))
        parts = [number in right for number in range(len(content.items))]
        return earned(share, marks, penalty, parts)

    def right_answer(self, content: Ordering) -> list[str]:
        return [item.text for item in content.items]


def _by_place(put: Mapping[int, int], count: int) -> tuple[Fraction, set[int]]:
    right = {number for place, number in put.items() if number == place - 1}
    return Fraction(len(right), count), right


def _by_neighbour(put: Mapping[int, int], count: int) -> tuple[Fraction, set[int]]:
    """The first item is right behind nothing: it earns nothing, and is right where all are."""
    right = {number for place, number in put.items() if number and put.get(place - 1) == number - 1}
    share = Fraction(len(right), count - 1)
    return share, right | {0} if share == 1 or 1 in right else right


def _by_run(put: Mapping[int, int], count: int) -> tuple[Fraction, set[int]]:
    """One item alone is no run."""
    runs: list[list[int]] = []
    for _place, number in sorted(put.items()):
        before = max((run for run in runs if run[-1] < number), key=len, default=[])
        runs.append([*before, number])
    longest = max(runs, key=len, default=[])
    return (Fraction(len(longest), count), set(longest)) if len(longest) > 1 else (Fraction(0), set())


_RULES: Mapping[str, Callable[[Mapping[int, int], int], tuple[Fraction, set[int]]]] = {
    OrderingRule.PLACE: _by_place,
    OrderingRule.RELATIVE: _by_neighbour,
    OrderingRule.RUN: _by_run,
}


def _places(content: Ordering, answer: Any) -> dict[str, int]:
    given = answer if isinstance(answer, Mapping) else {}
    found = {item.id: given.get(item.id) for item in content.items}
    return {
        name: place
        for name, place in found.items()
        if isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= len(content.items)
    }
