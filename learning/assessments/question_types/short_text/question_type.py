"""A few words, compared with those that the author accepts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from ..accepted_texts import FIELDS, LONGEST_ANSWER, AcceptedTexts, read_accepted
from ..base import QuestionType, ScoredAnswer, earned, first, unanswered
from ..data_reader import DataReader
from ..edition_one import normal_then
from ..text_normalisation import cleaned, normal
from .author_form import ShortTextForm
from .file_format import ShortTextFiles


class ShortTextType(QuestionType):
    label = gettext_lazy("Short text")
    order = 80
    aliases = ("short_answer",)
    form = ShortTextForm()
    files = ShortTextFiles()

    def from_data(self, data: Mapping[str, Any]) -> AcceptedTexts:
        reader = DataReader(data, FIELDS)
        content = read_accepted(reader)
        reader.check()
        return content

    def to_data(self, content: AcceptedTexts) -> dict[str, Any]:
        return content.to_data()

    def shown(self, content: AcceptedTexts, shuffle: random.Random | None) -> dict[str, Any]:
        """Nothing but the limit: even the length of the answer would be a hint."""
        return {"longest": LONGEST_ANSWER}

    def read_answer(self, content: AcceptedTexts, raw: Mapping[str, Sequence[str]]) -> str | None:
        """The field `text`."""
        return cleaned(first(raw, "text")[:LONGEST_ANSWER]) or None

    def filled(self, content: AcceptedTexts, answer: Any) -> dict[str, list[str]]:
        return {"text": [answer]} if isinstance(answer, str) else {}

    def score(
        self, content: AcceptedTexts, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if not isinstance(answer, str) or not normal(answer):
            return unanswered(1)
        is_right = content.accepts(answer[:LONGEST_ANSWER])
        return earned(int(is_right), marks, penalty, [is_right])

    def score_by(
        self, edition: int, content: AcceptedTexts, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if edition > 1 or not isinstance(answer, str) or not normal_then(answer):
            return self.score(content, answer, marks, penalty)
        is_right = content.accepted_then(answer[:LONGEST_ANSWER])
        return earned(int(is_right), marks, penalty, [is_right])

    def right_answer(self, content: AcceptedTexts) -> list[str]:
        return list(content.accepted)
