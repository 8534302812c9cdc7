"""A few words, compared with those that the author accepts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import Marked, earned, first, unanswered
from ..data_reader import DataReader
from ..text_normalisation import cleaned, is_accepted, normal

LABEL = gettext_lazy("Short text")
IS_MARKED_BY_HAND = False
FIELDS = ("accepted", "is_case_sensitive", "typos")
MOST_ACCEPTED = 50
LONGEST_ACCEPTED = 300  # characters
LONGEST_ANSWER = 1_000
MOST_TYPOS = 3


@dataclass(frozen=True, slots=True)
class ShortText:
    """typos: how many slips of the keyboard are forgiven."""

    accepted: tuple[str, ...]
    is_case_sensitive: bool = False
    typos: int = 0

    def accepts(self, text: str) -> bool:
        return is_accepted(text, self.accepted, is_case_sensitive=self.is_case_sensitive, typos=self.typos)


def read_accepted(form: DataReader) -> ShortText:
    """The accepted texts of the data, each once; what is wrong with them is left with the form."""
    is_case_sensitive = form.flag("is_case_sensitive")
    distinct: dict[str, str] = {}
    for text in form.texts("accepted", MOST_ACCEPTED, LONGEST_ACCEPTED):
        distinct.setdefault(normal(text, is_case_sensitive=is_case_sensitive), text)
    if "" in distinct:
        form.wrong(_("An accepted answer contains no letters or digits to compare."))
    return ShortText(tuple(distinct.values()), is_case_sensitive, form.count("typos", MOST_TYPOS))


def from_data(data: Mapping[str, Any]) -> ShortText:
    form = DataReader(data, FIELDS)
    content = read_accepted(form)
    form.check()
    return content


def to_data(content: ShortText) -> dict[str, Any]:
    return {
        "accepted": list(content.accepted),
        "is_case_sensitive": content.is_case_sensitive,
        "typos": content.typos,
    }


def shown(content: ShortText, shuffle: random.Random | None) -> dict[str, Any]:
    """Nothing but the limit: even the length of the answer would be a hint."""
    return {"longest": LONGEST_ANSWER}


def read_answer(content: ShortText, raw: Mapping[str, Sequence[str]]) -> str | None:
    """The field `text`."""
    return cleaned(first(raw, "text")[:LONGEST_ANSWER]) or None


def filled(content: ShortText, answer: Any) -> dict[str, list[str]]:
    return {"text": [answer]} if isinstance(answer, str) else {}


def mark(content: ShortText, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)) -> Marked:
    if not isinstance(answer, str) or not normal(answer):
        return unanswered(1)
    is_right = content.accepts(answer[:LONGEST_ANSWER])
    return earned(int(is_right), marks, penalty, [is_right])


def right_answer(content: ShortText) -> list[str]:
    return list(content.accepted)
