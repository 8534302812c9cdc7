"""A seller of invented things, to test with what is sold without those who sell it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from unittest import mock
from uuid import UUID

from commerce.catalogue import actions, sellers
from commerce.catalogue.models import Product
from commerce.catalogue.sellers import ChoiceRule, ProductFace, WantedProduct
from common.money import Money
from common.verdict import Verdict

from .orders import NOON

KIND = "thing"


class Shop:
    """Sells things. Who is signed in owns `owned`, and pays less by `deducted` (minor units by code).

    choices: least, most and options by code. contents_of: what things consist of.
    """

    def __init__(self) -> None:
        self.owned: set[str] = set()
        self.deducted: dict[str, int] = {}
        self.choices: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        self.contents_of: dict[str, tuple[str, ...]] = {}

    def product(
        self,
        code: str,
        *prices: Money,
        supply: str = "recorded",
        payees: Sequence[UUID] = (),
        at: datetime = NOON,
    ) -> Product:
        """A thing on sale at these prices."""
        product = actions.keep_product(
            code=code,
            kind=KIND,
            title=f"Thing {code.partition(':')[2]}",
            supply=supply,
            payees=actions.equal_shares(payees),
            at=at,
        )
        if prices:
            actions.set_prices(product=product, prices=prices, from_at=at, actor_id=None, at=at)
        return product


class _Seller:
    """Answers as the shop says."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def addresses(self, codes: Collection[str]) -> dict[str, ProductFace]:
        return {code: ProductFace(f"Thing {code.partition(':')[2]}", f"/{code}/") for code in codes}

    def owned(self, account_id: UUID, codes: Collection[str]) -> set[str]:
        return self.shop.owned & set(codes)

    def choices(self, codes: Collection[str]) -> dict[str, ChoiceRule]:
        found = {}
        for code in set(codes) & set(self.shop.choices):
            least, most, options = self.shop.choices[code]
            found[code] = ChoiceRule(least, most, tuple((option, option.upper()) for option in options))
        return found

    def contents(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        return {code: self.shop.contents_of[code] for code in set(codes) & set(self.shop.contents_of)}

    def may_buy(self, account_id: UUID | None, codes: Collection[str]) -> dict[str, Verdict]:
        has = self.shop.owned if account_id is not None else set()
        refused = Verdict.no("owned", "You already have this.")
        return {code: refused if code in has else Verdict.yes() for code in codes}

    def faces_and_verdicts(
        self, account_id: UUID | None, codes: Collection[str]
    ) -> tuple[dict[str, ProductFace], dict[str, Verdict]]:
        return self.addresses(codes), self.may_buy(account_id, codes)

    def deductions(self, account_id: UUID, wanted: Sequence[WantedProduct]) -> list[Money]:
        return [Money(self.shop.deducted.get(line.code, 0), line.price.currency) for line in wanted]


@contextmanager
def open_shop() -> Iterator[Shop]:
    """A shop that answers for things as long as the context is open."""
    shop = Shop()
    with mock.patch.dict(sellers._sellers, {KIND: _Seller(shop)}):
        yield shop
