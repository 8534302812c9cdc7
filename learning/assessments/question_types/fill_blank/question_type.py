"""A text with blanks to fill in: `Water boils at {{1}} degrees {{2}}.`"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accepted_texts import FIELDS, LONGEST_ANSWER, AcceptedTexts, read_accepted
from ..base import EDITION, QuestionType, ScoredAnswer, earned, first, unanswered
from ..data_reader import DataReader
from ..text_normalisation import cleaned, normal
from .author_form import FillBlankForm
from .display import FillBlankDisplay
from .file_format import FillBlankFiles

LONGEST_TEXT = 20_000  # characters
MOST_BLANKS = 30
_BLANK = re.compile(r"\{\{\s*(\d{1,3})\s*\}\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FillBlank:
    """text: with {{1}}, {{2}} … where the blanks are. blanks: what each of them accepts, in order."""

    text: str
    blanks: tuple[AcceptedTexts, ...]


class FillBlankType(QuestionType):
    label = gettext_lazy("Fill in the blanks")
    order = 40
    aliases = (
        "fill_in_the_blank",
        "fill_in_the_blanks",
        "fill_the_blank",
    )
    asks_by_itself = True
    form = FillBlankForm()
    display = FillBlankDisplay()
    files = FillBlankFiles()

    def from_data(self, data: Mapping[str, Any]) -> FillBlank:
        reader = DataReader(data, ("text", "blanks"))
        text = _BLANK.sub(lambda found: f"{{{{{int(found[1])}}}}}", reader.text("text", LONGEST_TEXT))
        blanks = tuple(
            read_accepted(reader.inner(row, FIELDS, _("Blank %(number)d") % {"number": number}))
            for number, row in enumerate(reader.rows("blanks", 1, MOST_BLANKS), 1)
        )
        numbers = [int(number) for number in _BLANK.findall(text)]
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            reader.wrong(_("Blank %(number)d appears in the text twice.") % {"number": number})
        for number in sorted(set(numbers) - set(range(1, len(blanks) + 1))):
            reader.wrong(_("Blank %(number)d has no accepted answers.") % {"number": number})
        for number in sorted(set(range(1, len(blanks) + 1)) - set(numbers)):
            reader.wrong(_("Blank %(number)d is missing from the text.") % {"number": number})
        reader.check()
        return FillBlank(text, blanks)

    def to_data(self, content: FillBlank) -> dict[str, Any]:
        return {"text": content.text, "blanks": [blank.to_data() for blank in content.blanks]}

    def shown(self, content: FillBlank, shuffle: random.Random | None) -> dict[str, Any]:
        """The text in pieces, each of them a text or the number of a blank."""
        pieces: list[dict[str, Any]] = []
        for place, piece in enumerate(_BLANK.split(content.text)):
            if place % 2:
                pieces.append({"blank": int(piece)})
            elif piece:
                pieces.append({"text": piece})
        return {"pieces": pieces, "longest": LONGEST_ANSWER}

    def read_answer(self, content: FillBlank, raw: Mapping[str, Sequence[str]]) -> list[str] | None:
        """The fields `blank-1`, `blank-2` …; a blank that was left is an empty text."""
        texts = [
            cleaned(first(raw, f"blank-{number}")[:LONGEST_ANSWER])
            for number in range(1, len(content.blanks) + 1)
        ]
        return texts if any(texts) else None

    def filled(self, content: FillBlank, answer: Any) -> dict[str, list[str]]:
        texts = _texts(content, answer)
        return {f"blank-{number}": [text] for number, text in enumerate(texts, 1) if text}

    def score(
        self, content: FillBlank, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """Each blank earns the same part."""
        return self.score_by(EDITION, content, answer, marks, penalty)

    def score_by(
        self, edition: int, content: FillBlank, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        texts = _texts(content, answer)
        if not any(normal(text) for text in texts):
            return unanswered(len(content.blanks))
        parts = [
            blank.accepts(text) if edition > 1 else blank.accepted_then(text)
            for blank, text in zip(content.blanks, texts, strict=True)
        ]
        return earned(Fraction(sum(parts), len(parts)), marks, penalty, parts)

    def right_answer(self, content: FillBlank) -> list[str]:
        return [" / ".join(blank.accepted) for blank in content.blanks]


def _texts(content: FillBlank, answer: Any) -> list[str]:
    given = list(answer) if isinstance(answer, list | tuple) else []
    texts = [text[:LONGEST_ANSWER] if isinstance(text, str) else "" for text in given[: len(content.blanks)]]
    return texts + [""] * (len(content.blanks) - len(texts))
