"""A number, its tolerance and its unit, in files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import (
    InvalidCell,
    count_of,
    is_number,
    join_bars,
    number_of,
    split_bars,
    yes_or_no,
)
from common.imports.columns import ImportColumn

from ..cell_values import truth_of
from ..file_format import Cells, FileFormat, NotHeld, yes_no
from ..gift import GiftBody, GiftContent
from ..interchange import ExchangedAnswer, ExchangedQuestion, Interaction
from ..lettered_options import LetteredOption, answer_in
from ..numbers import read_number

_RANGE = re.compile(r"(.+?)\.\.(.+)", re.DOTALL)


def numeric_data(
    answer: str,
    tolerance: str = "",
    *,
    unit: str = "",
    is_unit_required: bool = False,
    other_units: Sequence[Mapping[str, str]] = (),
    percent_without_unit: int = 0,
) -> dict[str, Any]:
    """tolerance: a number, or a share with a percent sign; empty for none. Raises InvalidCell."""
    margin = tolerance.strip().removesuffix("%")
    more: dict[str, Any] = {"other_units": list(other_units)} if other_units else {}
    if percent_without_unit:
        more["percent_without_unit"] = percent_without_unit
    return more | {
        "answer": _cell_number(answer),
        "tolerance": _cell_number(margin) if margin else "0",
        "tolerance_is_percent": tolerance.strip().endswith("%"),
        "unit": unit,
        "is_unit_required": is_unit_required,
    }


class NumericFiles(FileFormat):
    columns = (
        ImportColumn("tolerance", gettext_lazy("Numeric: the accepted deviation, such as 0.1 or 5%.")),
        ImportColumn("unit", gettext_lazy("Numeric: the unit.")),
        ImportColumn("unit_required", gettext_lazy("Numeric: yes if learners must enter the unit.")),
        ImportColumn(
            "other_units",
            gettext_lazy("Numeric: other accepted units with their factor, such as cm=0.01 | km=1000."),
        ),
        ImportColumn(
            "percent_without_unit",
            gettext_lazy("Numeric: percentage of the marks for the correct number without the unit."),
        ),
    )

    def is_implied_by(self, cells: Cells) -> bool:
        return bool(cells["tolerance"] or cells["unit"])

    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        is_typed = not options and truth_of(answer) is None and is_number(answer)
        return numeric_data(answer) if is_typed else None

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        tolerance = cells["tolerance"]
        if tolerance and read_number(tolerance.removesuffix("%")) is None:
            raise InvalidCell(
                _("The tolerance isn't valid."),
                _("Enter a number such as 0.1, or a percentage such as 5%."),
                found=tolerance,
            )
        return numeric_data(
            answer_in(cells),
            tolerance,
            unit=cells["unit"],
            is_unit_required=yes_or_no(cells["unit_required"]),
            other_units=[_other_unit(one) for one in split_bars(cells["other_units"])],
            percent_without_unit=count_of(cells["percent_without_unit"].removesuffix("%")),
        )

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        return {
            "correct_answer": data["answer"],
            "tolerance": data["tolerance"] + ("%" if data["tolerance_is_percent"] else ""),
            "unit": data["unit"],
            "unit_required": yes_no(data["is_unit_required"]),
            "other_units": join_bars(
                [f"{one['unit']}={one['factor']}" for one in data.get("other_units", ())]
            ),
            "percent_without_unit": str(data.get("percent_without_unit") or ""),
        }

    def reads_gift(self, body: GiftBody) -> bool:
        return body.is_numeric

    def from_gift(self, body: GiftBody) -> GiftContent:
        text = body.text[1:].strip()
        answers = body.answers_in(text if text[:1] in ("=", "~") else f"={text}")
        whole = [answer for answer in answers if answer.is_whole]
        if len(whole) != 1:
            raise InvalidCell(
                _("A numeric question must have exactly one correct answer."),
                _("Use {#3.14:0.01} for a tolerance, or {#1..5} for a range."),
            )
        warnings = []
        if len(answers) > 1:
            warnings.append(_("Answers with partial marks or no marks were skipped."))
        if any(answer.feedback for answer in answers):
            warnings.append(
                _("Feedback on individual answers was skipped. This question type doesn't support it.")
            )
        return GiftContent(numeric_data(*_number(whole[0].text)), warnings)

    def to_gift(self, data: Mapping[str, Any]) -> str:
        if data["unit"]:
            raise NotHeld(_("GIFT doesn't support units."))
        if data["tolerance_is_percent"]:
            raise NotHeld(_("GIFT doesn't support a tolerance in percent."))
        if not all(is_number(data[name]) for name in ("answer", "tolerance")):
            raise NotHeld(_("GIFT doesn't support fractions."))
        tolerance = "" if data["tolerance"] == "0" else f":{data['tolerance']}"
        return f"#{data['answer']}{tolerance}"

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.NUMBER

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        whole = [
            numeric_data(answer.text, answer.tolerance, unit=question.unit)
            for answer in question.answers
            if answer.is_whole
        ]
        widest = next((data for data in whole if all(_covers(data, each) for each in whole)), None)
        if widest is None:
            raise InvalidCell(
                _("A numeric question must have exactly one correct answer."),
                _("Use a tolerance for a range of answers."),
            )
        warnings = []
        if len(question.right) > 1:
            warnings.append(_("Answers with partial marks or no marks were skipped."))
        if any(answer.feedback for answer in question.answers):
            warnings.append(
                _("Feedback on individual answers was skipped. This question type doesn't support it.")
            )
        return GiftContent(widest, warnings)

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        if data["tolerance_is_percent"]:
            raise NotHeld(_("Other systems' files don't support a tolerance in percent."))
        if data["unit"]:
            raise NotHeld(_("Other systems' files don't support units."))
        tolerance = "" if data["tolerance"] == "0" else data["tolerance"]
        return ExchangedQuestion(Interaction.NUMBER, (ExchangedAnswer(data["answer"], tolerance=tolerance),))


def _other_unit(text: str) -> dict[str, str]:
    unit, _equals, factor = text.partition("=")
    return {"unit": unit.strip(), "factor": _cell_number(factor)}


def _cell_number(text: str) -> str:
    """A plain number as it stands, others as they are read. Raises InvalidCell."""
    read = None if is_number(text) else read_number(text)
    return read.written if read else number_of(text)


def _covers(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a number with its tolerance takes in every answer that another one does."""
    apart = abs(Decimal(one["answer"]) - Decimal(other["answer"]))
    return apart + Decimal(other["tolerance"]) <= Decimal(one["tolerance"])


def _number(text: str) -> tuple[str, str]:
    """The number and its tolerance, of `3:0.1` or of `1..5`."""
    if found := _RANGE.fullmatch(text):
        low, high = Decimal(number_of(found[1])), Decimal(number_of(found[2]))
        if low > high:
            low, high = high, low
        return _written((low + high) / 2), _written((high - low) / 2)
    number, _colon, tolerance = text.partition(":")
    return number_of(number), number_of(tolerance) if tolerance.strip() else ""


def _written(number: Decimal) -> str:
    text = str(number.normalize())
    return text if "E" in text and abs(number.adjusted()) > 12 else format(number.normalize(), "f")
