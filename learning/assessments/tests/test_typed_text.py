"""What people type: slips of the keyboard, and numbers as they are written around the world."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.question_types.numbers import read_number, read_quantity
from learning.assessments.question_types.text_normalisation import cleaned, normal, slips_between

few_letters = st.text("abc", max_size=7)


def slowly(one: str, other: str) -> int:
    """The same distance by its definition, the whole table of it."""
    table = {(row, 0): row for row in range(len(one) + 1)}
    table |= {(0, place): place for place in range(len(other) + 1)}
    for row in range(1, len(one) + 1):
        for place in range(1, len(other) + 1):
            differs = one[row - 1] != other[place - 1]
            ways = [
                table[row - 1, place] + 1,
                table[row, place - 1] + 1,
                table[row - 1, place - 1] + differs,
            ]
            if one[row - 2 : row] == other[place - 2 : place][::-1] and row > 1 and place > 1:
                ways.append(table[row - 2, place - 2] + 1)
            table[row, place] = min(ways)
    return table[len(one), len(other)]


@given(few_letters, few_letters, st.integers(0, 4))
def test_the_bounded_distance_is_the_distance_up_to_its_bound(one: str, other: str, most: int) -> None:
    assert slips_between(one, other, most) == min(slowly(one, other), most + 1)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("abcd", "abcd", 0), ("abcd", "abdc", 1), ("abcd", "abc", 1), ("abcd", "xbcd", 1), ("abcd", "badc", 2)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert slips_between(one, other, 3) == slips


@given(st.text())
def test_texts_have_one_normal_form(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "3"),
        ("3.50", "7/2"),
        ("3,50", "7/2"),
        (".5", "1/2"),
        ("5.", "5"),
        ("-1,5", "-3/2"),
        ("− 1.5", "-3/2"),
        ("1,234", "617/500"),  # a single comma is the decimal sign
        ("1,234,567", "1234567"),
        ("1.234.567,5", "2469135/2"),
        ("1,234.5", "2469/2"),
        ("1\N{THIN SPACE}234\N{NARROW NO-BREAK SPACE}567,25", "4938269/4"),
        ("1’234.5", "2469/2"),
        ("6.02e3", "6020"),
        ("6,02E+3", "6020"),
        ("6.02 × 10^3", "6020"),
        ("6.02·10³", "6020"),
        ("6.02*10**3", "6020"),
        ("5 x 10⁻²", "1/20"),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", "12"),
        ("٣٫٥", "7/2"),
        ("1e999", str(10**999)),
        ("", None),
        ("12.34.56", None),
        ("1,234,56", None),
        ("2 x 105", None),
        ("e5", None),
        ("--1", None),
        ("1e1000", None),
        ("1" * 61, None),
        ("nan", None),
        ("inf", None),
        ("0x10", None),
        ("1_000", None),
        ("½", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str | None) -> None:
    found = read_number(text)
    assert (found and found.value) == (value and Fraction(value))


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5 m", "m"), ("5eV", "eV"), ("5 m·s⁻¹", "m·s-1"), ("5 m * s^-1", "m·s-1"), ("5℃", "°C"), ("5 Ω", "Ω")],
)
def test_units_have_one_spelling(text: str, unit: str) -> None:
    found = read_quantity(text)
    assert found is not None
    assert (found.value, found.unit) == (5, unit)


@given(st.text() | st.from_regex(r"[+-]?[0-9 ,.]{1,12}([eE][+-]?[0-9]{1,5})?", fullmatch=True))
def test_whatever_is_typed_is_a_number_or_not(text: str) -> None:
    found = read_number(text)
    if found is not None:
        assert read_number(found.written) == found
        assert Fraction(found.written) == found.value
