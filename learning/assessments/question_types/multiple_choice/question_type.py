"""Any number of options are right: all or nothing, or marks for a part of them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, unanswered
from ..choices import ChoiceDisplay
from ..data_reader import DataReader
from ..options import MOST_OPTIONS, Option, feedback_on, options_data, read_options, shown_options
from .author_form import MultipleChoiceForm
from .file_format import MultipleChoiceFiles


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """is_partial: whether a part of the right options earns a part of the marks."""

    options: tuple[Option, ...]
    is_partial: bool = False


class MultipleChoiceType(QuestionType):
    label = gettext_lazy("Multiple choice")
    order = 20
    form = MultipleChoiceForm(MOST_OPTIONS)
    display = ChoiceDisplay()
    files = MultipleChoiceFiles()

    def from_data(self, data: Mapping[str, Any]) -> MultipleChoice:
        reader = DataReader(data, ("options", "partial"))
        options = read_options(reader)
        if options and not any(option.is_right for option in options):
            reader.wrong(_("No option is marked as correct."))
        is_partial = reader.flag("partial")
        reader.check()
        return MultipleChoice(options, is_partial)

    def to_data(self, content: MultipleChoice) -> dict[str, Any]:
        return {"options": options_data(content.options), "partial": content.is_partial}

    def shown(self, content: MultipleChoice, shuffle: random.Random | None) -> dict[str, Any]:
        return {"options": shown_options(content.options, shuffle)}

    def read_answer(self, content: MultipleChoice, raw: Mapping[str, Sequence[str]]) -> list[str] | None:
        """The names in the field `choice`, in the order of the author."""
        given = raw.get("choice") or ()
        return [option.id for option in content.options if option.id in given] or None

    def filled(self, content: MultipleChoice, answer: Any) -> dict[str, list[str]]:
        return {"choice": sorted(_chosen(content, answer))} if _chosen(content, answer) else {}

    def score(
        self, content: MultipleChoice, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """Each right option earns its part, each wrong one takes a part away, down to nothing."""
        chosen = _chosen(content, answer)
        if not chosen:
            return unanswered(len(content.options))
        parts = [option.is_right == (option.id in chosen) for option in content.options]
        right = [option.id for option in content.options if option.is_right]
        hits = len(chosen.intersection(right))
        share = Fraction(max(0, hits - (len(chosen) - hits)), len(right))
        if not content.is_partial:
            share = Fraction(int(all(parts)))
        return earned(share, marks, penalty, parts, feedback_on(content.options, chosen))

    def right_answer(self, content: MultipleChoice) -> list[str]:
        return [option.text for option in content.options if option.is_right]


def _chosen(content: MultipleChoice, answer: Any) -> set[str]:
    if not isinstance(answer, list | tuple):
        return set()
    return {option.id for option in content.options if option.id in answer}
