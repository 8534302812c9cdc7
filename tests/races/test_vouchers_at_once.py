"""One voucher for a product by two people, twice by one, and two vouchers for the same by one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commerce.customers.actions import customer_for
from commerce.customers.models import Customer
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.buying import thing
from commerce.testing.shop import Shop, open_shop
from commerce.wallet.actions import VoucherRefused, make_vouchers, redeem
from commerce.wallet.models import Voucher, VoucherRedemption
from tests.races.test_coupons_at_once import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as one:
        thing(one)
        yield one


def somebody() -> Customer:
    person = UserFactory()
    return customer_for(account_id=person.public_id, name="Ada", email=person.email, at=timezone.now())


def a_voucher(uses: int = 1) -> Voucher:
    batch = make_vouchers(
        name="Fair", count=1, uses=uses, product_code="thing:1", at=timezone.now(), actor_id=None
    )
    return batch.vouchers.get()


def using(voucher: Voucher, customer: Customer) -> Callable[[], object]:
    return lambda: redeem(customer=customer, code=voucher.code, at=timezone.now())


def refused(found: list[object]) -> list[str]:
    assert all(isinstance(each, VoucherRefused | VoucherRedemption) for each in found), found
    return [each.code for each in found if isinstance(each, VoucherRefused)]


def test_of_two_who_want_the_last_use_one_gets_it(shop: Shop) -> None:
    voucher = a_voucher()
    found = at_once(*(using(voucher, somebody()) for _place in range(4)))
    assert refused(found) == ["used"] * 3
    voucher.refresh_from_db()
    assert (voucher.uses_left, Order.objects.count(), check_books()) == (0, 1, [])


def test_pressed_twice_it_is_used_once(shop: Shop) -> None:
    voucher, customer = a_voucher(uses=5), somebody()
    found = at_once(*(using(voucher, customer) for _place in range(4)))
    assert refused(found) == ["already_yours"] * 3
    voucher.refresh_from_db()
    assert (voucher.uses_left, Order.objects.count()) == (4, 1)


def test_two_vouchers_for_the_same_thing_use_one_up(shop: Shop) -> None:
    customer, vouchers = somebody(), [a_voucher() for _place in range(4)]
    found = at_once(*(using(voucher, customer) for voucher in vouchers))
    assert refused(found) == ["owned"] * 3
    assert Order.objects.count() == 1
    assert sum(voucher.uses_left for voucher in Voucher.objects.all()) == 3
