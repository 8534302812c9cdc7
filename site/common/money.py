"""An amount of money: whole minor units of one currency, never a float.

The currencies and their minor units are ISO 4217's; the words and signs around them are the locale's (CLDR).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import parse_pattern
from django.utils.translation import get_language, to_locale
from iso4217 import Currency

# CLDR's rule for a sign that is written in letters: "KWD 1.500", but "$1.50".
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class UnknownCurrency(ValueError):
    """No currency in circulation has this code."""


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies can't be added or compared."""


@cache
def exponent_of(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    currency: the ISO 4217 code in capitals. Raises UnknownCurrency, also for codes of no coin (gold, tests).
    """
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        exponent = None
    if exponent is None:
        raise UnknownCurrency(f"{currency!r} is not the ISO 4217 code of a currency")
    return exponent


@dataclass(frozen=True, slots=True)
class Money:
    """amount_minor: in the smallest unit of `currency` (4999 EUR is 49.99 €, 4999 JPY is 4999 ¥).

    Adds, subtracts and compares with Money of the same currency only (CurrencyMismatch), and multiplies by
    whole numbers. Sharing out goes through `allocate` or `split`, which lose nothing.
    """

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount_minor, int) or isinstance(self.amount_minor, bool):
            raise TypeError(f"minor units are whole: {self.amount_minor!r}")
        exponent_of(self.currency)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Money from major units: `Money.of("49.99", "EUR")`.

        Raises ValueError for an amount that is finer than the currency's minor unit, or no number at all;
        TypeError for a float.
        """
        if isinstance(amount, float):
            raise TypeError("money is never made from a float")
        try:
            exact = Decimal(amount)
        except ArithmeticError as error:
            raise ValueError(f"{amount!r} is not an amount") from error
        if not exact.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        exponent = exponent_of(currency)
        sign, digits, shift = exact.as_tuple()
        minor, rest = _shifted(int("".join(map(str, digits))), int(shift) + exponent)
        if rest:
            raise ValueError(f"{amount} {currency} is finer than {exponent} decimals")
        return cls(-minor if sign else minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        sign, digits, _ = Decimal(self.amount_minor).as_tuple()
        return Decimal((sign, digits, -exponent_of(self.currency)))

    def format(self, locale: str = "") -> str:
        """In words and signs of `locale` (a Django language code; the active language by default)."""
        spoken = _locale(locale or get_language() or "en")
        decimals = exponent_of(self.currency)
        pattern = parse_pattern(spoken.currency_formats["standard"].pattern)
        pattern.frac_prec = (decimals, decimals)
        words = pattern.apply(self.amount, spoken, currency=self.currency, currency_digits=False)
        return _LETTER_BESIDE_DIGIT.sub("\xa0", words)

    def format_number(self, locale: str = "") -> str:
        """The amount as `locale` writes numbers, without sign or code, and without groups of thousands."""
        spoken = _locale(locale or get_language() or "en")
        decimals = exponent_of(self.currency)
        pattern = parse_pattern("0")
        pattern.frac_prec = (decimals, decimals)
        return pattern.apply(self.amount, spoken)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Share out by `weights` so that the parts sum to the whole.

        Each part is within one minor unit of its exact share; what does not divide goes, one unit each, to
        the largest remainders, the earlier part first. Raises ValueError without a positive weight.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be 0 or more, and one of them more than 0")
        size, sign = abs(self.amount_minor), -1 if self.amount_minor < 0 else 1
        parts = [size * weight // total for weight in weights]
        by_remainder = sorted(range(len(parts)), key=lambda place: -(size * weights[place] % total))
        for place in by_remainder[: size - sum(parts)]:
            parts[place] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def split(self, count: int) -> list[Money]:
        """`count` parts that sum to the whole and differ by one minor unit at most."""
        return self.allocate([1] * count)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._minor_of(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if not isinstance(count, int) or isinstance(count, bool):
            return NotImplemented
        return Money(self.amount_minor * count, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._minor_of(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._minor_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount_minor > self._minor_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount_minor >= self._minor_of(other)

    def __bool__(self) -> bool:
        """False for an amount of nothing."""
        return self.amount_minor != 0

    def __str__(self) -> str:
        return self.format()

    def _minor_of(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money only goes with money, not with {other!r}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount_minor


def _shifted(number: int, places: int) -> tuple[int, int]:
    """number * 10**places as a whole number, and what would be cut off."""
    if places >= 0:
        return number * 10**places, 0
    return divmod(number, 10**-places)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
