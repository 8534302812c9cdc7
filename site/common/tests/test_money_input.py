"""What a person types as an amount is the amount that they mean, in every language."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from common.money_input import InvalidAmount, MoneyField, currency_in, read_amount

LANGUAGES = ["en", "de", "fr", "hi", "ja", "ar", "sv", "de-ch", "pt-br", "en-in", "fa", "pl"]
CURRENCIES = ["EUR", "USD", "INR", "JPY", "KWD", "CHF", "GBP", "BRL"]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("49", "EUR", 4900),
        ("49,00", "EUR", 4900),
        ("49.5", "EUR", 4950),
        (",5", "EUR", 50),
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1\N{NARROW NO-BREAK SPACE}234,50 €", "EUR", 123450),
        ("1’234.50", "CHF", 123450),
        ("CHF 1'234.50", "CHF", 123450),
        ("1.234", "EUR", None),
        ("1,234", "EUR", 123400),
        ("1.234.567", "EUR", 123456700),
        ("₹4,999", "INR", 499900),
        ("1,00,000", "INR", 10000000),
        ("12,34,567.89", "INR", 123456789),
        ("€ 49", "EUR", 4900),
        ("49 EUR", "EUR", 4900),
        ("eur 49", "EUR", 4900),
        ("$49.00", "USD", 4900),
        ("US$ 49", "USD", 4900),
        ("1,500", "JPY", 1500),
        ("１，５００円", "JPY", None),
        ("￥1500", "JPY", 1500),
        ("٤٩٫٥", "EUR", 4950),
        ("४९", "INR", 4900),
        ("1.500,250", "KWD", 1500250),
        ("12,34,5", "EUR", None),
        ("1.23.4", "EUR", None),
        ("1,234.567", "EUR", None),
        ("49.999", "JPY", None),
        ("49.99", "JPY", None),
        ("-5", "EUR", None),
        ("49 USD", "EUR", None),
        ("forty", "EUR", None),
        ("1e5", "EUR", None),
        ("NaN", "EUR", None),
        (".", "EUR", None),
        ("€", "EUR", None),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text, currency, minor) -> None:
    if minor is None:
        with pytest.raises(InvalidAmount):
            read_amount(text, currency, locale="en")
    else:
        assert read_amount(text, currency, locale="en") == Money(minor, currency)


@pytest.mark.parametrize(
    ("language", "currency", "minor"),
    [("en", "KWD", 1234), ("de", "KWD", 1234000), ("de", "EUR", 123400), ("de", "JPY", 1234)],
)
def test_the_language_decides_what_could_be_both(language, currency, minor) -> None:
    assert read_amount("1.234", currency, locale=language) == Money(minor, currency)


@given(st.integers(0, 10**11), st.sampled_from(CURRENCIES), st.sampled_from(LANGUAGES))
def test_what_we_write_we_read(minor, currency, language) -> None:
    amount = Money(minor, currency)
    assert read_amount(amount.format(language), currency, locale=language) == amount
    assert read_amount(amount.format_number(language), currency, locale=language) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_reason(text) -> None:
    try:
        assert read_amount(text, "EUR").amount_minor >= 0
    except InvalidAmount as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("49 EUR", "EUR"),
        ("₹4,999", "INR"),
        ("€49", "EUR"),
        ("49", None),
        ("49 EUR / 5 INR", None),
        ("49 USD", None),
    ],
)
def test_a_currency_is_named_by_code_or_sign(text, currency) -> None:
    assert currency_in(text, ["EUR", "INR"]) == currency


class PriceForm(forms.Form):
    price = MoneyField(currency="EUR", required=False)


def test_a_field_shows_and_reads_amounts_in_the_readers_language() -> None:
    with translation.override("de"):
        shown = str(PriceForm(initial={"price": Money(123450, "EUR")})["price"])
        form = PriceForm({"price": "1.234,5"})
        assert 'value="1234,50"' in shown and 'inputmode="decimal"' in shown
        assert form.is_valid() and form.cleaned_data["price"] == Money(123450, "EUR")


@pytest.mark.parametrize("text", ["lots", "1.234,567", "99999999999999999999"])
def test_a_refused_amount_stays_and_says_how_to_write_it(text) -> None:
    form = PriceForm({"price": text})
    assert not form.is_valid()
    assert "Enter it like 49.00." in form.errors["price"][0]
    assert f'value="{text}"' in str(form["price"])


def test_an_empty_field_is_no_amount() -> None:
    form = PriceForm({"price": " "})
    assert form.is_valid() and form.cleaned_data["price"] is None
