"""How Stripe counts money: in units of its own, which aren't ISO 4217's everywhere.

https://docs.stripe.com/currencies
"""

from __future__ import annotations

from common.money import Money, UnknownCurrency, exponent_of

from ..base import GatewayRefused

_NO_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
#: The last digit has to be 0.
_THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
#: Without decimals, and yet written with two, which have to be 00.
_WRITTEN_WITH_TWO = frozenset(("ISK", "UGX"))


def decimals_of(currency: str) -> int:
    """How many decimals Stripe's amounts have. Raises UnknownCurrency for one that it doesn't take."""
    if currency in _NO_DECIMALS:
        return 0
    if currency in _THREE_DECIMALS:
        return 3
    if currency in _WRITTEN_WITH_TWO or exponent_of(currency) == 2:
        return 2
    raise UnknownCurrency(currency)


def to_units(money: Money) -> int:
    """The amount as Stripe writes it. Raises GatewayRefused for one that can't be said exactly."""
    try:
        shift = decimals_of(money.currency) - exponent_of(money.currency)
    except UnknownCurrency:
        raise GatewayRefused(f"Stripe takes no {money.currency}", code="currency") from None
    step = 10 ** max(-shift, 0) * (10 if money.currency in _THREE_DECIMALS else 1)
    if money.amount_minor <= 0 or money.amount_minor % step:
        raise GatewayRefused(f"{money.amount} {money.currency} can't be charged by Stripe", code="amount")
    return money.amount_minor * 10**shift if shift >= 0 else money.amount_minor // 10**-shift


def from_units(units: int, currency: str) -> Money:
    """Money from Stripe's units. currency: in small letters or capitals. Raises UnknownCurrency."""
    currency = currency.upper()
    shift = decimals_of(currency) - exponent_of(currency)
    return Money(units // 10**shift if shift >= 0 else units * 10**-shift, currency)
