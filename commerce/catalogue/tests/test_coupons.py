"""Coupons: who may use them when, how orders hold them, and that limits are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from commerce.catalogue import actions, policies, selectors
from commerce.catalogue.discounts import PricedLine
from commerce.catalogue.models import Coupon, CouponUse
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA, BEN = uuid4(), uuid4()


def make(**terms) -> Coupon:
    terms = {"code": "SPRING", "percent_bp": 1000} | terms
    return actions.keep_coupon(coupon=None, terms=actions.CouponTerms(**terms), actor_id=None, at=NOW)


def hold(coupon: Coupon, order: str, customer=ANA, at: datetime = NOW) -> CouponUse:
    return actions.reserve_coupon(coupon=coupon, order_number=order, customer_id=customer, at=at)


def uses(coupon: Coupon) -> int:
    coupon.refresh_from_db()
    return coupon.uses


def test_an_order_holds_a_coupon_once() -> None:
    coupon = make()
    assert hold(coupon, "1") == hold(coupon, "1")
    assert uses(coupon) == 1


def test_the_last_use_is_had_once_and_comes_back() -> None:
    coupon = make(limit_total=1)
    hold(coupon, "1")
    with pytest.raises(actions.CouponRefused, match="no longer available"):
        hold(coupon, "2", BEN)
    assert list(CouponUse.objects.values_list("order_number", "status")) == [("1", "reserved")]
    hold(coupon, "1")  # its own
    assert actions.release_coupons(order_number="1", at=NOW) == 1
    assert actions.release_coupons(order_number="1", at=NOW) == 0
    assert uses(coupon) == 0
    hold(coupon, "2", BEN)
    assert uses(coupon) == 1


def test_a_used_coupon_never_comes_back() -> None:
    coupon = make(limit_total=1)
    hold(coupon, "1")
    assert actions.use_coupons(order_number="1", at=NOW) == 1
    assert actions.use_coupons(order_number="1", at=NOW) == 0
    assert actions.release_coupons(order_number="1", at=NOW) == 0
    assert uses(coupon) == 1


def test_a_limit_for_each_customer() -> None:
    coupon = make(limit_per_customer=1)
    hold(coupon, "1", ANA)
    with pytest.raises(actions.CouponRefused, match="already used"):
        hold(coupon, "2", ANA)
    assert uses(coupon) == 1  # what was refused counted nothing
    hold(coupon, "3", BEN)
    actions.release_coupons(order_number="1", at=NOW)
    hold(coupon, "2", ANA)
    assert uses(coupon) == 2


def test_an_order_that_is_paid_after_it_expired_counts() -> None:
    coupon = make(limit_total=1, limit_per_customer=1)
    hold(coupon, "1", ANA)
    actions.release_coupons(order_number="1", at=NOW)
    hold(coupon, "2", BEN)
    assert actions.use_coupons(order_number="1", at=NOW) == 1
    assert uses(coupon) == 2
    with pytest.raises(actions.CouponRefused):
        hold(coupon, "3", ANA)


def test_an_expired_order_may_hold_it_again() -> None:
    coupon = make(limit_total=1)
    hold(coupon, "1")
    actions.release_coupons(order_number="1", at=NOW)
    assert hold(coupon, "1").status == CouponUse.Status.RESERVED
    assert uses(coupon) == 1


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 23, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 22, tzinfo=UTC), False),
    ],
)
def test_a_window_is_one_of_instants(moment: datetime, is_open: bool) -> None:
    """From 1 March to the end of 31 March in Berlin, whose clocks change in between."""
    coupon = make(
        starts_at=datetime(2026, 2, 28, 23, tzinfo=UTC), ends_at=datetime(2026, 3, 31, 22, tzinfo=UTC)
    )
    assert coupon.is_open_at(moment) is is_open
    assert Coupon.objects.open_at(moment).exists() is is_open
    if not is_open:
        with pytest.raises(actions.CouponRefused):
            hold(coupon, "1", at=moment)


def test_a_coupon_that_was_ended_is_over() -> None:
    coupon = make(starts_at=NOW + timedelta(days=1))
    actions.end_coupon(coupon=coupon, at=NOW)
    coupon.refresh_from_db()
    assert not coupon.is_open_at(NOW) and not coupon.is_open_at(NOW + timedelta(days=2))


EUR_LINE = PricedLine(1, Money(5000, "EUR"))


@pytest.mark.parametrize(
    ("terms", "lines", "code"),
    [
        ({}, [EUR_LINE], "open"),
        ({"ends_at": NOW}, [EUR_LINE], "unknown_coupon"),
        ({"starts_at": NOW + timedelta(seconds=1)}, [EUR_LINE], "unknown_coupon"),
        ({"limit_total": 0}, [EUR_LINE], "used_up"),
        ({"limit_per_customer": 0}, [EUR_LINE], "open"),
        ({"percent_bp": None, "amounts": (actions.NewAmount("USD", 100),)}, [EUR_LINE], "other_currency"),
        ({"amounts": (actions.NewAmount("EUR", None, 5001),)}, [EUR_LINE], "below_minimum"),
        ({"amounts": (actions.NewAmount("EUR", None, 5000),)}, [EUR_LINE], "open"),
        ({}, [], "other_products"),
    ],
)
def test_may_a_coupon_be_used(terms: dict, lines: list[PricedLine], code: str) -> None:
    coupon = make(**terms)
    verdict = policies.may_use_coupon(coupon, lines=lines, currency="EUR", customer_id=ANA, moment=NOW)
    assert verdict.code == code and bool(verdict) is (code == "open")


def test_a_code_that_nobody_made_is_told_like_one_that_is_over() -> None:
    over = make(ends_at=NOW)
    answers = {
        policies.may_use_coupon(each, lines=[EUR_LINE], currency="EUR", customer_id=None, moment=NOW).sentence
        for each in (None, over)
    }
    assert answers == {"This coupon code isn't valid."}


def test_codes_know_no_capitals() -> None:
    coupon = make(code=" Spring-26 ")
    assert coupon.code == "SPRING-26"
    assert selectors.coupon_by_code("spring-26 ") == coupon
    with pytest.raises(ValidationError):
        make(code="SPRING-26")
    with pytest.raises(ValidationError):
        make(code="no blanks")


def test_a_coupon_takes_off_one_or_the_other() -> None:
    for terms in (
        {"percent_bp": None},
        {"percent_bp": 1000, "amounts": (actions.NewAmount("EUR", 100),)},
    ):
        with pytest.raises(ValueError, match="either"):
            make(**terms)
    assert not Coupon.objects.exists()


def test_what_a_coupon_says_can_be_changed() -> None:
    product = actions.know_product(code="thing:1", kind="thing", title="A thing", at=NOW)
    coupon = make(product_ids=frozenset([product.pk]))
    rule = selectors.rule_of(selectors.coupon_by_code("SPRING"), "JPY")
    assert rule.percent_bp == 1000 and rule.product_ids == {product.pk}
    terms = actions.CouponTerms(code="SPRING", amounts=(actions.NewAmount("KWD", 1500, 10000),))
    actions.keep_coupon(coupon=coupon, terms=terms, actor_id=None, at=NOW)
    rule = selectors.rule_of(selectors.coupon_by_code("SPRING"), "KWD")
    assert (rule.off, rule.minimum, rule.product_ids) == (
        Money(1500, "KWD"),
        Money(10000, "KWD"),
        frozenset(),
    )
    assert selectors.rule_of(selectors.coupon_by_code("SPRING"), "EUR") is None
