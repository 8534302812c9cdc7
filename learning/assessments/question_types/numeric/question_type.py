"""A number, within a tolerance, with or without a unit."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, unanswered
from ..data_reader import DataReader
from ..numbers import LONGEST, Quantity, read_number, read_quantity, unit_spelt
from ..text_normalisation import cleaned
from .author_form import NumericForm
from .file_format import NumericFiles

LONGEST_UNIT = 40  # characters


@dataclass(frozen=True, slots=True)
class Numeric:
    """answer, tolerance: as the author wrote them, with a point.

    tolerance_is_percent: of the answer. unit: compared sign by sign, except for blanks and ways to write
    powers and products; without `is_unit_required` it may be left out.
    """

    answer: str
    tolerance: str = "0"
    tolerance_is_percent: bool = False
    unit: str = ""
    is_unit_required: bool = False

    def accepts(self, given: Quantity) -> bool:
        if given.unit != unit_spelt(self.unit) and (given.unit or self.is_unit_required):
            return False
        right, margin = read_number(self.answer), read_number(self.tolerance)
        if right is None or margin is None:
            return False
        if self.tolerance_is_percent:
            share = abs(right.value) * margin.value / 100
            return abs(given.value - right.value) <= share
        return abs(given.value - right.value) <= margin.value


class NumericType(QuestionType):
    label = gettext_lazy("Number")
    order = 70
    aliases = (
        "numerical",
        "number",
    )
    form = NumericForm()
    files = NumericFiles()

    def from_data(self, data: Mapping[str, Any]) -> Numeric:
        reader = DataReader(data, ("answer", "tolerance", "tolerance_is_percent", "unit", "is_unit_required"))
        answer, _value = _number(reader, "answer", _("The answer"))
        tolerance, margin = _number(reader, "tolerance", _("The tolerance"), default="0")
        unit = " ".join(reader.text("unit", LONGEST_UNIT, is_needed=False).split())
        is_unit_required = reader.flag("is_unit_required")
        if margin < 0:
            reader.wrong(_("The tolerance can't be below 0."))
        read = {read_quantity(f"1{blank}{unit}") for blank in ("", " ")}
        if unit and read != {Quantity(Fraction(1), unit_spelt(unit))}:
            reader.wrong(_("“%(unit)s” can't be read as a unit after a number.") % {"unit": unit})
        if is_unit_required and not unit:
            reader.wrong(_("Enter a unit, or make the unit optional."))
        content = Numeric(answer, tolerance, reader.flag("tolerance_is_percent"), unit, is_unit_required)
        reader.check()
        return content

    def to_data(self, content: Numeric) -> dict[str, Any]:
        return asdict(content)

    def shown(self, content: Numeric, shuffle: random.Random | None) -> dict[str, Any]:
        """Whether a unit has to be written; which one is for the learner to know."""
        return {"needs_unit": content.is_unit_required, "longest": LONGEST}

    def read_answer(self, content: Numeric, raw: Mapping[str, Sequence[str]]) -> str | None:
        """The field `text`, as it was typed: nothing is rounded, and what is no number is kept as well."""
        return cleaned(first(raw, "text")[:LONGEST]) or None

    def filled(self, content: Numeric, answer: Any) -> dict[str, list[str]]:
        return {"text": [answer]} if isinstance(answer, str) else {}

    def score(
        self, content: Numeric, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if not isinstance(answer, str) or not cleaned(answer):
            return unanswered(1)
        given = read_quantity(answer)
        is_right = given is not None and content.accepts(given)
        return earned(int(is_right), marks, penalty, [is_right])

    def right_answer(self, content: Numeric) -> list[str]:
        return [f"{content.answer} {content.unit}".strip()]


def _number(reader: DataReader, name: str, what: str, default: str = "") -> tuple[str, Fraction]:
    """The number as text with a point, and its value."""
    found = read_number(reader.text(name, LONGEST, is_needed=False) or default)
    if found is None:
        reader.wrong(_("%(what)s isn't a number.") % {"what": what})
        return default, Fraction(0)
    return found.written, found.value
