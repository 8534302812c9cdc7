"""How the first edition of the scorer read what people type. It is never changed.

Attempts that began before numbers and texts were read more generously keep the score that they had: their
snapshots are scored by this module. Nothing else uses it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from .text_normalisation import cleaned, slips_between

_LONGEST, _MOST_DIGITS, _MOST_POWER = 120, 60, 999
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
_PLAIN = str.maketrans(dict.fromkeys("‘’ʼ′`", "'") | dict.fromkeys("“”″", '"') | dict.fromkeys("‐‑‒–—−", "-"))
_DIGITS = re.compile(r"\d+")


def number_then(text: str) -> tuple[Fraction, str] | None:
    """The number at the beginning of a text, and its unit: a single comma or point was the decimal sign."""
    text = cleaned(text)
    if not text or len(text) > _LONGEST:
        return None
    spelt = _spelt(text)
    found = _NUMBER.match(spelt)
    if found is None:
        return None
    mantissa, group = found["mantissa"], found["group"]
    if group and (group == " " or len(re.findall(r"[,.]", mantissa)) > 1):
        mantissa = mantissa.replace(group, "")
    whole, _point, rest = mantissa.replace(",", ".").partition(".")
    power = int(found["power"] or found["raised"] or 0)
    if len(whole) + len(rest) > _MOST_DIGITS or abs(power) > _MOST_POWER:
        return None
    plain = found["sign"].replace("+", "") + (whole or "0") + ("." + rest if rest else "")
    return Fraction(plain) * Fraction(10) ** power, unit_then(spelt[found.end() :])


def unit_then(unit: str) -> str:
    """A unit in the one spelling of that time."""
    plain = unicodedata.normalize("NFKC", unit.translate(_RAISED)).translate(_SIGNS)
    plain = "".join(plain.split()).replace("**", "").replace("^", "")
    return re.sub("[*\N{MULTIPLICATION SIGN}\N{DOT OPERATOR}\N{BULLET OPERATOR}]", "\N{MIDDLE DOT}", plain)


def normal_then(text: str, *, is_case_sensitive: bool = False) -> str:
    """A text as it was compared."""
    plain = unicodedata.normalize("NFKD", cleaned(text)).translate(_PLAIN)
    if not is_case_sensitive:
        plain = unicodedata.normalize("NFKC", plain.casefold()).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    return " ".join(plain.split())


def accepted_then(text: str, accepted: Iterable[str], *, is_case_sensitive: bool, typos: int) -> bool:
    """Whether the text was accepted: each slip needed three signs."""
    given = normal_then(text, is_case_sensitive=is_case_sensitive)
    if not given:
        return False
    for right in accepted:
        wanted = normal_then(right, is_case_sensitive=is_case_sensitive)
        if given == wanted:
            return True
        most = min(typos, len(wanted) // 3)
        same_digits = _DIGITS.findall(given) == _DIGITS.findall(wanted)
        if most and same_digits and slips_between(given, wanted, most) <= most:
            return True
    return False


def _spelt(text: str) -> str:
    text = _RAISED_TEN.sub(lambda found: found[1] + "^" + found[2].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join("".join(digits).split())
