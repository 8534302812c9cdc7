"""What people type: slips of the keyboard, and numbers as they are written around the world."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.question_types.numbers import read_number, read_quantities, read_quantity
from learning.assessments.question_types.text_normalisation import (
    cleaned,
    is_slip_of,
    normal,
    slips_between,
    slips_of,
)
from learning.assessments.question_types.units import is_same_unit

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
        ("½", "1/2"),
        ("1½", "3/2"),
        ("1 ½", "3/2"),
        ("1/2", "1/2"),
        ("-3 / 4", "-3/4"),
        ("1 1/2", "3/2"),
        ("1/0", None),
        ("10^5", "100000"),
        ("10⁵", "100000"),
        ("10**5", "100000"),
        ("10⁻²", "1/100"),
        ("-10^(-2)", "-1/100"),
        ("2⁵", "32"),
        ("0^-1", None),
        ("9^9999", None),
        ("‐3", "-3"),
        ("‒3", "-3"),
        ("—3", "-3"),
        ("－3", "-3"),
        ("⁻3", "-3"),
        ("➖3", "-3"),
        ("1,00,000", "100000"),
        ("12,34,567.5", "2469135/2"),
        ("100'000", "100000"),
        ("100´000", "100000"),
        ("0,123", "123/1000"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str | None) -> None:
    found = read_number(text)
    assert (found and found.value) == (value and Fraction(value))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("100,000", ["100", "100000"]),
        ("100.000", ["100", "100000"]),
        ("-1,234", ["-617/500", "-1234"]),
        ("1.234 kg", ["617/500", "1234"]),
        ("1,234e2", ["617/5", "123400"]),
        ("0.123", ["123/1000"]),
        ("1,2345", ["2469/2000"]),
        ("1,234,567", ["1234567"]),
        ("100 000", ["100000"]),
        ("3,14", ["157/50"]),
        ("three", []),
    ],
)
def test_one_group_of_thousands_has_two_readings(text: str, values: list[str]) -> None:
    assert [one.value for one in read_quantities(text)] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("kg.", "kg", True),
        ("m·s⁻²", "m/s²", True),
        ("m s^-2", "m/s^2", True),
        ("m/s/s", "m·s⁻²", True),
        ("1/s", "s⁻¹", True),
        ("m × kg", "kg·m", True),
        ("km", "m", False),
        ("mW", "MW", False),
        ("m/s", "m·s", False),
        ("m²", "m³", False),
        ("€", "$", False),
    ],
)
def test_units_are_the_same_however_they_are_spelt(one: str, other: str, is_same: bool) -> None:
    assert is_same_unit(one, other) is is_same_unit(other, one) is is_same


@pytest.mark.parametrize(
    ("text", "unit"),
    [("€ 5", "€"), ("€5", "€"), ("-€5", "€"), ("5 €", "€"), ("USD 5", "USD"), ("Rs. 5", "Rs")],
)
def test_a_currency_may_stand_before_its_number(text: str, unit: str) -> None:
    found = read_quantity(text)
    assert found is not None
    assert (abs(found.value), found.unit) == (5, unit)
    assert (found.value < 0) is text.startswith("-")


@pytest.mark.parametrize("text", ["€ 5 kg", "-€-5", "five 5", "x = 5"])
def test_what_stands_before_a_number_is_a_currency_or_nothing(text: str) -> None:
    assert read_quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("½", "1/2", True),
        ("1½", "1 1/2", True),
        ("1 / 2", "1/2", True),
        ("x²", "x^2", True),
        ("x²", "x**2", True),
        ("m²", "m2", True),
        ("H₂O", "H2O", True),
        ("10²", "10^2", True),
        ("10²", "102", False),
        ("(a+b)²", "(a+b)2", False),
        ("l’eau", "l'eau", True),
        ("l´eau", "l'eau", True),
        ("l`eau", "l'eau", True),
        ("Paris.", "Paris", True),
        ("Paris 。", "Paris", True),
        (".", "", False),
        ("e.g.", "e.g", True),
    ],
)
def test_texts_are_the_same_however_they_are_typed(one: str, other: str, is_same: bool) -> None:
    assert (normal(one) == normal(other)) is is_same


@pytest.mark.parametrize(
    ("given", "wanted", "typos", "is_slip"),
    [
        ("photosyntesis", "photosynthesis", 1, True),
        ("pairs", "paris", 1, True),  # five letters: its author is shown that it would pass
        ("seal", "meal", 1, False),
        ("meat", "meal", 1, False),  # four letters
        ("hotosynthesis", "photosynthesis", 1, False),  # the first letter
        ("decrease", "increase", 2, False),
        ("effect", "affect", 1, False),
        ("red flood cell", "red blood cell", 1, False),
        ("red bloud cell", "red blood cell", 1, True),
        ("rad blood cell", "red blood cell", 1, False),  # a short word among long ones
        ("ice cream", "icecream", 1, True),
        ("bloood preasure", "blood pressure", 2, True),
        ("bloood preasure", "blood pressure", 1, False),
        ("carbon14x", "carbon15x", 1, False),
        ("paris", "paris", 0, False),
    ],
)
def test_a_slip_is_no_other_word(given: str, wanted: str, typos: int, is_slip: bool) -> None:
    assert is_slip_of(given, wanted, typos) is is_slip


def test_authors_see_what_else_would_pass() -> None:
    assert slips_of("paris", 1)[:2] == ["prais", "pairs"]
    assert slips_of("meal", 3) == []
    assert all(is_slip_of(one, "red blood cell", 1) for one in slips_of("red blood cell", 1))


@given(st.text("abcdefg ", min_size=1, max_size=12), st.text("abcdefg ", min_size=1, max_size=12))
def test_no_slip_touches_a_first_letter_or_a_short_word(given: str, wanted: str) -> None:
    given, wanted = normal(given), normal(wanted)
    if given and wanted and is_slip_of(given, wanted, 3) and len(given.split()) == len(wanted.split()):
        for one, word in zip(given.split(), wanted.split(), strict=True):
            assert one == word or (one[0] == word[0] and len(word) >= 5)


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
