"""What the pages of the checkout ask and say, and the history of orders."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce.billing import actions
from commerce.billing.models import Payment
from commerce.customers.models import Customer
from commerce.orders.models import Basket, Order
from commerce.orders.selectors import entitlements
from commerce.testing.buying import DETAILS, add, agreed, known, order_url, page, pay, text, thing
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.testing.shop import Shop
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)


def test_a_coupon_that_does_not_hold_says_why_and_is_not_kept(
    client: Client, shop: Shop, buyer: User
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    answer = client.post(reverse("checkout:coupon"), {"code": "nothing"})
    assert answer.status_code == 422 and "isn't valid" in text(answer)
    assert Basket.objects.get().coupon_codes == []


def test_what_is_owned_is_said_before_paying(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    known(buyer)
    shop.owned.add("thing:1")
    add(client)
    shown = page(client)
    assert "You already have this." in text(shown) and shown.context["checkout"].pay_form is None
    assert client.post(reverse("checkout:pay"), {"terms": "on"}).status_code == 409
    assert not Order.objects.exists()


def test_a_gift_is_for_the_other_one(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    shop.owned.add("thing:1")
    add(client)
    line = Basket.objects.get().lines.get()
    own = client.post(reverse("checkout:gift"), {"line": line.pk, "recipient": "Ada@example.org"})
    assert own.status_code == 422 and "your own email address" in text(own)
    client.post(reverse("checkout:gift"), {"line": line.pk, "recipient": "kin@example.org"})
    assert "A gift for kin@example.org" in text(page(client))
    pay(client)
    (given,) = entitlements(Order.objects.get().pk)
    assert given.is_gift and given.recipient_email == "kin@example.org"


def test_a_choice_is_asked_for(client: Client, shop: Shop, buyer: User, provider: ScriptedProvider) -> None:
    thing(shop)
    known(buyer)
    shop.choices["thing:1"] = (2, 2, ("a", "b", "c"))
    add(client)
    assert page(client).context["checkout"].pay_form is None
    line = Basket.objects.get().lines.get()
    client.post(reverse("checkout:choose"), {"line": line.pk, "choices": ["c", "x", "a"]})
    pay(client)
    (bought,) = entitlements(Order.objects.get().pk)
    assert bought.choices == ("c", "a")


def test_the_state_is_asked_where_it_belongs_to_an_address(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    add(client)
    part = client.get(reverse("checkout:region"), {"country": "IN"})
    assert "Karnataka" in part.content.decode()
    assert "select" not in client.get(reverse("checkout:region"), {"country": "DE"}).content.decode()
    missing = client.post(reverse("checkout:details"), {**DETAILS, "country": "IN"})
    assert missing.status_code == 422 and "Choose your state." in text(missing)
    client.post(reverse("checkout:details"), {**DETAILS, "country": "IN", "region": "KA"})
    assert Customer.objects.get().region == "KA"
    assert "Karnataka, India" in text(page(client))


def test_a_wrong_tax_number_is_said(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    add(client)
    typed = {**DETAILS, "tax_number": "DE1", "line_1": "Weg 1", "city": "Bonn"}
    wrong = client.post(reverse("checkout:details"), typed)
    assert wrong.status_code == 422 and "isn't a valid tax number" in text(wrong)


def test_another_currency_is_chosen(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop, "thing:1", Money(4_900, "EUR"), Money(5_500, "USD"))
    known(buyer)
    add(client)
    client.post(reverse("checkout:currency"), {"currency": "USD"})
    assert "$55.00" in text(page(client))
    client.post(reverse("checkout:currency"), {"currency": "XXX"})
    assert Basket.objects.get().currency == "USD"


def test_a_way_to_pay_is_asked_for(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    sent = agreed(client)
    no_way = client.post(reverse("checkout:pay"), {**sent, "gateway": ""})
    assert no_way.status_code == 422 and "Choose how to pay." in text(no_way)
    assert not Order.objects.exists()


@pytest.mark.parametrize("line", ["0", "x", "9" * 30, ""])
def test_lines_that_are_not_mine_do_not_exist(line: str, client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    add(client)
    for name in ("remove", "gift", "choose"):
        assert client.post(reverse(f"checkout:{name}"), {"line": line}).status_code == 404


def test_unknown_products_are_not_found(client: Client, shop: Shop) -> None:
    assert add(client, "thing:none").status_code == 404
    assert client.post(reverse("checkout:add")).status_code == 404


def test_the_history_says_what_became_of_each_and_stays_flat(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, django_assert_max_num_queries: Any
) -> None:
    customer = known(buyer)
    assert "No orders yet" in text(client.get(reverse("orders:history")))
    for number in range(3):
        thing(shop, f"thing:{number}")
        add(client, f"thing:{number}")
        pay(client)
        payment = Payment.objects.order_by("pk").last()
        assert payment is not None
        provider.pay(payment.gateway_reference, payment.money)
        client.get(order_url(payment.order))
    orders = Order.objects.filter(customer=customer)
    first = orders.order_by("pk")[0]
    line = first.lines.get()
    refunds = actions.request_refund(
        order_id=first.pk, by_line={line.pk: 1_000}, withdraws_access=False, reason="staff",
        actor_id=None, at=timezone.now(),
    )  # fmt: skip
    actions.send_refund(refund_id=refunds[0].pk, now=timezone.now())
    shown = text(client.get(reverse("orders:history")))
    assert shown.count("Paid") >= 2 and "Partly refunded" in shown and "Thing 0" in shown
    one = text(client.get(reverse("orders:order", args=[first.public_id])))
    assert "€10.00 refunded" in one and "Decided by staff" in one and "Scripted" in one
    with django_assert_max_num_queries(12):
        client.get(reverse("orders:history"))
