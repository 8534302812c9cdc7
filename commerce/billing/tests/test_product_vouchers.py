"""A voucher that opens a product: an order over nothing, once, and only for who doesn't have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import FINANCE, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.catalogue.actions import retire_product
from commerce.ledger.models import JournalEntry
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.orders.selectors import entitlements
from commerce.testing.buying import known, text, thing
from commerce.testing.shop import Shop
from commerce.wallet.actions import make_vouchers
from commerce.wallet.models import Voucher, VoucherRedemption
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def books_balance() -> Any:
    yield
    assert check_books() == []


def a_voucher(code: str = "thing:1", **values: Any) -> Voucher:
    wanted = {"name": "Fair", "count": 1, "at": timezone.now(), "actor_id": None, **values}
    return make_vouchers(product_code=code, product_title="Thing 1", **wanted).vouchers.get()


def redeem(client: Client, voucher: Voucher) -> Any:
    return client.post(reverse("wallet:redeem"), {"code": voucher.code})


def finance() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[FINANCE]))
    return client


def test_it_opens_its_product_by_an_order_over_nothing(client: Client, buyer: User, shop: Shop) -> None:
    thing(shop)
    shop.contents_of["thing:1"] = ("part:1", "part:2")
    answer = redeem(client, a_voucher())

    assert (answer.status_code, answer["Location"]) == (302, "/thing:1/")
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.status, order.total_minor, line.unit_minor, line.discount_minor) == (
        "paid",
        0,
        4_900,
        4_900,
    )
    [opened] = entitlements(order.pk)
    assert (opened.state, opened.buyer_account_id, opened.is_by_voucher) == ("open", buyer.public_id, True)
    assert opened.choices == ("part:1", "part:2")
    assert not JournalEntry.objects.exists()
    assert "You now have “Thing 1”." in text(client.get(reverse("wallet:own")))


def test_who_has_it_is_told_and_keeps_the_voucher(client: Client, buyer: User, shop: Shop) -> None:
    thing(shop)
    shop.owned.add("thing:1")
    voucher = a_voucher()
    answer = redeem(client, voucher)

    assert answer.status_code == 422
    assert "You already have this." in text(answer)
    voucher.refresh_from_db()
    assert (voucher.uses_left, VoucherRedemption.objects.exists(), Order.objects.exists()) == (
        1,
        False,
        False,
    )


def test_what_was_opened_a_moment_ago_is_had_before_access_knows(
    client: Client, buyer: User, shop: Shop
) -> None:
    thing(shop)
    redeem(client, a_voucher())
    other = a_voucher()
    assert "You already have this." in text(redeem(client, other))
    other.refresh_from_db()
    assert (other.uses_left, Order.objects.count()) == (1, 1)


def test_pressed_twice_it_leads_there_again(client: Client, buyer: User, shop: Shop) -> None:
    thing(shop)
    voucher = a_voucher(uses=2)
    first, second = redeem(client, voucher), redeem(client, voucher)
    assert first["Location"] == second["Location"] == "/thing:1/"
    voucher.refresh_from_db()
    assert (voucher.uses_left, Order.objects.count()) == (1, 1)


def test_each_use_opens_it_for_somebody_else(client: Client, buyer: User, shop: Shop) -> None:
    thing(shop)
    voucher, other = a_voucher(), UserFactory()
    redeem(client, voucher)
    client.force_login(other)
    assert "no uses left" in text(redeem(client, voucher))
    assert Order.objects.get().customer.account_id == buyer.public_id


@pytest.mark.parametrize("case", ["expired", "stopped", "retired", "unknown", "choice"])
def test_why_it_cannot_be_redeemed(client: Client, buyer: User, shop: Shop, case: str) -> None:
    thing(shop)
    now = timezone.now()
    voucher = a_voucher("thing:gone" if case == "unknown" else "thing:1")
    batch = type(voucher.batch).objects.filter(pk=voucher.batch_id)
    if case == "expired":
        batch.update(expires_at=now)
    if case == "stopped":
        batch.update(disabled_at=now)
    if case == "retired":
        retire_product(code="thing:1", at=now)
    if case == "choice":
        shop.choices["thing:1"] = (1, 1, ("a", "b"))
    words = {
        "expired": "This voucher has expired.",
        "stopped": "This voucher is no longer valid.",
        "retired": "This isn't on sale at the moment.",
        "unknown": "This is no longer available.",
        "choice": "This voucher can't be redeemed at the moment. Contact us.",
    }
    assert words[case] in text(redeem(client, voucher))
    voucher.refresh_from_db()
    assert (voucher.uses_left, Order.objects.exists()) == (1, False)


def test_a_product_without_a_price_costs_nothing_all_the_same(
    client: Client, buyer: User, shop: Shop
) -> None:
    shop.product("thing:1", at=timezone.now())
    redeem(client, a_voucher())
    assert Order.objects.get().lines.get().unit_minor == 0


def test_staff_choose_a_product_for_one_or_many(client: Client, shop: Shop) -> None:
    thing(shop)
    thing(shop, "thing:2")
    retire_product(code="thing:2", at=timezone.now())
    thing(shop, "thing:3")
    shop.choices["thing:3"] = (1, 1, ("a", "b"))
    staff = finance()
    form = staff.get(reverse("wallet_admin:make")).context["form"]
    assert form.fields["product"].choices == [("", "—"), ("thing:1", "Thing 1")]

    sent = {"name": "Fair", "product": "thing:1", "currency": "EUR", "count": 3, "uses": 1}
    answer = staff.post(reverse("wallet_admin:make"), sent)
    page = text(staff.get(answer["Location"]))
    assert "Worth Thing 1 Vouchers 3" in page
    batch = Voucher.objects.first().batch  # type: ignore[union-attr]
    assert "Thing 1" in text(staff.get(reverse("wallet_admin:print", args=[batch.public_id])))
    table = b"".join(staff.get(reverse("wallet_admin:export", args=[batch.public_id])).streaming_content)
    assert table.decode().count(",Thing 1,thing:1,1,") == 3
    assert "Thing 1" in text(staff.get(reverse("academy_vouchers_modeladmin_index")))

    both = staff.post(reverse("wallet_admin:make"), {**sent, "amount": "10"})
    assert (both.status_code, Voucher.objects.count()) == (422, 3)


def test_staff_end_what_a_voucher_opened_and_the_voucher_stays_used(
    client: Client, buyer: User, shop: Shop
) -> None:
    thing(shop)
    voucher = a_voucher(name="Spring fair")
    redeem(client, voucher)
    order = Order.objects.get()
    screens = [reverse(f"billing_admin:{name}", args=[order.public_id]) for name in ("order", "withdraw")]
    support = Client()
    support.force_login(UserFactory(roles=[SUPPORT]))
    assert support.post(screens[1]).status_code in (302, 403)
    assert entitlements(order.pk)[0].state == "open"

    staff = finance()
    assert "Voucher of “Spring fair” redeemed" in text(staff.get(screens[0]))
    staff.post(screens[1])
    assert entitlements(order.pk)[0].state == "closed"
    assert "Access to “Thing 1” ended" in text(staff.get(screens[0]))
    voucher.refresh_from_db()
    assert voucher.uses_left == 0
    staff.post(screens[1])  # again: nothing is left to end


def test_a_paid_order_is_refunded_and_not_withdrawn(client: Client, shop: Shop) -> None:
    from commerce.billing import actions
    from commerce.testing.orders import make_order

    order = make_order(4_900, at=timezone.now() - timedelta(hours=1))
    with pytest.raises(actions.RefundForbidden):
        actions.withdraw_free_order(order_id=order.pk, at=timezone.now())


def test_a_voucher_costs_as_many_queries_whatever_is_on_sale(
    client: Client, buyer: User, shop: Shop, django_assert_max_num_queries: Any
) -> None:
    known(buyer)
    for place in range(1, 6):
        thing(shop, f"thing:{place}", Money(100, "EUR"))
    voucher = a_voucher()
    with django_assert_max_num_queries(60) as counted:
        redeem(client, voucher)
    assert len(counted) < 60
