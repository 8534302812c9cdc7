"""What a basket would cost, line by line, and what still keeps it from being bought: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commerce.catalogue.models import Coupon
from commerce.catalogue.sellers import ChoiceRule, ProductFace
from commerce.orders.quotes import Quote
from common.money import Money
from common.verdict import Verdict

#: What of the buyer has to be known before tax can be worked out.
COUNTRY, REGION = "country", "region"


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One line of a basket as it would be sold now.

    price: as the catalogue says it, None where it isn't sold in this currency. former: during a sale, the
    lowest price of the 30 days before it, None where that was no higher. owned_part: what it costs
    less because the buyer has a part of it. coupon_part: what coupons take off. rule: what there is to
    choose. verdict: whether it may be bought like this.
    """

    line_id: int
    product_code: str
    face: ProductFace
    price: Money | None
    former: Money | None
    owned_part: Money
    coupon_part: Money
    rule: ChoiceRule | None
    choices: tuple[str, ...]
    recipient_email: str
    verdict: Verdict

    @property
    def is_gift(self) -> bool:
        return bool(self.recipient_email)

    @property
    def final_price(self) -> Money | None:
        """The price after all that is taken off, as the catalogue writes prices."""
        return None if self.price is None else self.price - self.owned_part - self.coupon_part

    @property
    def chosen(self) -> list[tuple[str, str, bool]]:
        """What there is to choose: code, title, and whether it was chosen."""
        options = self.rule.options if self.rule else ()
        return [(code, title, code in self.choices) for code, title in options]


@dataclass(frozen=True, slots=True)
class OfferedCoupon:
    """A coupon that was typed, and whether it holds."""

    code: str
    coupon: Coupon | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Offer:
    """What a basket comes to. quote: None as long as something is missing.

    needs: what of the buyer isn't known yet (COUNTRY, REGION). currencies: those in which all of it is sold.
    changes_at: when a price or coupon of it changes next.
    """

    currency: str
    lines: tuple[OfferedLine, ...]
    coupons: tuple[OfferedCoupon, ...] = ()
    needs: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    quote: Quote | None = None
    changes_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def refused(self) -> list[OfferedLine]:
        """The lines that can't be bought like this."""
        return [line for line in self.lines if not line.verdict]

    @property
    def subtotal(self) -> Money:
        """What the prices make together before anything is taken off; a line without one counts nothing."""
        return self._sum(*(line.price for line in self.lines))

    @property
    def taken_off(self) -> Money:
        return self._sum(*(line.owned_part + line.coupon_part for line in self.lines))

    @property
    def before_tax_is_known(self) -> Money:
        return self.subtotal - self.taken_off

    def _sum(self, *amounts: Money | None) -> Money:
        return sum((each for each in amounts if each is not None), Money.zero(self.currency))
