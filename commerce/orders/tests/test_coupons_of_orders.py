"""A coupon belongs to the order that holds it, until that is paid or closed."""

from __future__ import annotations

import pytest

from commerce.catalogue.actions import CouponRefused, CouponTerms, keep_coupon
from commerce.catalogue.models import Coupon, CouponUse
from commerce.orders import actions
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, make_customer, make_order

pytestmark = pytest.mark.django_db


def make_coupon(code: str = "SPRING", **terms: object) -> Coupon:
    return keep_coupon(
        coupon=None, terms=CouponTerms(code=code, percent_bp=1_000, **terms), actor_id=None, at=NOON
    )


def test_the_last_use_is_held_by_an_order_and_then_used() -> None:
    make_coupon(limit_total=1)
    order = make_order(coupon_codes=("SPRING",))
    with pytest.raises(CouponRefused):
        make_order(coupon_codes=("SPRING",))
    assert Order.objects.count() == 1
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON)
    assert CouponUse.objects.get().status == "used"


@pytest.mark.parametrize("how", ["cancel", "expire"])
def test_a_closed_order_gives_its_coupon_back(how: str) -> None:
    make_coupon(limit_total=1)
    order = make_order(coupon_codes=("SPRING",))
    getattr(actions, how)(order_id=order.pk, at=NOON + 2 * DAY)
    assert CouponUse.objects.get().status == "released"
    make_order(coupon_codes=("SPRING",))


def test_a_closed_order_that_is_paid_after_all_has_used_it() -> None:
    """What was taken off its price was taken off."""
    make_coupon(limit_total=1)
    order = make_order(coupon_codes=("SPRING",))
    actions.cancel(order_id=order.pk, at=NOON)
    actions.record_payment(order_id=order.pk, money=order.total, at=NOON, accepts_late=True)
    assert (CouponUse.objects.get().status, Coupon.objects.get().uses) == ("used", 1)


def test_one_customer_uses_it_as_often_as_it_says() -> None:
    make_coupon(limit_per_customer=1)
    customer = make_customer()
    make_order(customer=customer, coupon_codes=("SPRING",))
    with pytest.raises(CouponRefused):
        make_order(customer=customer, coupon_codes=("SPRING",))
    make_order(coupon_codes=("SPRING",))


def test_a_coupon_that_is_not_there_places_no_order() -> None:
    with pytest.raises(CouponRefused):
        make_order(coupon_codes=("NONE",))
    assert not Order.objects.exists()
