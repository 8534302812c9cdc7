"""Items to be put in order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Ordering:
    """items: in the right order. An answer gives for the name of an item its place, from 1."""

    items: tuple[Item, ...]


class OrderingType(QuestionType):
    label = gettext_lazy("Ordering")
    order = 60
    aliases = ("order",)
    form = OrderingForm(MOST_ITEMS)
    display = OrderingDisplay()
    files = OrderingFiles()

    def from_data(self, data: Mapping[str, Any]) -> Ordering:
        reader = DataReader(data, ("items",))
        items = []
        for number, row in enumerate(reader.rows("items", LEAST_ITEMS, MOST_ITEMS), 1):
            inner = reader.inner(row, ("id", "text"), _("Item %(number)d") % {"number": number})
            items.append(Item(inner.name(), inner.text("text", LONGEST_OPTION)))
        reader.unique([item.id for item in items], [item.text for item in items])
        reader.check()
        return Ordering(tuple(items))

    def to_data(self, content: Ordering) -> dict[str, Any]:
        return {"items": [asdict(item) for item in content.items]}

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
        """Each item in its place earns the same part. A place that was given twice counts for neither."""
        places = _places(content, answer)
        if not places:
            return unanswered(len(content.items))
        given = list(places.values())
        parts = [
            places.get(item.id) == number and given.count(number) == 1
            for number, item in enumerate(content.items, 1)
        ]
        return earned(Fraction(sum(parts), len(parts)), marks, penalty, parts)

    def right_answer(self, content: Ordering) -> list[str]:
        return [item.text for item in content.items]


def _places(content: Ordering, answer: Any) -> dict[str, int]:
    given = answer if isinstance(answer, Mapping) else {}
    found = {item.id: given.get(item.id) for item in content.items}
    return {
        name: place
        for name, place in found.items()
        if isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= len(content.items)
    }
