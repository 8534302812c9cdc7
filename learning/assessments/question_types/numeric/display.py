"""A number as people see it: beside what was typed stands how it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..display import AnswerLine, Display, field_value, said
from ..numbers import Quantity, read_quantities
from ..text_normalisation import cleaned

_NARROW = "\N{NARROW NO-BREAK SPACE}"


class NumericDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        text = field_value(fields, "text")
        return {"value": text, "reading": self.reading(text)}

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        """How it was read stands below; of two readings the one that is right, where that may be told."""
        readings = read_quantities(str(answer))
        if parts and parts[0]:
            readings = tuple(one for one in readings if content.share(one) == 1)[:1] or readings
        words = _sentence(str(answer), readings)
        return [(f"{answer}\n{words}" if words else str(answer), said(parts, 0))]

    def reading(self, answer: Any) -> str:
        """How a number is read; empty where it is read as it stands."""
        return _sentence(answer, read_quantities(answer)) if isinstance(answer, str) else ""


def _sentence(text: str, readings: Sequence[Quantity]) -> str:
    if not cleaned(text):
        return ""
    if not readings:
        return _("This can't be read as a number.")
    shown = [_shown(one) for one in readings]
    if len(shown) > 1:
        return _("Read as %(one)s or %(other)s. Either counts.") % {"one": shown[1], "other": shown[0]}
    plain = "".join(text.split()).replace("\N{MINUS SIGN}", "-").replace(",", ".").removeprefix("+")
    if plain == readings[0].written + "".join(readings[0].typed_unit.split()):
        return ""
    return _("Read as %(number)s.") % {"number": shown[0]}


def _shown(one: Quantity) -> str:
    """The number with blanks between thousands, and its unit."""
    return f"{_grouped(one.written)} {one.typed_unit.strip()}".strip()


def _grouped(written: str) -> str:
    """The whole part in groups of three, from five digits on; without zeros that say nothing."""
    minus, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
    whole, _point, rest = digits.partition(".")
    if not whole.isdigit() or not (rest or "0").isdigit():
        return written
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", _NARROW)
    return minus + whole + (f".{rest}" if rest.strip("0") else "")
