"""Products as their owners tell of them, their shares, and the sellers that answer for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from commerce.catalogue import actions, sellers
from commerce.catalogue.models import Product
from common.money import Money
from common.verdict import Verdict

pytestmark = pytest.mark.django_db(databases="__all__")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def keep(code: str = "thing:1", payees=(), **changes) -> Product:
    told = {"kind": "thing", "title": "A thing", "supply": "recorded", "at": NOW} | changes
    return actions.keep_product(code=code, payees=actions.equal_shares(payees), **told)


def shares(product: Product) -> dict[UUID, int]:
    return {row.payee: row.share_bp for row in product.payees.all()}


def test_a_product_is_told_of_again_retired_and_put_back() -> None:
    product = keep(title="First")
    again = keep(title="Second")
    assert again.pk == product.pk and again.title == "Second" and again.is_active
    assert actions.retire_product(code="thing:1", at=NOW)
    assert not actions.retire_product(code="thing:1", at=NOW)
    assert not Product.objects.on_sale().exists()
    assert keep().is_active


def test_a_product_may_be_known_before_it_is_on_sale() -> None:
    known = actions.know_product(code="thing:1", kind="thing", title="A thing", at=NOW)
    assert not known.is_active
    assert keep().pk == known.pk


def test_equal_shares_make_the_whole() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    product = keep(payees=[one, two, three])
    assert shares(product) == {one: 3334, two: 3333, three: 3333}
    keep(payees=[two])
    assert shares(product) == {two: 10000}
    keep(payees=[])
    assert shares(product) == {}


def test_shares_that_staff_set_stay() -> None:
    one, two = uuid4(), uuid4()
    product = keep(payees=[one, two])
    actions.set_shares(product=product, shares=[actions.PayeeShare(one, 3000)], at=NOW)
    keep(payees=[one, two])
    assert shares(product) == {one: 3000}
    actions.set_shares(product=product, shares=None, at=NOW)
    keep(payees=[one, two])
    assert shares(product) == {one: 5000, two: 5000}


@pytest.mark.parametrize("parts", [[10001], [6000, 4001], [0], [-1]])
def test_shares_are_parts_of_the_whole(parts: list[int]) -> None:
    product = keep()
    wanted = [actions.PayeeShare(uuid4(), part) for part in parts]
    with pytest.raises(actions.SharesExceedWhole):
        actions.set_shares(product=product, shares=wanted, at=NOW)
    product.refresh_from_db()
    assert not product.has_own_shares and shares(product) == {}


class Things:
    """A seller that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def addresses(self, codes):
        self.asked += 1
        return {code: sellers.ProductFace(code.upper(), f"/{code}/") for code in codes if code != "thing:9"}

    def owned(self, account_id, codes):
        return {code for code in codes if code == "thing:2"}

    def choices(self, codes):
        return {}

    def contents(self, codes):
        return {"thing:1": ("thing:2", "thing:9")} if "thing:1" in codes else {}

    def may_buy(self, account_id, codes):
        return {code: Verdict.yes() for code in codes}

    def deductions(self, account_id, wanted):
        return [Money(10**6, line.price.currency) for line in wanted]


def test_sellers_are_asked_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    seller = Things()
    monkeypatch.setattr(sellers, "_sellers", {"thing": seller})
    products = [keep(f"thing:{number}") for number in (1, 2, 9)]
    stranger = keep("other:1", kind="other", title="Other")
    retired = keep("thing:3")
    actions.retire_product(code="thing:3", at=NOW)
    retired.refresh_from_db()
    everything = [*products, stranger, retired]
    faces = sellers.addresses(everything)
    assert seller.asked == 1
    assert faces["thing:1"] == sellers.ProductFace("THING:1", "/thing:1/")
    assert faces["thing:9"] == sellers.ProductFace("A thing") and faces["other:1"].title == "Other"
    assert sellers.owned(uuid4(), everything) == {"thing:2"} and sellers.owned(None, everything) == set()
    assert sellers.contents(everything) == {"thing:1": ("thing:2", "thing:9")}
    verdicts = sellers.may_buy(None, everything)
    assert {code: bool(verdict) for code, verdict in verdicts.items()} == {
        "thing:1": True,
        "thing:2": True,
        "thing:9": True,
        "other:1": False,
        "thing:3": False,
    }


def test_what_is_deducted_is_never_more_than_the_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sellers, "_sellers", {"thing": Things()})
    price = Money(500, "EUR")
    wanted = [
        (keep(), sellers.WantedProduct("thing:1", price)),
        (keep("other:1", kind="other"), sellers.WantedProduct("other:1", price)),
    ]
    assert sellers.deductions(uuid4(), wanted) == [price, Money(0, "EUR")]
    assert sellers.deductions(None, wanted) == [Money(0, "EUR")] * 2


@pytest.mark.parametrize(
    ("chosen", "admitted"),
    [(["a"], False), (["a", "b"], True), (["a", "a"], False), (["a", "x"], False), (["a", "b", "c"], False)],
)
def test_a_choice(chosen: list[str], admitted: bool) -> None:
    rule = sellers.ChoiceRule(2, 2, (("a", "A"), ("b", "B"), ("c", "C")))
    assert rule.admits(chosen) is admitted


def test_payees_get_the_default_share_of_the_whole(settings: Any) -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    settings.PAYEE_DEFAULT_SHARE_BP = 7_000
    product = keep(payees=[one, two, three])
    assert sum(shares(product).values()) == 7_000 and max(shares(product).values()) == 2_334
    settings.PAYEE_DEFAULT_SHARE_BP = 0
    keep(payees=[one, two, three])
    assert shares(product) == {}


def test_a_share_that_rounds_to_nothing_is_left_out(settings: Any) -> None:
    one, two = uuid4(), uuid4()
    settings.PAYEE_DEFAULT_SHARE_BP = 1
    assert shares(keep(payees=[one, two])) == {two: 1}
