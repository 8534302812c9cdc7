"""A text with blanks as people see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..display import AnswerLine, Display, field_value, said


class FillBlankDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        return {
            "pieces": [
                {**piece, "value": field_value(fields, f"blank-{piece['blank']}")}
                if "blank" in piece
                else piece
                for piece in shown["pieces"]
            ]
        }

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        number = "({}) ".format if len(content.blanks) > 1 else "".format
        return [(number(place + 1) + (text or "–"), said(parts, place)) for place, text in enumerate(answer)]

    def sentence(self, shown: Mapping[str, Any]) -> str:
        return "".join(piece.get("text") or f"___ ({piece['blank']})" for piece in shown["pieces"])
