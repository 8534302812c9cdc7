"""What an order is made of, as plain data: worked out by billing, frozen on the order when it is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from common.money import Money


class WrongQuote(ValueError):
    """The amounts of a quote contradict each other."""


@dataclass(frozen=True, slots=True)
class LineTax:
    """One tax of a line. name: as on the invoice (VAT, CGST). rate_bp: in hundredths of a percent."""

    name: str
    rate_bp: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LineShare:
    """Who gets a part of what a line earns. share_bp: of its net amount, in hundredths of a percent."""

    payee: UUID
    share_bp: int


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """One product as it would be sold. Amounts in minor units of the quote's currency.

    unit_minor: the price as it is shown, with tax or without as `Quote.is_tax_included` says.
    discount_minor: what is taken off it. net_minor + tax_minor = total_minor. choices: opaque codes of what
    was picked from the product. recipient_email, recipient_account_id: whose it will be
    when that is not the buyer. kind: of `OrderLine.Kind`.
    """

    product_code: str
    title: str
    supply: str
    unit_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    discount_minor: int = 0
    taxes: tuple[LineTax, ...] = ()
    payees: tuple[LineShare, ...] = ()
    choices: tuple[str, ...] = ()
    recipient_email: str = ""
    recipient_account_id: UUID | None = None
    kind: str = "product"

    def problem(self, *, is_tax_included: bool) -> str:
        """What contradicts itself in this line, empty when nothing does."""
        if min(self.unit_minor, self.discount_minor, self.net_minor, self.tax_minor, self.total_minor) < 0:
            return "an amount is below nought"
        if self.net_minor + self.tax_minor != self.total_minor:
            return "net and tax do not make the total"
        if sum(tax.amount_minor for tax in self.taxes) != self.tax_minor:
            return "the taxes do not make the tax"
        left = self.unit_minor - self.discount_minor
        if left != (self.total_minor if is_tax_included else self.net_minor):
            return "price and discount do not make the amount"
        if sum(share.share_bp for share in self.payees) > 10_000:
            return "more than all is shared out"
        return ""

    @property
    def is_more_than_money(self) -> bool:
        """Whether something is taken off it, taxed, shared out or given away: a top-up has none of that."""
        return bool(self.discount_minor or self.tax_minor or self.payees or self.recipient_email)

    def taxes_as_json(self) -> list[dict[str, Any]]:
        return [asdict(tax) for tax in self.taxes]

    def payees_as_json(self) -> list[dict[str, Any]]:
        return [{"payee": str(share.payee), "share_bp": share.share_bp} for share in self.payees]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket costs this buyer at this moment.

    currency: ISO 4217. buyer: name, address and tax number, as on the invoice (`BuyerDetails.as_json`).
    evidence: what proves where the buyer is, kept beside the order. coupon_codes: those that the discount
    comes from. valid_until: when a price of it changes, so that the order has to be paid by then.
    """

    currency: str
    lines: tuple[QuotedLine, ...]
    is_tax_included: bool = False
    buyer: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    coupon_codes: tuple[str, ...] = ()
    valid_until: datetime | None = None

    @property
    def net(self) -> Money:
        return self._sum("net_minor")

    @property
    def tax(self) -> Money:
        return self._sum("tax_minor")

    @property
    def discount(self) -> Money:
        return self._sum("discount_minor")

    @property
    def total(self) -> Money:
        """The sum of the lines, by definition."""
        return self._sum("total_minor")

    def check(self) -> None:
        """Raises WrongQuote when its amounts contradict each other, or there is nothing in it."""
        if not self.lines:
            raise WrongQuote("a quote has a line at least")
        for line in self.lines:
            if problem := line.problem(is_tax_included=self.is_tax_included):
                raise WrongQuote(f"{line.product_code}: {problem}")
            if line.kind == "top_up" and (
                len(self.lines) > 1 or self.coupon_codes or line.is_more_than_money
            ):
                raise WrongQuote(f"{line.product_code}: a top-up is money alone")

    def _sum(self, name: str) -> Money:
        return Money(sum(getattr(line, name) for line in self.lines), self.currency)
