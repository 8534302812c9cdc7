"""Items to be put in order, as people see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..display import AnswerLine, Display, field_value, said


class OrderingDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The items as the learner ordered them; what has no place comes last."""
        items = [{**item, "place": field_value(fields, f"place-{item['id']}")} for item in shown["items"]]
        numbers = [str(number) for number in range(1, len(items) + 1)]
        items.sort(key=lambda item: numbers.index(item["place"]) if item["place"] in numbers else len(items))
        return {"items": items, "numbers": numbers}

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        """As the learner ordered them; what was given no place comes last."""
        rows = [
            (answer.get(item.id) or len(content.items) + 1, item.text, said(parts, place))
            for place, item in enumerate(content.items)
        ]
        last = len(content.items)
        return [
            (f"{place}. {text}" if place <= last else f"– {text}", is_right)
            for place, text, is_right in sorted(rows, key=lambda row: (row[0], row[1]))
        ]
