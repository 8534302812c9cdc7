"""The seam upwards: whoever owns the things that are sold registers one seller for each kind of product.

`register("…", seller)` in the AppConfig of the upper app. The functions below ask the sellers of all kinds
that products have, once each. A product of a kind that nobody registered can't be bought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.money import Money
from common.verdict import Verdict

from .models import Product

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProductFace:
    """How a product is shown: url and image_url are empty where there is none."""

    title: str
    url: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """That the buyer chooses of what a product consists: between `least` and `most` of the options (code,
    title)."""

    least: int
    most: int
    options: tuple[tuple[str, str], ...]

    def admits(self, choices: Sequence[str]) -> bool:
        """Whether these codes are a choice: enough, not too many, each once, all of them options."""
        known = {code for code, _title in self.options}
        return (
            len(set(choices)) == len(choices)
            and known >= set(choices)
            and self.least <= len(choices) <= self.most
        )


@dataclass(frozen=True, slots=True)
class WantedProduct:
    """What somebody is about to buy. choices: codes of options. price: in the currency of the order."""

    code: str
    price: Money
    choices: tuple[str, ...] = ()


class Seller(Protocol):
    """What the owner of a kind of product says of it. Each method is batched: as many queries for many as
    for one.

    account_id: an account's UUID; None for somebody who isn't signed in.
    """

    def addresses(self, codes: Collection[str]) -> dict[str, ProductFace]:
        """How products are shown, in the active language. One that can't be shown isn't there."""

    def owned(self, account_id: UUID, codes: Collection[str]) -> set[str]:
        """Those that the account has all of already."""

    def choices(self, codes: Collection[str]) -> dict[str, ChoiceRule]:
        """Of those whose buyer chooses: what there is to choose."""

    def contents(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Of those that consist of several things and leave no choice: the codes of what they consist of."""

    def may_buy(self, account_id: UUID | None, codes: Collection[str]) -> dict[str, Verdict]:
        """Whether each may be bought by, or for, the account; every code that was asked for is there."""

    def faces_and_verdicts(
        self, account_id: UUID | None, codes: Collection[str]
    ) -> tuple[dict[str, ProductFace], dict[str, Verdict]]:
        """Both `addresses` and `may_buy`, for who asks for them together."""

    def deductions(self, account_id: UUID, wanted: Sequence[WantedProduct]) -> list[Money]:
        """What each costs less because the account owns a part of it: between nought and its price."""


_sellers: dict[str, Seller] = {}
_labels: dict[str, str | Promise] = {}


def register(kind: str, seller: Seller, label: str | Promise = "") -> None:
    """Let a seller answer for a kind of product. label: what staff know it by."""
    _sellers[kind] = seller
    _labels[kind] = label


def label_of(kind: str) -> str:
    """What staff know a kind of product by; the kind itself where nobody said."""
    return str(_labels.get(kind) or kind)


def kinds() -> frozenset[str]:
    """The kinds that somebody answers for."""
    return frozenset(_sellers)


def addresses(products: Iterable[Product]) -> dict[str, ProductFace]:
    """How products are shown, by code; one that its seller doesn't know is shown by its title."""
    asked = list(products)
    return _faces(asked, _merged(asked, lambda seller, codes: seller.addresses(codes)))


def owned(account_id: UUID | None, products: Iterable[Product]) -> set[str]:
    """The codes of those that an account has already; nobody has any."""
    if account_id is None:
        return set()
    by_kind = _by_kind(products)
    return {code for kind, codes in by_kind.items() for code in _sellers[kind].owned(account_id, codes)}


def choices(products: Iterable[Product]) -> dict[str, ChoiceRule]:
    """What there is to choose, by code, of those products whose buyer chooses."""
    return _merged(products, lambda seller, codes: seller.choices(codes))


def contents(products: Iterable[Product]) -> dict[str, tuple[str, ...]]:
    """What products consist of, by code, where the buyer has no choice: what is sold is frozen with it."""
    return _merged(products, lambda seller, codes: seller.contents(codes))


def may_buy(account_id: UUID | None, products: Iterable[Product]) -> dict[str, Verdict]:
    """Whether products may be bought by, or for, an account. What isn't on sale, or nobody answers for:
    no."""
    asked = list(products)
    offered = [product for product in asked if product.is_active]
    return _verdicts(asked, _merged(offered, lambda seller, codes: seller.may_buy(account_id, codes)))


def faces_and_verdicts(
    account_id: UUID | None, products: Iterable[Product]
) -> tuple[dict[str, ProductFace], dict[str, Verdict]]:
    """How products are shown, and whether an account may buy them: `addresses` and `may_buy` at once."""
    asked = list(products)
    faces: dict[str, ProductFace] = {}
    answers: dict[str, Verdict] = {}
    for kind, codes in _by_kind(asked).items():
        shown, decided = _sellers[kind].faces_and_verdicts(account_id, codes)
        faces |= shown
        answers |= decided
    return _faces(asked, faces), _verdicts(asked, answers)


def _faces(asked: Iterable[Product], shown: Mapping[str, ProductFace]) -> dict[str, ProductFace]:
    return {product.code: shown.get(product.code, ProductFace(product.title)) for product in asked}


def _verdicts(asked: Iterable[Product], answers: Mapping[str, Verdict]) -> dict[str, Verdict]:
    refused = Verdict.no("not_on_sale", _("This isn't on sale at the moment."))
    return {
        product.code: answers.get(product.code, refused) if product.is_active else refused
        for product in asked
    }


def deductions(account_id: UUID | None, wanted: Sequence[tuple[Product, WantedProduct]]) -> list[Money]:
    """What each line costs less because the account owns a part of it, in the order of the lines."""
    found = [Money.zero(line.price.currency) for _product, line in wanted]
    if account_id is None:
        return found
    by_kind: dict[str, list[int]] = defaultdict(list)
    for place, (product, _line) in enumerate(wanted):
        if product.kind in _sellers:
            by_kind[product.kind].append(place)
    for kind, places in by_kind.items():
        answers = _sellers[kind].deductions(account_id, [wanted[place][1] for place in places])
        for place, less in zip(places, answers, strict=True):
            found[place] = min(less, wanted[place][1].price)
    return found


def _by_kind(products: Iterable[Product]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for product in products:
        if product.kind in _sellers:
            found[product.kind].append(product.code)
    return found


def _merged(products: Iterable[Product], ask: Callable[[Seller, list[str]], dict[str, T]]) -> dict[str, T]:
    return {
        code: answer
        for kind, codes in _by_kind(products).items()
        for code, answer in ask(_sellers[kind], codes).items()
    }
