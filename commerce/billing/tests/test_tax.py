"""Which taxes a sale bears, and amounts that add up on every line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.billing.tax.amounts import divided, taxed, without_contained_tax
from commerce.billing.tax.rules import (
    NamedRate,
    Rate,
    RegionRequired,
    Rounding,
    TaxDecision,
    TaxNote,
    TaxPlace,
    decide,
    needs_region,
)
from common.money import Money

RATES = (
    Rate("DE", "VAT", 1_900, is_included=True),
    Rate("FR", "VAT", 2_000, is_included=True),
    Rate("FR", "VAT", 550, supply="live", is_included=True),
    Rate("IN", "GST", 1_800, is_included=True),
    Rate("US", "Sales tax", 625, region="MA"),
)
GERMAN, INDIAN = TaxPlace("DE"), TaxPlace("IN", "KA")


@pytest.mark.parametrize(
    ("case", "seller", "buyer", "number", "supply", "taxes", "note"),
    [
        ("at home", GERMAN, "DE", False, "recorded", [("VAT", 1_900)], None),
        ("at home as a business", GERMAN, "DE", True, "recorded", [("VAT", 1_900)], None),
        ("to a person in the Union", GERMAN, "FR", False, "recorded", [("VAT", 2_000)], None),
        ("a rate of its own for live lessons", GERMAN, "FR", False, "live", [("VAT", 550)], None),
        ("to a business in the Union", GERMAN, "FR", True, "recorded", [], TaxNote.REVERSE_CHARGE),
        ("no rate is kept for the country", GERMAN, "AT", False, "recorded", [], TaxNote.EXPORT),
        ("out of the Union", GERMAN, "NO", True, "recorded", [], TaxNote.EXPORT),
        ("to a State with a rate", GERMAN, "US-MA", False, "recorded", [("Sales tax", 625)], None),
        ("to a State without", GERMAN, "US-OR", False, "recorded", [], TaxNote.EXPORT),
        ("no seller's rate at all", TaxPlace("CH"), "CH", False, "recorded", [], None),
        ("within one State", INDIAN, "IN-KA", False, "recorded", [("CGST", 900), ("SGST", 900)], None),
        ("across States", INDIAN, "IN-MH", False, "recorded", [("IGST", 1_800)], None),
        ("across States as a business", INDIAN, "IN-MH", True, "recorded", [("IGST", 1_800)], None),
        (
            "within a territory",
            TaxPlace("IN", "CH"),
            "IN-CH",
            False,
            "recorded",
            [("CGST", 900), ("UTGST", 900)],
            None,
        ),
        ("from India abroad", INDIAN, "NO", False, "recorded", [], TaxNote.EXPORT),
    ],
)
def test_the_places_of_seller_and_buyer_decide_the_tax(
    case: str,
    seller: TaxPlace,
    buyer: str,
    number: bool,
    supply: str,
    taxes: list[tuple[str, int]],
    note: TaxNote | None,
) -> None:
    country, _dash, region = buyer.partition("-")
    decision = decide(
        seller=seller, buyer=TaxPlace(country, region), has_valid_number=number, supply=supply, rates=RATES
    )
    assert [(tax.name, tax.rate_bp) for tax in decision.taxes] == taxes
    assert decision.note == note


@pytest.mark.parametrize(("seller", "country"), [(INDIAN, "IN"), (GERMAN, "US")])
def test_without_the_state_that_decides_no_tax_is_guessed(seller: TaxPlace, country: str) -> None:
    assert needs_region(seller, country, RATES)
    with pytest.raises(RegionRequired):
        decide(seller=seller, buyer=TaxPlace(country), has_valid_number=False, supply="recorded", rates=RATES)


def test_where_no_state_decides_none_is_asked() -> None:
    assert not needs_region(GERMAN, "DE", RATES)
    assert not needs_region(GERMAN, "CA", RATES)


EIGHTEEN = TaxDecision((NamedRate("CGST", 900), NamedRate("SGST", 900)), is_included=True)
NINETEEN = TaxDecision((NamedRate("VAT", 1_900),), is_included=True)
ADDED = TaxDecision((NamedRate("Sales tax", 625),))


@pytest.mark.parametrize(
    ("price", "decision", "expected"),
    [
        # 49.00 with 19 % in it: 7.8235… of tax.
        (Money(4_900, "EUR"), NINETEEN, (4_118, 782, 4_900)),
        # 4,999.00 with 9 % and 9 % in it: 381.2796… each.
        (Money(499_900, "INR"), EIGHTEEN, (423_644, 76_256, 499_900)),
        # 0.08 at 6.25 %: exactly half a cent.
        (Money(8, "USD"), ADDED, (8, 1, 9)),
        # Yen have no decimals, dinars three.
        (Money(4_900, "JPY"), TaxDecision((NamedRate("Tax", 1_000),)), (4_900, 490, 5_390)),
        (Money(12_340, "KWD"), TaxDecision((NamedRate("VAT", 500),)), (12_340, 617, 12_957)),
        (Money(0, "EUR"), NINETEEN, (0, 0, 0)),
        (Money(4_900, "EUR"), TaxDecision(), (4_900, 0, 4_900)),
    ],
)
def test_the_amounts_of_a_line(price: Money, decision: TaxDecision, expected: tuple[int, int, int]) -> None:
    amounts = taxed(price, decision)
    assert (amounts.net_minor, amounts.tax_minor, amounts.total_minor) == expected


def test_a_business_abroad_pays_the_price_without_the_tax_in_it() -> None:
    decision = decide(
        seller=GERMAN, buyer=TaxPlace("FR"), has_valid_number=True, supply="recorded", rates=RATES
    )
    assert without_contained_tax(Money(6_000, "EUR"), decision) == Money(5_000, "EUR")
    assert without_contained_tax(Money(6_000, "EUR"), TaxDecision()) == Money(6_000, "EUR")


@pytest.mark.parametrize(
    ("number", "by", "half_up", "half_even"),
    [(5, 2, 3, 2), (7, 2, 4, 4), (4, 3, 1, 1), (5, 3, 2, 2), (0, 9, 0, 0)],
)
def test_half_a_unit_is_rounded_as_the_country_wants(
    number: int, by: int, half_up: int, half_even: int
) -> None:
    assert divided(number, by, Rounding.HALF_UP) == half_up
    assert divided(number, by, Rounding.HALF_EVEN) == half_even


@given(
    st.integers(0, 10**10),
    st.lists(st.integers(0, 3_000), max_size=3),
    st.booleans(),
    st.sampled_from(list(Rounding)),
)
def test_net_and_tax_always_make_the_total(
    amount: int, rates: list[int], is_included: bool, rounding: Rounding
) -> None:
    decision = TaxDecision(
        tuple(NamedRate(f"T{rate}", rate) for rate in rates), is_included, 0, None, rounding
    )
    amounts = taxed(Money(amount, "EUR"), decision)

    assert amounts.net_minor + amounts.tax_minor == amounts.total_minor
    assert sum(tax.amount_minor for tax in amounts.taxes) == amounts.tax_minor
    assert amounts.net_minor >= 0
    assert (amounts.total_minor if is_included else amounts.net_minor) == amount
