"""One right option, in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..choices import ChoiceFiles
from ..file_format import Cells
from ..gift import GiftBody, GiftContent, gift_answer, gift_lines
from ..interchange import ExchangedAnswer, ExchangedQuestion, Interaction
from ..lettered_options import (
    LetteredOption,
    answer_in,
    choice_data,
    exchanged_options,
    marked,
    options_in,
    truth_among,
)


class SingleChoiceFiles(ChoiceFiles):
    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        is_one = sum(option.is_right for option in options) == 1
        return choice_data(options) if is_one and truth_among(options) is None else None

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        return choice_data(marked(options_in(cells), answer_in(cells)))

    def reads_gift(self, body: GiftBody) -> bool:
        return not body.has_only_right_answers and sum(answer.is_right for answer in body.answers) == 1

    def from_gift(self, body: GiftBody) -> GiftContent:
        options = [LetteredOption(answer.text, answer.feedback, answer.is_right) for answer in body.answers]
        warnings = []
        if any(not answer.is_right and (answer.weight or 0) > 0 for answer in body.answers):
            warnings.append(_("Options with partial marks count as incorrect here."))
        return GiftContent(choice_data(options), warnings)

    def to_gift(self, data: Mapping[str, Any]) -> str:
        return gift_lines(
            gift_answer("=" if option["is_right"] else "~", option["text"], option["feedback"])
            for option in data["options"]
        )

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        if question.interaction != Interaction.CHOICE or question.takes_several:
            return False
        options = exchanged_options(question, whole_only=True)
        return sum(option.is_right for option in options) == 1 and truth_among(options) is None

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        warnings = []
        if len(question.right) > 1:
            warnings.append(_("Options with partial marks count as incorrect here."))
        return GiftContent(choice_data(exchanged_options(question, whole_only=True)), warnings)

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        answers = tuple(
            ExchangedAnswer(option["text"], Decimal(100 if option["is_right"] else 0), option["feedback"])
            for option in data["options"]
        )
        return ExchangedQuestion(Interaction.CHOICE, answers)
