"""What coupons take off: chosen orders, and what holds of any."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.catalogue.discounts import (
    CouponRule,
    NotCombinable,
    PricedLine,
    discount,
    may_combine,
    reaches_minimum,
)
from common.money import CurrencyMismatch, Money


def lines(*amounts: int, currency: str = "EUR") -> list[PricedLine]:
    return [PricedLine(number, Money(amount, currency)) for number, amount in enumerate(amounts, start=1)]


def percent(bp: int, *products: int, code: str = "P", minimum: int = 0) -> CouponRule:
    return CouponRule(
        code,
        percent_bp=bp,
        product_ids=frozenset(products),
        minimum=Money(minimum, "EUR"),
        is_stackable=True,
    )


def off(amount: int, *products: int, code: str = "F", currency: str = "EUR") -> CouponRule:
    return CouponRule(code, off=Money(amount, currency), product_ids=frozenset(products), is_stackable=True)


@pytest.mark.parametrize(
    ("amounts", "coupons", "taken"),
    [
        ([4900], [], [0]),
        ([4900], [percent(1000)], [490]),
        ([4995], [percent(5000)], [2498]),  # half up
        ([4900], [percent(10000)], [4900]),
        ([1000], [off(300)], [300]),
        ([1000], [off(5000)], [1000]),  # never below nought
        ([100, 100, 100], [off(100)], [34, 33, 33]),  # largest remainder, the earlier line first
        ([1, 1, 1], [percent(5000)], [1, 1, 0]),
        ([100, 300], [percent(1000, 2)], [0, 30]),
        ([100, 300], [off(500, 1)], [100, 0]),
        ([1000], [off(100), percent(1000)], [200]),  # the percentage comes first
        ([1000], [percent(1000, code="B"), percent(5000, code="A")], [550]),
        ([400, 600], [percent(1000, 1, minimum=401)], [0, 0]),
        ([400, 600], [percent(1000, 1, minimum=400)], [40, 0]),
        ([0, 0], [off(100)], [0, 0]),
        ([1000], [percent(1000, 7)], [0]),
    ],
)
def test_what_is_taken_off_each_line(amounts: list[int], coupons: list[CouponRule], taken: list[int]) -> None:
    assert [part.amount_minor for part in discount(lines(*amounts), coupons)] == taken


@pytest.mark.parametrize(("currency", "amount", "taken"), [("JPY", 4999, 500), ("KWD", 49990, 4999)])
def test_currencies_of_no_and_of_three_decimals(currency: str, amount: int, taken: int) -> None:
    tenth = CouponRule("P", percent_bp=1000)
    assert discount(lines(amount, currency=currency), [tenth]) == [Money(taken, currency)]


def test_a_coupon_that_is_not_stackable_stands_alone() -> None:
    alone = CouponRule("A", percent_bp=1000)
    assert may_combine([alone])
    assert not may_combine([alone, percent(1000)])
    with pytest.raises(NotCombinable):
        discount(lines(100), [percent(1000), alone])


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(CurrencyMismatch):
        discount(lines(1000), [off(100, currency="USD")])
    with pytest.raises(CurrencyMismatch):
        discount([*lines(100), *lines(100, currency="USD")], [percent(1000)])


def test_a_minimum_is_of_the_lines_that_the_coupon_is_for() -> None:
    assert not reaches_minimum(lines(100, 5000), percent(1000, 1, minimum=200))
    assert not reaches_minimum([], percent(1000))


#: A busy machine is no fault of what is tested.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
rules = st.one_of(
    st.builds(
        lambda bp, ids, number: percent(bp, *ids, code=f"P{number}"),
        st.integers(1, 10000),
        st.sets(st.integers(1, 5)),
        st.integers(0, 9),
    ),
    st.builds(
        lambda amount, ids, number: off(amount, *ids, code=f"F{number}"),
        st.integers(1, 100_000),
        st.sets(st.integers(1, 5)),
        st.integers(0, 9),
    ),
)
amounts = st.lists(st.integers(0, 100_000), min_size=1, max_size=6)


@patient
@given(amounts, st.lists(rules, max_size=4))
def test_no_line_falls_below_nought_and_nothing_is_given_to_other_products(
    found: list[int], coupons: list[CouponRule]
) -> None:
    asked = lines(*found)
    taken = discount(asked, coupons)
    assert len(taken) == len(asked)
    for line, part in zip(asked, taken, strict=True):
        assert 0 <= part.amount_minor <= line.amount.amount_minor
        if not any(coupon.is_for(line) for coupon in coupons):
            assert not part


@patient
@given(amounts, st.integers(1, 10000))
def test_the_lines_sum_to_the_rounded_percentage_of_the_total(found: list[int], bp: int) -> None:
    taken = discount(lines(*found), [percent(bp)])
    assert sum(part.amount_minor for part in taken) == (sum(found) * bp + 5000) // 10000


@patient
@given(amounts, st.integers(1, 100_000))
def test_the_lines_sum_to_the_amount_or_to_all_there_is(found: list[int], amount: int) -> None:
    taken = discount(lines(*found), [off(amount)])
    assert sum(part.amount_minor for part in taken) == min(sum(found), amount)


@patient
@given(amounts, st.lists(rules, max_size=4), st.randoms())
def test_the_order_in_which_coupons_are_entered_changes_nothing(
    found: list[int], coupons: list[CouponRule], random
) -> None:
    coupons = list({coupon.code: coupon for coupon in coupons}.values())
    shuffled = random.sample(coupons, len(coupons))
    assert discount(lines(*found), coupons) == discount(lines(*found), shuffled)
