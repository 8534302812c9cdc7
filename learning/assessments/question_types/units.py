"""Units as people type them: `kg.`, `m/s²`, `m·s⁻²`, `m s^-2`."""

from __future__ import annotations

import re
import unicodedata

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SIGNS = str.maketrans(dict.fromkeys("\N{MINUS SIGN}‐‑‒–—―⁻", "-") | {"⁄": "/", "∕": "/"})
_DOT = "\N{MIDDLE DOT}"
_DOTS = re.compile("[*\N{MULTIPLICATION SIGN}\N{DOT OPERATOR}\N{BULLET OPERATOR}]")
_FACTOR = re.compile(rf"(?P<name>[^\s\d{_DOT}/.^+-]+)(?P<power>[+-]?\d{{1,2}})?")
_BETWEEN = re.compile(rf"\s?(?P<sign>[{_DOT}/.]|\s)\s?")


def unit_spelt(unit: str) -> str:
    """A unit in one spelling, without blanks and a full stop behind. Case counts: mW is not MW."""
    return "".join(_spelt(unit).split())


def is_same_unit(one: str, other: str) -> bool:
    """Whether two units are spelt alike or are products of the same powers: `m/s²` is `m·s⁻²`."""
    if unit_spelt(one) == unit_spelt(other):
        return True
    powers = powers_of(one)
    return bool(powers) and powers == powers_of(other)


def powers_of(unit: str) -> dict[str, int]:
    """The power of each factor of a unit; empty if it can't be taken apart."""
    text, powers, sign = _spelt(unit), dict[str, int](), 1
    if text.startswith("1/"):
        text, sign = text[2:].strip(), -1
    place = 0
    while True:
        factor = _FACTOR.match(text, place)
        if factor is None:
            return {}
        powers[factor["name"]] = powers.get(factor["name"], 0) + sign * int(factor["power"] or 1)
        place = factor.end()
        if place == len(text):
            return {name: power for name, power in powers.items() if power}
        between = _BETWEEN.match(text, place)
        if between is None:
            return {}
        sign, place = -1 if between["sign"] == "/" else 1, between.end()


def _spelt(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit.translate(_RAISED)).translate(_SIGNS)
    plain = " ".join(plain.replace("**", "").replace("^", "").split())
    return _DOTS.sub(_DOT, plain).rstrip(". ")
