"""Pairs as people see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..display import AnswerLine, Display, field_value, said


class MatchingDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        return {
            "lefts": [
                {**left, "chosen": field_value(fields, f"match-{left['id']}")} for left in shown["lefts"]
            ],
            "rights": shown["rights"],
        }

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        rights = content.rights
        return [
            (f"{pair.left} → {rights.get(answer.get(pair.id, ''), '–')}", said(parts, place))
            for place, pair in enumerate(content.pairs)
        ]
