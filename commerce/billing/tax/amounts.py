"""The amounts of one line: net, tax and total, which always add up on every document.

Tax is rounded for each line and each tax of it; the total of an order is the sum of its lines. Where the
price has the tax in it, the tax is computed and the net amount is what is left, so that both make the price
that was shown; exactly half a minor unit is rounded down there, in favour of the net amount.
"""

from __future__ import annotations

from dataclasses import dataclass

from commerce.orders.quotes import LineTax
from common.money import Money

from .rules import Rounding, TaxDecision

WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """A price with its tax. Amounts in minor units; net_minor + tax_minor = total_minor."""

    net_minor: int
    tax_minor: int
    total_minor: int
    taxes: tuple[LineTax, ...]


def without_contained_tax(price: Money, decision: TaxDecision) -> Money:
    """What a shown price comes to where its tax is not due; the price itself where none was in it."""
    if not decision.taken_out_bp:
        return price
    contained = _contained(price.amount_minor, decision.taken_out_bp, decision.taken_out_bp)
    return Money(price.amount_minor - contained, price.currency)


def taxed(price: Money, decision: TaxDecision) -> TaxedAmount:
    """The amounts of a line whose price, after discounts, is `price` (from `without_contained_tax`).

    Raises ValueError for a price below nought.
    """
    amount = price.amount_minor
    if amount < 0:
        raise ValueError(f"a price is never below nought: {price}")
    whole = sum(rate.rate_bp for rate in decision.taxes)
    taxes = tuple(
        LineTax(rate.name, rate.rate_bp, _of(amount, rate.rate_bp, whole, decision))
        for rate in decision.taxes
    )
    tax = sum(each.amount_minor for each in taxes)
    if decision.is_included:
        return TaxedAmount(amount - tax, tax, amount, taxes)
    return TaxedAmount(amount, tax, amount + tax, taxes)


def _of(amount: int, rate_bp: int, whole_bp: int, decision: TaxDecision) -> int:
    if decision.is_included:
        return _contained(amount, rate_bp, whole_bp)
    return divided(amount * rate_bp, WHOLE_BP, decision.rounding)


def _contained(amount: int, rate_bp: int, whole_bp: int) -> int:
    """The tax that is in an amount, exactly half a unit rounded down."""
    whole, rest = divmod(amount * rate_bp, WHOLE_BP + whole_bp)
    return whole + (2 * rest > WHOLE_BP + whole_bp)


def divided(number: int, by: int, rounding: Rounding) -> int:
    """`number / by`, rounded to a whole number; number is 0 or more."""
    whole, rest = divmod(number, by)
    if 2 * rest == by:
        return whole + (rounding is Rounding.HALF_UP or whole % 2)
    return whole + (2 * rest > by)
