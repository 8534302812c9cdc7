"""How Razorpay counts money: in subunits, as ISO 4217 has them but for a few.

https://razorpay.com/docs/payments/international-payments/#supported-currencies
"""

from __future__ import annotations

from common.money import Money, UnknownCurrency, exponent_of

from ..base import GatewayRefused

#: The last digit has to be 0.
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "OMR", "TND"))


def to_units(money: Money) -> int:
    """The amount as Razorpay writes it. Raises GatewayRefused for one that it doesn't take."""
    exponent = exponent_of(money.currency)
    if exponent > 2 and money.currency not in _THREE_DECIMALS:
        raise GatewayRefused(f"Razorpay takes no {money.currency}", code="currency")
    step = 10 if money.currency in _THREE_DECIMALS else 1
    # Less than one rupee is refused there.
    least = 100 if money.currency == "INR" else 1
    if money.amount_minor < least or money.amount_minor % step:
        raise GatewayRefused(f"{money.amount} {money.currency} can't be charged by Razorpay", code="amount")
    return money.amount_minor


def refund_units(money: Money) -> int:
    """The amount of a refund: as above, but for the least amount. Raises GatewayRefused."""
    if money.amount_minor <= 0 or (money.currency in _THREE_DECIMALS and money.amount_minor % 10):
        raise GatewayRefused(f"{money.amount} {money.currency} can't be given back", code="amount")
    return money.amount_minor


def from_units(units: int, currency: str) -> Money:
    """Money from Razorpay's units. Raises UnknownCurrency."""
    if not isinstance(currency, str):
        raise UnknownCurrency(repr(currency))
    return Money(units, currency.upper())
