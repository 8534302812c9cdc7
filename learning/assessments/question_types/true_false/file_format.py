"""True or false, in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import InvalidCell
from common.imports.columns import ImportColumn

from ..cell_values import truth_of
from ..file_format import Cells, FileFormat
from ..gift import GiftBody, GiftContent, gift_text
from ..interchange import ExchangedAnswer, ExchangedQuestion, Interaction
from ..lettered_options import (
    LetteredOption,
    answer_in,
    exchanged_options,
    marked,
    options_in,
    truth_among,
)


def true_false_data(is_true: bool, feedback_right: str = "", feedback_wrong: str = "") -> dict[str, Any]:
    return {"is_true": is_true, "feedback_right": feedback_right, "feedback_wrong": feedback_wrong}


class TrueFalseFiles(FileFormat):
    columns = (
        ImportColumn(
            "feedback_right", gettext_lazy("True or false: shown to learners who answer correctly.")
        ),
        ImportColumn(
            "feedback_wrong", gettext_lazy("True or false: shown to learners who answer incorrectly.")
        ),
    )

    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        truth = truth_among(options) if options else truth_of(answer)
        if truth is None:
            return None
        return true_false_data(
            truth,
            next((option.feedback for option in options if option.is_right), ""),
            next((option.feedback for option in options if not option.is_right), ""),
        )

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        answer, options = answer_in(cells), options_in(cells)
        feedback_right, feedback_wrong = cells["feedback_right"], cells["feedback_wrong"]
        if options:
            data = self.guess(marked(options, answer), answer)
            if data is None:
                raise InvalidCell(
                    _("The options aren't True and False."), _("Leave the option columns empty.")
                )
            return {
                **data,
                "feedback_right": feedback_right or data["feedback_right"],
                "feedback_wrong": feedback_wrong or data["feedback_wrong"],
            }
        truth = truth_of(answer)
        if truth is None:
            raise InvalidCell(_("The answer must be true or false."), _("Enter true or false."), found=answer)
        return true_false_data(truth, feedback_right, feedback_wrong)

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        return {
            "correct_answer": "true" if data["is_true"] else "false",
            "feedback_right": data["feedback_right"],
            "feedback_wrong": data["feedback_wrong"],
        }

    def unused_columns(self, cells: Cells) -> list[str]:
        return []

    def reads_gift(self, body: GiftBody) -> bool:
        return truth_of(body.word) is not None

    def from_gift(self, body: GiftBody) -> GiftContent:
        word, _hash, feedback = body.text.partition("#")
        wrong, _hash, right = feedback.partition("#")
        return GiftContent(true_false_data(bool(truth_of(word)), body.plain(right), body.plain(wrong)))

    def to_gift(self, data: Mapping[str, Any]) -> str:
        truth = "TRUE" if data["is_true"] else "FALSE"
        right, wrong = data["feedback_right"], data["feedback_wrong"]
        if not right and not wrong:
            return truth
        return f"{truth}#{gift_text(wrong)}" + (f"#{gift_text(right)}" if right else "")

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        if question.interaction != Interaction.CHOICE or question.takes_several:
            return False
        return truth_among(exchanged_options(question, whole_only=True)) is not None

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        data = self.guess(exchanged_options(question, whole_only=True), "")
        assert data is not None  # it reads as true and false
        return GiftContent(data)

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        answers = tuple(
            ExchangedAnswer(
                "true" if truth else "false",
                Decimal(100 if truth == data["is_true"] else 0),
                data["feedback_right" if truth == data["is_true"] else "feedback_wrong"],
            )
            for truth in (True, False)
        )
        return ExchangedQuestion(Interaction.CHOICE, answers)
