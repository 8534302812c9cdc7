"""Several right options, in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import InvalidCell, yes_or_no
from common.imports.columns import ImportColumn

from ..cell_values import without_idle_zeros
from ..choices import ChoiceFiles
from ..file_format import Cells, yes_no
from ..gift import GiftBody, GiftContent, gift_answer, gift_lines
from ..interchange import ExchangedAnswer, ExchangedQuestion, Interaction, even_shares
from ..lettered_options import (
    LetteredOption,
    answer_in,
    choice_data,
    exchanged_options,
    marked,
    options_in,
)


class MultipleChoiceFiles(ChoiceFiles):
    columns = (
        ImportColumn(
            "partial_marks",
            gettext_lazy("Multiple choice: yes to give partial marks for some of the correct options."),
        ),
    )

    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        is_several = sum(option.is_right for option in options) > 1
        return choice_data(options, is_partial=False) if is_several else None

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        right = marked(options_in(cells), answer_in(cells))
        return choice_data(right, is_partial=yes_or_no(cells["partial_marks"]))

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        return {**super().to_cells(prompt, data), "partial_marks": yes_no(data["partial"])}

    def reads_gift(self, body: GiftBody) -> bool:
        if not body.answers or body.has_only_right_answers:
            return False
        return sum(answer.is_right for answer in body.answers) != 1

    def from_gift(self, body: GiftBody) -> GiftContent:
        answers = body.answers
        if any(answer.is_right for answer in answers):
            return self._one_of_several(body)
        weights = [weight for answer in answers if (weight := answer.weight or Decimal(0)) > 0]
        if not weights:
            raise InvalidCell(
                _("No option is correct."),
                _("Put = before the correct option, or ~%50% before each of two."),
            )
        options = [LetteredOption(each.text, each.feedback, (each.weight or 0) > 0) for each in answers]
        warnings = []
        if max(weights) - min(weights) > 1:
            warnings.append(
                _("The correct options have different weights in the file. Here they all count the same.")
            )
        return GiftContent(choice_data(options, is_partial=True), warnings)

    def _one_of_several(self, body: GiftBody) -> GiftContent:
        """In Moodle one of those with `=` is to be chosen."""
        options = [LetteredOption(answer.text, answer.feedback, answer.is_right) for answer in body.answers]
        warnings = []
        if any(not answer.is_right and (answer.weight or 0) > 0 for answer in body.answers):
            warnings.append(_("Options with partial marks count as incorrect here."))
        warnings.append(_("Several options are correct, so learners must choose all of them."))
        return GiftContent(choice_data(options, is_partial=False), warnings)

    def with_gift_remarks(self, data: dict[str, Any], remarks: Mapping[str, str]) -> dict[str, Any]:
        return data | {"partial": yes_or_no(remarks["partial"])} if "partial" in remarks else data

    def to_gift(self, data: Mapping[str, Any]) -> str:
        options = data["options"]
        right = sum(option["is_right"] for option in options)
        share = (Decimal(100) / right).quantize(Decimal("0.00001"), rounding=ROUND_DOWN)
        weight = without_idle_zeros(share)
        return gift_lines(
            gift_answer(
                "~",
                option["text"],
                option["feedback"],
                f"%{weight}%" if option["is_right"] else f"%-{weight}%",
            )
            for option in options
        )

    def gift_remarks(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [] if data["partial"] else [("partial", "no")]

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        if question.interaction != Interaction.CHOICE:
            return False
        return question.takes_several or sum(answer.is_whole for answer in question.answers) != 1

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        shares = [answer.share for answer in question.right]
        if not shares:
            raise InvalidCell(_("No option is correct."), _("Mark the correct option in the file."))
        options = exchanged_options(question, whole_only=False)
        if not question.takes_several:
            words = _("Several options are correct, so learners must choose all of them.")
            return GiftContent(choice_data(options, is_partial=False), [words])
        warnings = []
        if max(shares) - min(shares) > 1:
            warnings.append(
                _("The correct options have different weights in the file. Here they all count the same.")
            )
        return GiftContent(choice_data(options, is_partial=question.is_partial), warnings)

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        share = even_shares(sum(option["is_right"] for option in data["options"]))
        answers = tuple(
            ExchangedAnswer(option["text"], share if option["is_right"] else -share, option["feedback"])
            for option in data["options"]
        )
        return ExchangedQuestion(Interaction.CHOICE, answers, takes_several=True, is_partial=data["partial"])
