"""A number, within a tolerance, with or without a unit."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, unanswered
from ..data_reader import DataReader
from ..edition_one import number_then, unit_then
from ..numbers import LONGEST, Quantity, read_number, read_quantities
from ..text_normalisation import cleaned
from ..units import is_same_unit
from .author_form import NumericForm
from .display import NumericDisplay
from .file_format import NumericFiles

LONGEST_UNIT = 40  # characters
MOST_UNITS = 20
_FIELDS = (
    "answer",
    "tolerance",
    "tolerance_is_percent",
    "unit",
    "is_unit_required",
    "other_units",
    "percent_without_unit",
)


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A further unit. factor: how many of the question's unit one of it is, as its author wrote it."""

    unit: str
    factor: str


@dataclass(frozen=True, slots=True)
class Numeric:
    """answer, tolerance: as the author wrote them, with a point.

    tolerance_is_percent: of the answer. unit: compared by its factors and their powers; without
    `is_unit_required` it may be left out. other_units: in which the answer may be given as well.
    percent_without_unit: of the marks, for the right number without the unit that is required.
    """

    answer: str
    tolerance: str = "0"
    tolerance_is_percent: bool = False
    unit: str = ""
    is_unit_required: bool = False
    other_units: tuple[OtherUnit, ...] = ()
    percent_without_unit: int = 0

    def share(self, given: Quantity) -> Fraction:
        """How much of it is right, from 0 to 1."""
        if not given.unit:
            if not self._fits(given.value):
                return Fraction(0)
            return Fraction(self.percent_without_unit, 100) if self.is_unit_required else Fraction(1)
        if self.unit and is_same_unit(given.typed_unit, self.unit):
            return Fraction(int(self._fits(given.value)))
        for other in self.other_units:
            factor = read_number(other.factor)
            if factor and is_same_unit(given.typed_unit, other.unit):
                return Fraction(int(self._fits(given.value * factor.value)))
        return Fraction(0)

    def accepted_then(self, value: Fraction, unit: str) -> bool:
        """Whether the first edition took a number with this unit."""
        if unit != unit_then(self.unit) and (unit or self.is_unit_required):
            return False
        return self._fits(value)

    def _fits(self, value: Fraction) -> bool:
        right, margin = read_number(self.answer), read_number(self.tolerance)
        if right is None or margin is None:
            return False
        allowed = abs(right.value) * margin.value / 100 if self.tolerance_is_percent else margin.value
        return abs(value - right.value) <= allowed


class NumericType(QuestionType):
    label = gettext_lazy("Number")
    order = 70
    aliases = (
        "numerical",
        "number",
    )
    form = NumericForm()
    display = NumericDisplay()
    files = NumericFiles()

    def from_data(self, data: Mapping[str, Any]) -> Numeric:
        reader = DataReader(data, _FIELDS)
        answer, _value = _number(reader, "answer", _("The answer"))
        tolerance, margin = _number(reader, "tolerance", _("The tolerance"), default="0")
        unit = _unit(reader)
        is_unit_required = reader.flag("is_unit_required")
        if margin < 0:
            reader.wrong(_("The tolerance can't be below 0."))
        if is_unit_required and not unit:
            reader.wrong(_("Enter a unit, or make the unit optional."))
        content = Numeric(
            answer,
            tolerance,
            reader.flag("tolerance_is_percent"),
            unit,
            is_unit_required,
            _other_units(reader, unit),
            reader.count("percent_without_unit", 100),
        )
        if content.percent_without_unit and not is_unit_required:
            reader.wrong(_("Marks for a number without its unit need a required unit."))
        reader.check()
        return content

    def to_data(self, content: Numeric) -> dict[str, Any]:
        data: dict[str, Any] = {
            "answer": content.answer,
            "tolerance": content.tolerance,
            "tolerance_is_percent": content.tolerance_is_percent,
            "unit": content.unit,
            "is_unit_required": content.is_unit_required,
        }
        if content.other_units:
            data["other_units"] = [{"unit": one.unit, "factor": one.factor} for one in content.other_units]
        if content.percent_without_unit:
            data["percent_without_unit"] = content.percent_without_unit
        return data

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
        """Where a number may be read in two ways, the better one counts."""
        if not isinstance(answer, str) or not cleaned(answer):
            return unanswered(1)
        share = max((content.share(given) for given in read_quantities(answer)), default=Fraction(0))
        return earned(share, marks, penalty, [share == 1])

    def score_by(
        self, edition: int, content: Numeric, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        if edition > 1 or not isinstance(answer, str) or not cleaned(answer):
            return self.score(content, answer, marks, penalty)
        found = number_then(answer)
        is_right = found is not None and content.accepted_then(*found)
        return earned(int(is_right), marks, penalty, [is_right])

    def right_answer(self, content: Numeric) -> list[str]:
        return [f"{content.answer} {content.unit}".strip()]


def _number(reader: DataReader, name: str, what: str, default: str = "") -> tuple[str, Fraction]:
    """The number as text with a point, and its value. What has two readings is written by its author."""
    text = reader.text(name, LONGEST, is_needed=False) or default
    readings = [one for one in read_quantities(text) if not one.unit]
    if not readings:
        reader.wrong(_("%(what)s isn't a number.") % {"what": what})
        return default, Fraction(0)
    if len(readings) > 1 and "," in text:
        decimal, whole = (one.written for one in readings)
        reader.wrong(
            _("“%(text)s” can be read in two ways. Enter %(whole)s or %(decimal)s.")
            % {"text": text, "whole": whole, "decimal": decimal}
        )
    return readings[0].written, readings[0].value


def _unit(reader: DataReader) -> str:
    unit = " ".join(reader.text("unit", LONGEST_UNIT, is_needed=False).split())
    if unit and not _is_readable(unit):
        reader.wrong(_("“%(unit)s” can't be read as a unit after a number.") % {"unit": unit})
    return unit


def _is_readable(unit: str) -> bool:
    """Whether it is found again behind a number."""
    read = [read_quantities(f"1{blank}{unit}") for blank in ("", " ")]
    return all(len(one) == 1 and one[0].value == 1 and is_same_unit(one[0].typed_unit, unit) for one in read)


def _other_units(reader: DataReader, unit: str) -> tuple[OtherUnit, ...]:
    others: list[OtherUnit] = []
    for number, row in enumerate(reader.rows("other_units", 0, MOST_UNITS), 1):
        inner = reader.inner(row, ("unit", "factor"), _("Unit %(number)d") % {"number": number})
        name = _unit(inner)
        written, factor = _number(inner, "factor", _("The factor"))
        if not name:
            inner.wrong(_("Enter a unit."))
        if factor <= 0:
            inner.wrong(_("The factor must be above 0."))
        if any(is_same_unit(name, known) for known in [unit, *(one.unit for one in others)] if known):
            inner.wrong(_("“%(text)s” appears twice.") % {"text": name})
        others.append(OtherUnit(name, written))
    if others and not unit:
        reader.wrong(_("Enter the unit of the answer before other units."))
    return tuple(others)
