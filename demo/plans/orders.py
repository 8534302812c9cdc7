"""What the demo academy sold so far, as it stands in `content/orders.toml`, read into plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from demo.plans.content import read_content


@dataclass(frozen=True)
class TaxRatePlan:
    """A tax rate that is kept. rate: in percent."""

    country: str
    name: str
    kind: str
    rate: Decimal
    is_included: bool


@dataclass(frozen=True)
class CouponPlan:
    """A coupon. percent: 0 for one of amounts, which stand by currency. products: slugs; none: all.

    in_days: when it ends, days after now; below zero it has ended.
    """

    code: str
    description: str
    days_ago: int
    in_days: int
    percent: Decimal = Decimal(0)
    amounts: dict[str, str] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    limit_per_customer: int | None = None
    limit_total: int | None = None


@dataclass(frozen=True)
class VoucherPlan:
    """A batch of vouchers. money: an amount and its currency."""

    name: str
    money: str
    count: int
    days_ago: int
    in_days: int


@dataclass(frozen=True)
class LaterPlan:
    """What became of a paid order: refund, dispute, win or lose, so many days after it was placed.

    Or credit: staff issue the credit note of a dispute that was lost.

    only: the slug of the line that is refunded, "" for all. share: how much of that, in percent.
    """

    what: str
    after: int
    only: str = ""
    share: int = 100
    reason: str = "requested"
    note: str = ""


@dataclass(frozen=True)
class OrderPlan:
    """One order. buys: product slugs, a tier after a colon. picks: what is taken from a bundle to pick from.

    pays: card, transfer, wallet or free. declined: how often the card was, first. arrives: days until the
    transfer came. ends: expired, cancelled, failed or waiting; "" for paid. gift: whom it is for.
    voucher: the batch of which the buyer redeemed one just before.
    """

    buyer: str
    days_ago: int
    buys: tuple[str, ...]
    currency: str
    picks: tuple[str, ...] = ()
    pays: str = "card"
    declined: int = 0
    arrives: int = 2
    ends: str = ""
    coupon: str = ""
    gift: str = ""
    voucher: str = ""
    then: tuple[LaterPlan, ...] = ()

    @property
    def needs_card(self) -> bool:
        """Whether the sandbox has to be there for it."""
        return self.pays == "card" or self.pays == "wallet"


@dataclass(frozen=True)
class SalesPlan:
    """All of the file. buyers: address and tax number by the key of the person."""

    tax_rates: tuple[TaxRatePlan, ...]
    coupons: tuple[CouponPlan, ...]
    vouchers: tuple[VoucherPlan, ...]
    buyers: dict[str, dict[str, str]]
    orders: tuple[OrderPlan, ...]


def read_sales() -> SalesPlan:
    """The plan of all sales. Raises TypeError or KeyError for what it can't say."""
    raw = read_content("orders")
    return SalesPlan(
        tax_rates=tuple(TaxRatePlan(**each | {"rate": Decimal(each["rate"])}) for each in raw["tax_rates"]),
        coupons=tuple(_coupon(each) for each in raw["coupons"]),
        vouchers=tuple(VoucherPlan(**each) for each in raw["vouchers"]),
        buyers=raw["buyers"],
        orders=tuple(_order(each) for each in raw["orders"]),
    )


def _coupon(raw: dict[str, Any]) -> CouponPlan:
    read = {"percent": Decimal(raw.get("percent", 0)), "products": tuple(raw.get("products", ()))}
    return CouponPlan(**raw | read)


def _order(raw: dict[str, Any]) -> OrderPlan:
    later = tuple(LaterPlan(**each) for each in raw.get("then", ()))
    lists = {name: tuple(raw.get(name, ())) for name in ("buys", "picks")}
    return OrderPlan(**raw | lists | {"then": later})
