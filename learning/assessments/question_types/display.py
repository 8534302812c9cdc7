"""How people see a question type: the values of its control, and answers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A line of an answer, with whether it is right; None: not said.
AnswerLine = tuple[str, bool | None]


@dataclass(frozen=True, slots=True)
class AnswerToGrade:
    """What an answer template draws. lines: the answer, line by line; facts: short remarks before it."""

    lines: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Display:
    """The display of a type that is answered with one text; others override what differs."""

    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """What the control needs beyond `shown`: the fields as the answer left them, woven in."""
        return {"value": field_value(fields, "text")}

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        """An answer that was given, in words. parts: of its score; empty where rights must not be told."""
        return [(str(answer), said(parts, 0))]

    def reading(self, answer: Any) -> str:
        """How an answer is read, in a sentence, where that is not plain; nothing of what is right."""
        return ""

    def offered(self, shown: Mapping[str, Any]) -> tuple[str, ...]:
        """The texts that there were to choose from; empty where nothing is chosen."""
        return ()

    def sentence(self, shown: Mapping[str, Any]) -> str:
        """The text that was to be completed; empty where there is none."""
        return ""

    def facts_for_grader(self, content: Any, answer: Any) -> tuple[str, ...]:
        """Short remarks on an answer for whoever grades it."""
        return ()

    def to_grade(self, content: Any, answer: Any) -> AnswerToGrade:
        """An answer as whoever grades it reads it."""
        lines = () if answer is None else self.answer_lines(content, answer, ())
        return AnswerToGrade(
            tuple(text for text, _is_right in lines if text), self.facts_for_grader(content, answer)
        )


def said(parts: Sequence[bool], place: int) -> bool | None:
    """Whether a part is right, where that may be said."""
    return parts[place] if place < len(parts) else None


def field_value(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    return next(iter(fields.get(name, ())), "")
