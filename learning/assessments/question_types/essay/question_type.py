"""A longer text that a person marks."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import NOTHING, QuestionType, ScoredAnswer, first, unanswered
from ..data_reader import DataReader
from ..text_normalisation import cleaned, words_in
from .author_form import EssayForm
from .display import EssayDisplay
from .file_format import EssayFiles

MOST_WORDS = 20_000
LONGEST_ANSWER = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Essay:
    """least_words, most_words: what is asked for, 0 for no limit. Whoever marks sees whether it was kept."""

    least_words: int = 0
    most_words: int = 0

    def is_within_limits(self, text: str) -> bool:
        count = words_in(text)
        return self.least_words <= count and (not self.most_words or count <= self.most_words)


class EssayType(QuestionType):
    label = gettext_lazy("Essay")
    order = 90
    is_scored_by_hand = True
    form = EssayForm()
    display = EssayDisplay()
    files = EssayFiles()

    def from_data(self, data: Mapping[str, Any]) -> Essay:
        reader = DataReader(data, ("least_words", "most_words"))
        content = Essay(reader.count("least_words", MOST_WORDS), reader.count("most_words", MOST_WORDS))
        if content.most_words and content.most_words < content.least_words:
            reader.wrong(_("The minimum number of words is higher than the maximum."))
        reader.check()
        return content

    def to_data(self, content: Essay) -> dict[str, Any]:
        return asdict(content)

    def shown(self, content: Essay, shuffle: random.Random | None) -> dict[str, Any]:
        return asdict(content) | {"longest": LONGEST_ANSWER}

    def read_answer(self, content: Essay, raw: Mapping[str, Sequence[str]]) -> str | None:
        """The field `text`."""
        return cleaned(first(raw, "text")[:LONGEST_ANSWER]) or None

    def filled(self, content: Essay, answer: Any) -> dict[str, list[str]]:
        return {"text": [answer]} if isinstance(answer, str) else {}

    def score(
        self, content: Essay, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """Nothing yet for a person to mark is nothing earned; everything else waits for a person."""
        if not isinstance(answer, str) or not words_in(answer):
            return unanswered(0)
        return ScoredAnswer(score=NOTHING, is_correct=None)

    def right_answer(self, content: Essay) -> list[str]:
        return []
