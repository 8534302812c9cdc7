"""Numbers as people type them: groups of thousands, fractions, powers, a unit behind or a currency before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from .text_normalisation import cleaned
from .units import unit_spelt

LONGEST = 120  # characters
MOST_DIGITS = 60
MOST_POWER = 999
MOST_POWER_OF_OTHERS = 60  # of a base other than ten

_RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans(_RAISED_SIGNS + "⁻⁺", "0123456789-+")
_MINUS = dict.fromkeys("\N{MINUS SIGN}‐‑‒–—―˗➖﹣－", "-")
_PLUS = dict.fromkeys("➕﹢＋", "+")
_APOSTROPHES = dict.fromkeys("'’‘ʼ´`′＇", "'")
_SIGNS = str.maketrans(
    _MINUS | _PLUS | _APOSTROPHES | {"٫": ".", "٬": "'", "·": "·", "⁄": "/", "∕": "/", "÷": "/"}
)
_VULGAR = re.compile(r"(?<=\d)\s*(?=[¼½¾⅐-⅞↉])")
_RAISED_POWER = re.compile(rf"(?<=\d)([⁻⁺]?[{_RAISED_SIGNS}]{{1,4}})")
_TIMES = r"[*x\N{MULTIPLICATION SIGN}\N{MIDDLE DOT}\N{DOT OPERATOR}\N{BULLET OPERATOR}]"
_POWER = r"\s?(?:\^|\*\*)\s?\(?(?P<{name}>[+-]?\d{{1,4}})\)?(?!\d)"
# The first that fits: groups of three, groups as in India, digits with at most one decimal sign.
_MANTISSA = (
    r"\d{1,3}(?P<group>[ ,.'])\d{3}(?:(?P=group)\d{3})*(?!\d)(?:(?!(?P=group))[.,]\d*)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d*)?"
    r"|\d+(?:[.,]\d*)?|[.,]\d+"
)
_FRACTION = re.compile(r"(?:(?P<whole>\d+)\s)?(?P<upper>\d+)\s?/\s?(?P<lower>\d+)(?!\d|[.,]\d)")
_BARE_POWER = re.compile(r"(?P<base>\d{1,3})" + _POWER.format(name="raised"))
_NUMBER = re.compile(
    rf"(?P<mantissa>{_MANTISSA})"
    rf"(?:[eE](?P<power>[+-]?\d{{1,4}})|\s?{_TIMES}\s?10{_POWER.format(name='raised')})?"
)
_BEGINNING = re.compile(r"(?P<sign>[+-]?)\s?(?P<before>[^\d\s.,+/'*^-]{1,6}\.?)?\s?(?P<sign_behind>[+-]?)\s?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """value: exact. unit: what stood behind the number, or a currency before it; empty for none.

    written: the number with a point and without blanks, or as a fraction; nothing rounded. typed_unit: the
    unit as it was typed.
    """

    value: Fraction
    unit: str
    written: str = field(default="", compare=False)
    typed_unit: str = field(default="", compare=False)


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Every way to read a number with its unit at the beginning of a text, the likelier first; often one.

    Where one comma or point stands before exactly three digits, it may be the decimal sign or stand between
    thousands: both are there. Several of them, a blank and an apostrophe stand between thousands.
    """
    text = cleaned(text)
    if not text or len(text) > LONGEST:
        return ()
    spelt = _spelt(text)
    begins = _BEGINNING.match(spelt)
    assert begins is not None  # each of its parts may be missing
    before = begins["before"] or ""
    if (begins["sign"] and begins["sign_behind"]) or (before and not _is_currency(before)):
        return ()
    sign, rest = begins["sign"] or begins["sign_behind"], spelt[begins.end() :]
    found = _values(rest)
    if found is None:
        return ()
    end, readings = found
    behind = unit_spelt(rest[end:])
    if before and behind:
        return ()
    unit, typed = (unit_spelt(before), before) if before else (behind, rest[end:])
    minus = "-" if sign == "-" else ""
    return tuple(
        Quantity(-value if minus else value, unit, minus + written, typed) for value, written in readings
    )


def read_quantity(text: str) -> Quantity | None:
    """The likeliest way to read a text, in which a single comma or point is the decimal sign; None if it is
    no number."""
    return next(iter(read_quantities(text)), None)


def read_number(text: str) -> Quantity | None:
    """The number that a text is; None if it is none, or has a unit."""
    quantity = read_quantity(text)
    return quantity if quantity and not quantity.unit else None


def _spelt(text: str) -> str:
    text = _VULGAR.sub(" ", text)
    text = _RAISED_POWER.sub(lambda found: "^" + found[1].translate(_RAISED), text)
    # Blanks before the forms of one sign: an accent of its own becomes a blank in them.
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join("".join(digits).split())


def _is_currency(text: str) -> bool:
    is_code = len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()
    return is_code or text in ("Rs", "Rs.") or any(unicodedata.category(sign) == "Sc" for sign in text)


def _values(text: str) -> tuple[int, list[tuple[Fraction, str]]] | None:
    """Where the number ends, and what it may be: each value with how it is written."""
    if found := _FRACTION.match(text):
        read = _fraction(found)
        return (found.end(), [read]) if read else None
    if found := _BARE_POWER.match(text):
        read = _bare_power(found)
        return (found.end(), [read]) if read else None
    if found := _NUMBER.match(text):
        power = int(found["power"] or found["raised"] or 0)
        readings = [_decimal(mantissa, power) for mantissa in _mantissas(found["mantissa"], found["group"])]
        kept = [one for one in readings if one is not None]
        return (found.end(), kept) if kept else None
    return None


def _mantissas(mantissa: str, group: str | None) -> list[str]:
    """The digits with at most a point, for each way to read them."""
    signs = re.findall(r"[,.]", mantissa)
    if group in (" ", "'"):
        return [mantissa.replace(group, "").replace(",", ".")]
    if len(signs) > 1:
        # What comes last and is another one is the decimal sign.
        last = signs[-1] if signs.count(signs[-1]) == 1 else ""
        for sign in {*signs} - {last}:
            mantissa = mantissa.replace(sign, "")
        return [mantissa.replace(",", ".")]
    as_decimal = mantissa.replace(",", ".")
    if group and not mantissa.startswith("0"):
        return [as_decimal, mantissa.replace(group, "")]
    return [as_decimal]


def _decimal(mantissa: str, power: int) -> tuple[Fraction, str] | None:
    whole, _point, rest = mantissa.partition(".")
    if len(whole) + len(rest) > MOST_DIGITS or abs(power) > MOST_POWER:
        return None
    plain = (whole or "0") + ("." + rest if rest else "")
    return Fraction(plain) * Fraction(10) ** power, f"{plain}e{power}" if power else plain


def _fraction(found: re.Match[str]) -> tuple[Fraction, str] | None:
    whole, upper, lower = found["whole"] or "0", found["upper"], found["lower"]
    if len(whole) + len(upper) + len(lower) > MOST_DIGITS or not int(lower):
        return None
    value = int(whole) + Fraction(int(upper), int(lower))
    return value, f"{value.numerator}/{value.denominator}"


def _bare_power(found: re.Match[str]) -> tuple[Fraction, str] | None:
    base, power = int(found["base"]), int(found["raised"])
    if base == 10:
        return _decimal("1", power)
    if abs(power) > MOST_POWER_OF_OTHERS or (not base and power < 0):
        return None
    value = Fraction(base) ** power
    written = f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator)
    return (value, written) if len(written) <= MOST_DIGITS else None
