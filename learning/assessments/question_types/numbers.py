"""Numbers as people type them: decimal commas and points, powers of ten, a unit behind."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from .text_normalisation import cleaned

LONGEST = 120  # characters
MOST_DIGITS = 60
MOST_POWER = 999

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "–": "-", "٫": ".", "٬": " ", "’": " "})
_TIMES = r"[*x\N{MULTIPLICATION SIGN}\N{MIDDLE DOT}\N{DOT OPERATOR}\N{BULLET OPERATOR}]"
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s?"
    r"(?P<mantissa>\d{1,3}(?P<group>[ ,.])\d{3}(?:(?P=group)\d{3})*(?!\d)(?:(?!(?P=group))[.,]\d*)?"
    r"|\d+(?:[.,]\d*)?|[.,]\d+)"
    rf"(?:[eE](?P<power>[+-]?\d{{1,4}})|\s?{_TIMES}\s?10(?:\^|\*\*)(?P<raised>[+-]?\d{{1,4}})(?!\d))?",
)
_RAISED_TEN = re.compile(rf"({_TIMES}\s?10)([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """value: exact. unit: what stood behind the number, spelt in one way; empty for none.

    written: the number with a point and without blanks, nothing rounded.
    """

    value: Fraction
    unit: str
    written: str = field(default="", compare=False)


def read_quantity(text: str) -> Quantity | None:
    """The number at the beginning of a text, and its unit; None if it does not begin with a number.

    A single comma or point is the decimal sign, wherever it stands: 1,234 is a little more than one. Blanks,
    and commas or points where both or several are there, stand between thousands.
    """
    text = cleaned(text)
    if not text or len(text) > LONGEST:
        return None
    found = _NUMBER.match(_spelt(text))
    if found is None:
        return None
    unit = unit_spelt(_spelt(text)[found.end() :])
    return _quantity(found, unit)


def read_number(text: str) -> Quantity | None:
    """The number that a text is; None if it is none, or has a unit."""
    quantity = read_quantity(text)
    return quantity if quantity and not quantity.unit else None


def unit_spelt(unit: str) -> str:
    """A unit in one spelling. Case counts: mW is not MW."""
    plain = unicodedata.normalize("NFKC", unit.translate(_RAISED)).translate(_SIGNS)
    plain = "".join(plain.split()).replace("**", "").replace("^", "")
    return re.sub("[*\N{MULTIPLICATION SIGN}\N{DOT OPERATOR}\N{BULLET OPERATOR}]", "\N{MIDDLE DOT}", plain)


def _spelt(text: str) -> str:
    text = _RAISED_TEN.sub(lambda found: found[1] + "^" + found[2].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join("".join(digits).split())


def _quantity(found: re.Match[str], unit: str) -> Quantity | None:
    mantissa, group = found["mantissa"], found["group"]
    if group and (group == " " or len(re.findall(r"[,.]", mantissa)) > 1):
        mantissa = mantissa.replace(group, "")
    whole, _point, rest = mantissa.replace(",", ".").partition(".")
    power = int(found["power"] or found["raised"] or 0)
    if len(whole) + len(rest) > MOST_DIGITS or abs(power) > MOST_POWER:
        return None
    plain = found["sign"].replace("+", "") + (whole or "0") + ("." + rest if rest else "")
    value = Fraction(plain) * Fraction(10) ** power
    return Quantity(value, unit, f"{plain}e{power}" if power else plain)
