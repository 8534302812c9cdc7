"""Money adds up, in every currency and every language."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.money import CurrencyMismatch, Money, UnknownCurrency, exponent_of

CURRENCIES = ["EUR", "JPY", "KWD", "INR", "USD", "CLP", "BHD"]
amounts = st.builds(Money, st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES))


@pytest.mark.parametrize(("currency", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("INR", 2)])
def test_a_currency_has_its_own_number_of_decimals(currency: Any, decimals: Any) -> None:
    assert exponent_of(currency) == decimals


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "ABC", "XAU", "XXX"])
def test_what_is_no_currency_is_refused(currency: Any) -> None:
    with pytest.raises(UnknownCurrency):
        Money(1, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("49.99", "EUR", 4999),
        (Decimal("49.9900"), "EUR", 4999),
        ("-0.01", "EUR", -1),
        (5000, "JPY", 5000),
        (Decimal("5E+3"), "JPY", 5000),
        ("1.234", "KWD", 1234),
        ("0", "USD", 0),
    ],
)
def test_money_is_made_from_an_exact_amount(amount: Any, currency: Any, minor: Any) -> None:
    assert Money.of(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.001", "EUR"), ("0.5", "JPY"), ("NaN", "EUR"), ("Infinity", "EUR"), ("x", "EUR")],
)
def test_an_amount_that_cannot_be_paid_is_refused(amount: Any, currency: Any) -> None:
    with pytest.raises(ValueError):
        Money.of(amount, currency)


def test_a_float_never_becomes_money() -> None:
    with pytest.raises(TypeError):
        Money.of(49.99, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(49.99, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(100, "EUR") * 0.5  # type: ignore[operator]


@given(amounts)
def test_major_units_and_back_change_nothing(money: Any) -> None:
    assert Money.of(money.amount, money.currency) == money


@given(amounts, st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any))
def test_shares_sum_to_the_whole_and_are_fair(money: Any, weights: Any) -> None:
    parts = money.allocate(weights)

    assert sum(part.amount_minor for part in parts) == money.amount_minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.amount_minor * sum(weights) - money.amount_minor * weight) < sum(weights)


def test_what_does_not_divide_goes_to_the_largest_remainder_then_to_the_first() -> None:
    assert [part.amount_minor for part in Money(100, "EUR").split(3)] == [34, 33, 33]
    assert [part.amount_minor for part in Money(-100, "EUR").split(3)] == [-34, -33, -33]
    assert [part.amount_minor for part in Money(10, "EUR").allocate([1, 2, 0])] == [3, 7, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_shares_need_a_positive_weight(weights: Any) -> None:
    with pytest.raises(ValueError):
        Money(100, "EUR").allocate(weights)


@given(amounts, amounts)
def test_currencies_never_mix(one: Any, other: Any) -> None:
    if one.currency == other.currency:
        assert (one + other) - other == one
        assert (one < other) == (one.amount_minor < other.amount_minor)
        assert (one >= other) != (one < other)
        assert (one <= other) != (one > other)
    else:
        for mix in (one.__add__, one.__sub__, one.__lt__, one.__ge__, one.__le__, one.__gt__):
            with pytest.raises(CurrencyMismatch):
                mix(other)


def test_money_multiplies_by_whole_numbers_and_negates() -> None:
    assert 3 * Money(250, "EUR") == Money(750, "EUR") == Money(250, "EUR") * 3
    assert -Money(250, "EUR") == Money(-250, "EUR")
    assert not Money.zero("EUR")
    assert Money(-1, "EUR")


def test_money_does_not_add_to_a_number() -> None:
    with pytest.raises(TypeError):
        Money(1, "EUR") + 1  # type: ignore[operator]


@pytest.mark.parametrize(
    ("money", "locale", "words"),
    [
        (Money(123456, "EUR"), "en", "€1,234.56"),
        (Money(123456, "EUR"), "fr", "1\u202f234,56\xa0€"),
        (Money(123456, "JPY"), "en", "¥123,456"),
        (Money(1500, "KWD"), "en", "KWD\xa01.500"),
        (Money(10000000, "INR"), "en-in", "₹1,00,000.00"),
        # CLDR rounds the afghani to whole units in its display; the minor units are still there to be paid.
        (Money(150, "AFN"), "en", "AFN\xa01.50"),
        (Money(-5, "USD"), "en", "-$0.05"),
        (Money(5, "USD"), "xx-nowhere", "$0.05"),
    ],
)
def test_money_is_written_as_the_reader_expects(money: Any, locale: Any, words: Any) -> None:
    assert money.format(locale) == words


def test_money_speaks_the_active_language() -> None:
    with translation.override("fr"):
        assert str(Money(4999, "EUR")) == "49,99\xa0€"
