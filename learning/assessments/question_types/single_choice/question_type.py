"""One option of several is right."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, unanswered
from ..choices import ChoiceDisplay, ChoiceForm
from ..data_reader import DataReader
from ..options import MOST_OPTIONS, Option, feedback_on, options_data, read_options, shown_options
from .file_format import SingleChoiceFiles


@dataclass(frozen=True, slots=True)
class SingleChoice:
    options: tuple[Option, ...]


class SingleChoiceType(QuestionType):
    label = gettext_lazy("Single choice")
    order = 10
    form = ChoiceForm(MOST_OPTIONS)
    display = ChoiceDisplay()
    files = SingleChoiceFiles()

    def from_data(self, data: Mapping[str, Any]) -> SingleChoice:
        reader = DataReader(data, ("options",))
        options = read_options(reader)
        count = sum(option.is_right for option in options)
        if options and count != 1:
            reader.wrong(
                _("Exactly one option must be correct, but %(count)d are marked as correct.")
                % {"count": count}
                if count
                else _("No option is marked as correct.")
            )
        reader.check()
        return SingleChoice(options)

    def to_data(self, content: SingleChoice) -> dict[str, Any]:
        return {"options": options_data(content.options)}

    def shown(self, content: SingleChoice, shuffle: random.Random | None) -> dict[str, Any]:
        return {"options": shown_options(content.options, shuffle)}

    def read_answer(self, content: SingleChoice, raw: Mapping[str, Sequence[str]]) -> str | None:
        """The name of the option in the field `choice`."""
        chosen = first(raw, "choice")
        return chosen if any(option.id == chosen for option in content.options) else None

    def filled(self, content: SingleChoice, answer: Any) -> dict[str, list[str]]:
        return {"choice": [answer]} if isinstance(answer, str) else {}

    def score(
        self, content: SingleChoice, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if not isinstance(answer, str) or all(option.id != answer for option in content.options):
            return unanswered(len(content.options))
        parts = [option.is_right == (option.id == answer) for option in content.options]
        feedback = feedback_on(content.options, {answer})
        return earned(int(all(parts)), marks, penalty, parts, feedback)

    def right_answer(self, content: SingleChoice) -> list[str]:
        return [option.text for option in content.options if option.is_right]
