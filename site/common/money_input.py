"""Amounts of money as people type them: `49,00`, `1.234,50`, `₹4,999`, `€ 49`, `1’234.50`, `EUR 49`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_symbol, get_decimal_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from .money import Money, exponent_of

_POINTS = ".,"
#: Between groups of thousands, but for points and commas: blanks of all kinds and apostrophes.
_GROUPING = re.compile(r"(?<=\d)[\s'’ʼ`´٬_](?=\d)")
_PLAIN = str.maketrans("٫，．、−‒–", ".,..---")
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+")
#: Three to a group; in India the groups before the last have two.
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:[.,]\d{2})*[.,]\d{3}")


class InvalidAmount(ValueError):
    """A text that is no amount of this currency. The message tells the person why."""


def read_amount(text: str, currency: str, *, locale: str = "") -> Money:
    """The amount that a person means, in a currency that is known already.

    Either sign may part decimals or thousands. Where both could be meant, as in `1.234`, the decimal sign of
    `locale` decides (a Django language code; the active one by default), so that nothing costs a thousand
    times what was meant. A sign or code of the currency may stand before or behind. Raises InvalidAmount.
    """
    plain = _without_currency(_digits(text), currency, locale)
    number = _GROUPING.sub("", plain.translate(_PLAIN)).strip()
    if number.startswith("-"):
        raise InvalidAmount(_("An amount can't be below zero."))
    if not _NUMBER.fullmatch(number):
        raise InvalidAmount(_("“%(text)s” isn't an amount.") % {"text": text.strip()[:40]})
    whole, decimals = _parts(number, _decimal_sign(locale))
    try:
        return Money.of(f"{whole or 0}.{decimals or 0}", currency)
    except ValueError as error:
        words = _("%(currency)s has at most %(count)d decimal places.")
        if exponent_of(currency) == 0:
            words = _("%(currency)s has no decimal places.")
        raise InvalidAmount(words % {"currency": currency, "count": exponent_of(currency)}) from error


def currency_in(text: str, currencies: Iterable[str]) -> str | None:
    """Which of these currencies a text names, by its code or its sign; None for none, or for several."""
    plain = _digits(text).casefold()
    named = [code for code in currencies if re.search(rf"(?<![a-z]){code.casefold()}(?![a-z])", plain)]
    if not named and not re.search(r"[a-z]{3}", plain):
        named = [code for code in currencies if any(sign.casefold() in plain for sign in _symbols(code))]
    return named[0] if len(named) == 1 else None


def _parts(number: str, sign: str) -> tuple[str, str]:
    """The digits before and behind the decimal sign. Raises InvalidAmount for groups that are none."""
    last = max(number.rfind(point) for point in _POINTS)
    if last < 0:
        return number, ""
    point, behind = number[last], number[last + 1 :]
    if number.count(point) > 1:
        is_decimal = False
    elif any(other in number for other in _POINTS.replace(point, "")):
        is_decimal = True
    else:
        is_decimal = len(behind) != 3 or not number[:last] or point == sign
    whole, decimals = (number[:last], behind) if is_decimal else (number, "")
    signs = {each for each in whole if each in _POINTS}
    if signs and (len(signs) > 1 or point in signs and is_decimal or not _GROUPS.fullmatch(whole)):
        raise InvalidAmount(_("“%(text)s” isn't an amount.") % {"text": number[:40]})
    return re.sub(r"[.,]", "", whole), decimals


def _digits(text: str) -> str:
    """Digits of any script as 0 to 9, and no marks of direction."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(letter)) if unicodedata.digit(letter, None) is not None else letter
        for letter in plain
        if unicodedata.category(letter) != "Cf"
    ).strip()


def _without_currency(text: str, currency: str, locale: str) -> str:
    """The text without the currency's code or sign at either end. Raises InvalidAmount for another one's."""
    for name in sorted({currency, *_symbols(currency, locale)}, key=len, reverse=True):
        folded = text.casefold()
        if folded.startswith(name.casefold()):
            return text[len(name) :].strip(" .") if text[len(name) :].strip() else text
        if folded.endswith(name.casefold()):
            return text[: -len(name)].strip()
    for code in re.findall(r"[A-Za-z]{3}", text):
        if code.upper() in get_global("all_currencies"):
            raise InvalidAmount(_("This price is in %(currency)s.") % {"currency": currency})
    return text


def _symbols(currency: str, locale: str = "") -> set[str]:
    locales = (_babel(locale), "en", "de", "fr", "hi", "ja", "ar")
    found = {get_currency_symbol(currency, locale=locale) for locale in locales}
    signs = {unicodedata.normalize("NFKC", symbol) for symbol in found}
    cleaned = {"".join(each for each in sign if unicodedata.category(each) != "Cf").strip() for sign in signs}
    return {sign for sign in cleaned if sign and not sign[0].isdigit()}


def _decimal_sign(locale: str) -> str:
    return get_decimal_symbol(_babel(locale)).translate(_PLAIN)


def _babel(locale: str) -> str:
    return to_locale(locale or get_language() or "en")


#: More would be a slip of the keyboard, and soon too much for a column of the database.
MOST_MINOR_UNITS = 10**12


class MoneyField(forms.Field):
    """An amount in one currency, as people type it. Cleans to Money, or None where nothing is typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        """The amount as the reader's language writes it, without the sign."""
        return value.format_number() if isinstance(value, Money) else value

    def to_python(self, value: Any) -> Money | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return self._within_limits(read_amount(text, self.currency))
        except InvalidAmount as error:
            example = Money.of(49, self.currency).format_number()
            raise ValidationError(
                _("%(problem)s Enter it like %(example)s."),
                params={"problem": str(error), "example": example},
                code="invalid",
            ) from error

    def _within_limits(self, amount: Money) -> Money:
        if amount.amount_minor > MOST_MINOR_UNITS:
            raise InvalidAmount(_("This amount is too large."))
        return amount
