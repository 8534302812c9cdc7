"""The last use of a coupon, and one coupon twice for one order, by several people at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.models import F

from commerce.catalogue import actions
from commerce.catalogue.models import Coupon, CouponUse
from commerce.databases import commerce_database

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make(**terms: int) -> Coupon:
    wanted = actions.CouponTerms(code="SPRING", percent_bp=1000, **terms)
    return actions.keep_coupon(coupon=None, terms=wanted, actor_id=None, at=NOW)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gives or raises; all of them begin together."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            found[place] = work()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def hold(coupon: Coupon, order: str, customer: object = None) -> Callable[[], object]:
    return lambda: actions.reserve_coupon(
        coupon=coupon, order_number=order, customer_id=customer or uuid4(), at=NOW
    )


def naive(coupon: Coupon, ready: threading.Barrier) -> Callable[[], object]:
    """How it is not done: look first, and count afterwards."""

    def take() -> None:
        with transaction.atomic(using=commerce_database()):
            left = Coupon.objects.get(pk=coupon.pk)
            assert left.limit_total is not None and left.uses < left.limit_total
            ready.wait(10)
            Coupon.objects.filter(pk=coupon.pk).update(uses=F("uses") + 1)

    return take


def test_looking_first_gives_the_last_use_twice() -> None:
    coupon = make(limit_total=1)
    ready = threading.Barrier(2)
    assert at_once(naive(coupon, ready), naive(coupon, ready)) == [None, None]
    coupon.refresh_from_db()
    assert coupon.uses == 2


def test_the_last_uses_are_had_as_often_as_there_are() -> None:
    coupon = make(limit_total=2)
    found = at_once(*(hold(coupon, str(number)) for number in range(6)))
    held = [each for each in found if isinstance(each, CouponUse)]
    refused = [each for each in found if isinstance(each, actions.CouponRefused)]
    assert (len(held), len(refused)) == (2, 4)
    coupon.refresh_from_db()
    assert coupon.uses == 2
    assert set(CouponUse.objects.values_list("order_number", "status")) == {
        (use.order_number, "reserved") for use in held
    }


def test_two_tabs_of_one_order_hold_it_once_and_neither_loses_it() -> None:
    """Whoever comes second is told what the first got, and takes nothing away."""
    coupon, customer = make(limit_total=1), uuid4()
    found = at_once(*(hold(coupon, "1", customer) for _tab in range(4)))
    assert {use.pk for use in found if isinstance(use, CouponUse)} == {CouponUse.objects.get().pk}
    assert len([use for use in found if isinstance(use, CouponUse)]) == 4
    coupon.refresh_from_db()
    assert coupon.uses == 1


def test_the_loser_changes_nothing_of_the_winners() -> None:
    """Another order comes too late and gives back what it never had: the winner's stays."""
    coupon = make(limit_total=1)
    won = hold(coupon, "1")()
    found = at_once(hold(coupon, "2"), lambda: actions.release_coupons(order_number="2", at=NOW))
    assert isinstance(found[0], actions.CouponRefused) and found[1] == 0
    assert list(CouponUse.objects.all()) == [won]
    coupon.refresh_from_db()
    assert coupon.uses == 1


def test_one_customer_with_two_orders_keeps_the_limit() -> None:
    coupon, customer = make(limit_per_customer=1), uuid4()
    found = at_once(hold(coupon, "1", customer), hold(coupon, "2", customer))
    assert sorted(type(each).__name__ for each in found) == ["CouponRefused", "CouponUse"]
    coupon.refresh_from_db()
    assert coupon.uses == 1


def test_paying_and_expiring_at_once_settles_it_once() -> None:
    coupon = make(limit_total=1)
    hold(coupon, "1")()
    at_once(
        lambda: actions.use_coupons(order_number="1", at=NOW),
        lambda: actions.release_coupons(order_number="1", at=NOW),
    )
    actions.use_coupons(order_number="1", at=NOW)
    coupon.refresh_from_db()
    assert coupon.uses == 1 and CouponUse.objects.get().status == "used"
