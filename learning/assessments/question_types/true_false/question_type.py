"""A statement that is true or false."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, unanswered
from ..data_reader import LONGEST_FEEDBACK, DataReader
from .author_form import TrueFalseForm
from .display import TrueFalseDisplay
from .file_format import TrueFalseFiles

_VALUES = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """feedback_right, feedback_wrong: shown to whoever answered rightly, or wrongly."""

    is_true: bool
    feedback_right: str = ""
    feedback_wrong: str = ""


class TrueFalseType(QuestionType):
    label = gettext_lazy("True or false")
    order = 30
    form = TrueFalseForm()
    display = TrueFalseDisplay()
    files = TrueFalseFiles()

    def from_data(self, data: Mapping[str, Any]) -> TrueFalse:
        reader = DataReader(data, ("is_true", "feedback_right", "feedback_wrong"))
        content = TrueFalse(
            is_true=reader.flag("is_true", None),
            feedback_right=reader.text("feedback_right", LONGEST_FEEDBACK, is_needed=False),
            feedback_wrong=reader.text("feedback_wrong", LONGEST_FEEDBACK, is_needed=False),
        )
        reader.check()
        return content

    def to_data(self, content: TrueFalse) -> dict[str, Any]:
        return asdict(content)

    def shown(self, content: TrueFalse, shuffle: random.Random | None) -> dict[str, Any]:
        """True comes before false, always. Their words are the page's, in the reader's language."""
        return {"options": [{"id": "true"}, {"id": "false"}]}

    def read_answer(self, content: TrueFalse, raw: Mapping[str, Sequence[str]]) -> bool | None:
        """What the field `choice` says: true or false."""
        return _VALUES.get(first(raw, "choice"))

    def filled(self, content: TrueFalse, answer: Any) -> dict[str, list[str]]:
        return {"choice": ["true" if answer else "false"]} if isinstance(answer, bool) else {}

    def score(
        self, content: TrueFalse, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if not isinstance(answer, bool):
            return unanswered(1)
        is_right = answer == content.is_true
        feedback = content.feedback_right if is_right else content.feedback_wrong
        chosen = {"true" if answer else "false": feedback} if feedback else {}
        return earned(int(is_right), marks, penalty, [is_right], chosen)

    def right_answer(self, content: TrueFalse) -> list[str]:
        return [_("True") if content.is_true else _("False")]
