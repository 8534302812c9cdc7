"""What a basket costs: prices, what is owned, coupons and tax, in this order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test.utils import override_settings

from accounts.tests.factories import UserFactory
from commerce.billing.actions.tax_rates import RateRefused, RateTerms, keep_tax_rate
from commerce.billing.models import TaxRate
from commerce.billing.offers import Offer
from commerce.billing.quotes import Asker, NotReady, fingerprint, offer_for, quote
from commerce.catalogue.actions import CouponTerms, NewAmount, keep_coupon, set_prices
from commerce.catalogue.models import Product
from commerce.customers.details import BuyerDetails
from commerce.orders.actions import add_to_basket, basket_for, change_basket, place_order
from commerce.orders.models import Basket
from commerce.testing.orders import NOON, make_customer
from commerce.testing.shop import Shop
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

GERMANY = {"SELLER_COUNTRY": "DE", "SELLER_REGION": "", "SELLER_TIME_ZONE": "Europe/Berlin"}
INDIA = {"SELLER_COUNTRY": "IN", "SELLER_REGION": "KA", "SELLER_TIME_ZONE": "Asia/Kolkata"}
VALID_FRENCH_NUMBER = "FR40303265045"


def rate(country: str, rate_bp: int, **fields: Any) -> TaxRate:
    told: dict[str, Any] = {"name": "VAT", "kind": "vat", "first_date": date(2020, 1, 1)} | fields
    return keep_tax_rate(rate=None, terms=RateTerms(country=country, rate_bp=rate_bp, **told))


def basket(
    *products: Product, currency: str = "EUR", coupons: tuple[str, ...] = (), gift: str = ""
) -> Basket:
    made = basket_for(currency=currency, at=NOON, token=uuid4().hex)
    for product in products:
        add_to_basket(basket=made, product_code=product.code, at=NOON, recipient_email=gift)
    return change_basket(basket=made, coupon_codes=coupons, at=NOON)


def asker(place: str = "DE", number: str = "", account_id: UUID | None = None) -> Asker:
    country, _dash, region = place.partition("-")
    details = BuyerDetails(name="Ada", country=country, region=region, tax_number=number)
    return Asker(buyer=details, account_id=account_id)


def amounts(found: Any) -> tuple[int, int, int]:
    return found.net.amount_minor, found.tax.amount_minor, found.total.amount_minor


@pytest.mark.parametrize(
    ("case", "seller", "place", "number", "price", "expected"),
    [
        ("at home, with tax in it", GERMANY, "DE", "", Money(4_900, "EUR"), (4_118, 782, 4_900)),
        ("elsewhere in the Union", GERMANY, "FR", "", Money(4_900, "EUR"), (4_083, 817, 4_900)),
        ("a business there", GERMANY, "FR", VALID_FRENCH_NUMBER, Money(4_900, "EUR"), (4_083, 0, 4_083)),
        ("a number that is none", GERMANY, "FR", "FR1", Money(4_900, "EUR"), (4_083, 817, 4_900)),
        ("out of the Union", GERMANY, "NO", "", Money(4_900, "EUR"), (4_118, 0, 4_118)),
        ("a State with a sales tax", GERMANY, "US-MA", "", Money(4_900, "USD"), (4_900, 306, 5_206)),
        ("within one State", INDIA, "IN-KA", "", Money(499_900, "INR"), (423_644, 76_256, 499_900)),
        ("across States", INDIA, "IN-MH", "", Money(499_900, "INR"), (423_644, 76_256, 499_900)),
        ("no decimals", GERMANY, "JP", "", Money(4_900, "JPY"), (4_900, 490, 5_390)),
        ("three decimals", GERMANY, "KW", "", Money(12_340, "KWD"), (12_340, 617, 12_957)),
    ],
)
def test_places_decide_the_tax_of_a_quote(
    shop: Shop, case: str, seller: dict[str, str], place: str, number: str, price: Money, expected: Any
) -> None:
    rate("DE", 1_900, is_included=True)
    rate("FR", 2_000, is_included=True)
    rate("US", 625, region="MA", name="Sales tax", kind="sales")
    rate("IN", 1_800, name="GST", kind="gst", is_included=True)
    rate("JP", 1_000)
    rate("KW", 500)
    product = shop.product("thing:1", price)
    with override_settings(**seller):
        found = quote(
            basket=basket(product, currency=price.currency), asker=asker(place, number), moment=NOON
        )
    found.check()
    assert amounts(found) == expected


def test_without_the_place_there_is_no_price_to_pay(shop: Shop) -> None:
    rate("IN", 1_800, name="GST", kind="gst")
    made = basket(shop.product("thing:1", Money(4_900, "INR")), currency="INR")
    with override_settings(**INDIA):
        assert offer_for(basket=made, asker=Asker(), moment=NOON).needs == ("country",)
        assert offer_for(basket=made, asker=asker("IN"), moment=NOON).needs == ("region",)
        with pytest.raises(NotReady):
            quote(basket=made, asker=asker("IN"), moment=NOON)
        assert quote(basket=made, asker=asker("IN-KA"), moment=NOON).tax == Money(882, "INR")


def coupon(code: str, percent_bp: int | None = None, off: Money | None = None, **fields: Any) -> None:
    offs = (NewAmount(off.currency, off.amount_minor),) if off else ()
    terms = CouponTerms(code=code, percent_bp=percent_bp, amounts=offs, **fields)
    keep_coupon(coupon=None, terms=terms, actor_id=None, at=NOON)


@pytest.mark.parametrize(
    ("typed", "expected", "codes"),
    [
        ((), 7_400, ()),
        (("TENTH",), 6_660, ("TENTH",)),
        (("ALL",), 0, ("ALL",)),
        (("FIVE",), 6_900, ("FIVE",)),
        (("TENTH", "FIVE"), 6_160, ("TENTH", "FIVE")),
        (("ALL", "FIVE"), 0, ("ALL",)),
        (("NONE", "tenth "), 6_660, ("tenth ",)),
    ],
)
def test_coupons_come_off_before_tax(
    shop: Shop, typed: tuple[str, ...], expected: int, codes: tuple[str, ...]
) -> None:
    coupon("TENTH", 1_000, is_stackable=True)
    coupon("FIVE", off=Money(500, "EUR"), is_stackable=True)
    coupon("ALL", 10_000)
    rate("DE", 1_900, is_included=True)
    things = shop.product("thing:1", Money(4_900, "EUR")), shop.product("thing:2", Money(2_500, "EUR"))
    found = quote(basket=basket(*things, coupons=typed), asker=asker(), moment=NOON)
    found.check()
    assert found.total.amount_minor == expected
    assert found.discount.amount_minor == 7_400 - expected
    assert found.coupon_codes == codes


def test_what_the_buyer_has_of_it_comes_off_and_a_gift_costs_all_of_it(shop: Shop) -> None:
    product = shop.product("thing:1", Money(4_900, "EUR"))
    shop.deducted["thing:1"] = 1_200
    own = quote(basket=basket(product), asker=asker(account_id=uuid4()), moment=NOON)
    assert (own.total.amount_minor, own.discount.amount_minor) == (3_700, 1_200)
    given = quote(
        basket=basket(product, gift="kin@example.org"), asker=asker(account_id=uuid4()), moment=NOON
    )
    assert given.total.amount_minor == 4_900


def refusals(offer: Offer) -> list[str]:
    return [line.verdict.code for line in offer.lines]


def test_what_is_owned_is_said_and_not_sold_but_may_be_given(shop: Shop) -> None:
    product = shop.product("thing:1", Money(4_900, "EUR"))
    shop.owned.add("thing:1")
    person = asker(account_id=uuid4())
    offer = offer_for(basket=basket(product), asker=person, moment=NOON)
    assert refusals(offer) == ["owned"] and offer.quote is None
    assert quote(basket=basket(product, gift="kin@example.org"), asker=person, moment=NOON).lines


def test_what_is_gone_or_not_sold_in_the_currency_is_said(shop: Shop) -> None:
    made = basket(shop.product("thing:1", Money(4_900, "USD")))
    add_to_basket(basket=made, product_code="thing:gone", at=NOON)
    offer = offer_for(basket=made, asker=asker(), moment=NOON)
    assert refusals(offer) == ["no_price", "not_on_sale"]
    assert offer.currencies == ("USD",)


def test_choices_are_asked_and_what_has_none_keeps_what_it_consists_of(shop: Shop) -> None:
    pick, whole = shop.product("thing:pick", Money(900, "EUR")), shop.product("thing:all", Money(900, "EUR"))
    shop.choices["thing:pick"] = (2, 2, ("a", "b", "c"))
    shop.contents_of["thing:all"] = ("a", "b")
    made = basket(pick, whole)
    assert refusals(offer_for(basket=made, asker=asker(), moment=NOON)) == ["choose", "open"]
    add_to_basket(basket=made, product_code="thing:pick", choices=["c", "a"], at=NOON)
    found = quote(basket=made, asker=asker(), moment=NOON)
    assert [line.choices for line in found.lines] == [("c", "a"), ("a", "b")]


def test_a_gift_names_the_account_of_who_has_one(shop: Shop) -> None:
    kin = UserFactory(email="kin@example.org")
    made = basket(shop.product("thing:1", Money(4_900, "EUR")), gift="Kin@Example.org")
    (line,) = quote(basket=made, asker=asker(), moment=NOON).lines
    assert (line.recipient_email, line.recipient_account_id) == ("kin@example.org", kin.public_id)


def test_shares_supply_and_proofs_of_place_are_frozen(shop: Shop) -> None:
    payee = uuid4()
    product = shop.product("thing:1", Money(4_900, "EUR"), supply="live", payees=[payee])
    person = Asker(buyer=BuyerDetails(country="FR", name="Ada"), network_country="FR")
    found = quote(basket=basket(product), asker=person, moment=NOON)
    (line,) = found.lines
    assert line.supply == "live" and [share.payee for share in line.payees] == [payee]
    assert found.evidence["country_typed"] == found.evidence["country_of_network"] == "FR"
    order = place_order(customer=make_customer(), quote=found, at=NOON)
    assert order.evidence == found.evidence and order.buyer["country"] == "FR"


def test_a_quote_holds_until_a_price_of_it_changes(shop: Shop) -> None:
    product = shop.product("thing:1", Money(4_900, "EUR"))
    soon = NOON + timedelta(hours=3)
    set_prices(product=product, prices=[Money(3_900, "EUR")], from_at=soon, actor_id=None, at=NOON)
    made = basket(product)
    before = quote(basket=made, asker=asker(), moment=NOON)
    after = quote(basket=made, asker=asker(), moment=soon)
    assert before.valid_until == soon and after.valid_until is None
    assert (before.total.amount_minor, after.total.amount_minor) == (4_900, 3_900)
    assert fingerprint(before) != fingerprint(after)


def test_queries_stay_flat(shop: Shop, django_assert_num_queries: Any) -> None:
    rate("DE", 1_900)
    one = basket(shop.product("thing:0", Money(4_900, "EUR")))
    many = basket(*(shop.product(f"thing:{number}", Money(900, "EUR")) for number in range(1, 9)))
    with django_assert_num_queries(5):
        quote(basket=one, asker=asker(), moment=NOON)
    with django_assert_num_queries(5):
        quote(basket=many, asker=asker(), moment=NOON)


@pytest.mark.parametrize(
    ("second", "is_refused"),
    [
        ({"rate_bp": 700}, True),
        ({"rate_bp": 700, "supply": "live"}, False),
        ({"rate_bp": 700, "supply": "live", "is_included": True}, True),
        ({"rate_bp": 700, "first_date": date(2027, 1, 1)}, False),
        ({"rate_bp": 700, "first_date": date(2026, 12, 31)}, True),
    ],
)
def test_two_rates_never_contradict_each_other(second: dict[str, Any], is_refused: bool) -> None:
    rate("DE", 1_900, last_date=date(2026, 12, 31))
    if not is_refused:
        assert rate("DE", **second)
        return
    with pytest.raises(RateRefused):
        rate("DE", **second)


def test_the_sellers_day_decides_which_rate_holds(shop: Shop) -> None:
    rate("DE", 1_900, last_date=date(2026, 12, 31))
    rate("DE", 1_600, first_date=date(2027, 1, 1))
    made = basket(shop.product("thing:1", Money(10_000, "EUR")))
    late = NOON.replace(year=2026, month=12, day=31, hour=23, minute=30)
    with override_settings(**GERMANY):
        assert quote(basket=made, asker=asker(), moment=late).tax.amount_minor == 1_600
    with override_settings(**GERMANY | {"SELLER_TIME_ZONE": "UTC"}):
        assert quote(basket=made, asker=asker(), moment=late).tax.amount_minor == 1_900
