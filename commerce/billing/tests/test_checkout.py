"""The checkout: from a basket to an order that is paid, and everything that may come between."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from commerce.billing import actions
from commerce.billing.models import Payment
from commerce.catalogue.actions import CouponTerms, keep_coupon, set_prices
from commerce.catalogue.models import CouponUse
from commerce.customers.models import Customer
from commerce.ledger.selectors import check_books
from commerce.orders.models import Basket, Order
from commerce.orders.selectors import entitlements
from commerce.testing.buying import DETAILS, add, agreed, known, order_url, page, pay, text, thing
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.testing.shop import Shop
from commerce.wallet.actions import make_vouchers, redeem
from commerce.wallet.selectors import balance_of
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)


def test_a_guest_becomes_a_buyer(client: Client, shop: Shop, provider: ScriptedProvider) -> None:
    thing(shop)
    assert add(client).url == reverse("checkout:page")
    first = text(page(client))
    assert "Thing 1" in first and "€49.00" in first and "Create an account" in first
    assert client.post(reverse("checkout:pay"), {}).url.startswith(reverse("account_login"))

    person = UserFactory(email="ada@example.org")
    back = {"login": person.email, "password": PASSWORD, "next": reverse("checkout:page")}
    assert client.post(reverse("account_login"), back).url == reverse("checkout:page")
    assert "Save your details to continue." in text(page(client))
    assert client.post(reverse("checkout:details"), {**DETAILS, "country": ""}).status_code == 422
    assert client.post(reverse("checkout:details"), DETAILS).url == reverse("checkout:page")

    answer = pay(client)
    order = Order.objects.get()
    payment = Payment.objects.get()
    assert answer.url == payment.url and order.status == Order.Status.PLACED
    assert order.buyer["name"] == "Ada Okafor" and order.evidence["country_typed"] == "DE"
    waiting = client.get(order_url(order))
    assert "Waiting for your payment" in text(waiting) and b'hx-trigger="every 3s"' in waiting.content

    provider.pay(payment.gateway_reference, payment.money)
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    done = client.get(order_url(order))
    assert "Your order is complete" in text(done) and b'href="/thing:1/"' in done.content
    assert b"hx-trigger" not in client.get(order_url(order), headers={"HX-Request": "true"}).content
    assert [str(each.state) for each in entitlements(order.pk)] == ["open"]
    assert not Basket.objects.get().lines.exists()
    assert "Your basket is empty" in text(page(client))
    assert check_books() == []


def test_the_page_asks_the_provider_by_itself(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    payment = Payment.objects.get()
    provider.pay(payment.gateway_reference, payment.money)
    assert "Your order is complete" in text(client.get(order_url(payment.order)))


def test_a_button_pressed_twice_orders_and_pays_once(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    sent = {**agreed(client), "gateway": "scripted"}
    first, second = (client.post(reverse("checkout:pay"), sent) for _press in range(2))
    payment = Payment.objects.get()
    assert first.url == second.url == payment.url
    provider.pay(payment.gateway_reference, payment.money)
    client.get(order_url(payment.order))
    assert client.post(reverse("checkout:pay"), sent).url == order_url(payment.order)
    assert Order.objects.count() == Payment.objects.count() == 1


def test_another_price_is_shown_and_never_charged(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    product = thing(shop)
    known(buyer)
    add(client)
    sent = {**agreed(client), "gateway": "scripted"}
    now = timezone.now()
    set_prices(product=product, prices=[Money(5_900, "EUR")], from_at=now, actor_id=None, at=now)
    answer = client.post(reverse("checkout:pay"), sent)
    assert answer.status_code == 409 and not Order.objects.exists()
    assert "The price has changed from €49.00 to €59.00." in text(answer)
    pay(client)
    assert Order.objects.get().total == Money(5_900, "EUR")


def test_what_costs_nothing_after_a_coupon_needs_no_provider(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    known(buyer)
    add(client)
    terms = CouponTerms(code="ALL", percent_bp=10_000, limit_per_customer=1)
    keep_coupon(coupon=None, terms=terms, actor_id=None, at=timezone.now())
    client.post(reverse("checkout:coupon"), {"code": "all"})
    shown = page(client)
    assert "Get it for free" in text(shown) and "€0.00" in text(shown)
    client.post(reverse("checkout:pay"), agreed(client))
    order = Order.objects.get()
    assert order.status == Order.Status.PAID and not Payment.objects.exists()
    assert CouponUse.objects.get().order_number == order.number
    assert "Your order is complete" in text(client.get(order_url(order)))


def test_the_coupon_of_an_order_that_waits_is_not_in_the_way_of_itself(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    thing(shop, "thing:2", Money(1_000, "EUR"))
    known(buyer)
    add(client)
    terms = CouponTerms(code="HALF", percent_bp=5_000, limit_per_customer=1, limit_total=1)
    keep_coupon(coupon=None, terms=terms, actor_id=None, at=timezone.now())
    client.post(reverse("checkout:coupon"), {"code": "HALF"})
    pay(client)
    pay(client)
    assert Order.objects.get().total.amount_minor == 2_450
    add(client, "thing:2")
    pay(client)
    first, second = Order.objects.order_by("pk")
    assert first.status == Order.Status.CANCELLED and second.total.amount_minor == 2_950


def test_a_payment_that_failed_is_tried_again_for_the_same_order(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    order, payment = Order.objects.get(), Payment.objects.get()
    provider.fail(payment.gateway_reference)
    assert "The payment didn't go through" in text(client.get(order_url(order)))
    answer = client.post(order_url(order, "checkout:pay_again"), {"gateway": "scripted"})
    again = Payment.objects.order_by("pk").last()
    assert again is not None and again.pk != payment.pk and answer.url == again.url
    provider.pay(again.gateway_reference, again.money)
    assert "Your order is complete" in text(client.get(order_url(order)))
    assert Order.objects.count() == 1
    assert check_books() == []


def test_who_turned_back_finds_the_order_and_the_basket(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    left = client.get(f"{order_url(Order.objects.get())}?left=1")
    assert "This order isn't paid yet" in text(left) and b"hx-trigger" not in left.content
    elsewhere = Client()
    elsewhere.force_login(buyer)
    assert "Thing 1" in text(page(elsewhere))


def test_a_buyer_may_cancel(client: Client, shop: Shop, buyer: User, provider: ScriptedProvider) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    order = Order.objects.get()
    client.post(order_url(order, "checkout:cancel"))
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert "This order was cancelled" in text(client.get(order_url(order)))
    assert "Thing 1" in text(page(client))


@pytest.mark.parametrize("name", ["checkout:order", "checkout:pay_again", "checkout:cancel", "orders:order"])
def test_the_order_of_another_person_does_not_exist(
    name: str, client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    other = Client()
    other.force_login(UserFactory())
    order = Order.objects.get()
    ask = other.get if name in ("checkout:order", "orders:order") else other.post
    assert ask(order_url(order, name)).status_code == 404
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED


def filled_wallet(customer: Customer, money: Money) -> None:
    batch = make_vouchers(name="V", count=1, money=money, actor_id=None, at=timezone.now())
    redeem(customer=customer, code=batch.vouchers.get().code, at=timezone.now())


def test_the_wallet_pays_a_part_and_gets_it_back_when_the_rest_never_comes(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    customer = known(buyer)
    filled_wallet(customer, Money(2_000, "EUR"))
    add(client)
    pay(client, uses_wallet="on")
    order = Order.objects.get()
    assert (order.paid_minor, order.due) == (2_000, Money(2_900, "EUR"))
    assert not balance_of(customer, "EUR")
    assert check_books() == []
    actions.cancel_order(order_id=order.pk, at=timezone.now())
    refund = order.refunds.get()
    actions.send_refund(refund_id=refund.pk, now=timezone.now())
    assert balance_of(customer, "EUR") == Money(2_000, "EUR")
    assert check_books() == []


def test_the_wallet_pays_all_of_it(client: Client, shop: Shop, buyer: User) -> None:
    thing(shop)
    customer = known(buyer)
    filled_wallet(customer, Money(5_000, "EUR"))
    add(client)
    assert "Pay €49.00 from my wallet" in text(page(client))
    pay(client, uses_wallet="on", gateway="")
    assert Order.objects.get().status == Order.Status.PAID
    assert balance_of(customer, "EUR") == Money(100, "EUR")
    assert check_books() == []


def test_a_provider_that_is_away_charges_nothing_and_is_said(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    provider.is_away = True
    answer = pay(client)
    assert answer.url == order_url(Order.objects.get())
    assert "isn't available right now" in text(client.get(answer.url))


def test_a_provider_that_is_opened_from_our_page_sends_its_buyer_back_with_a_form(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    monkeypatch.setattr(ScriptedProvider, "shows_script", True)
    fields = {
        "order_id": "o1",
        "form_action": "https://pay.example/form",
        "script": "https://pay.example/s.js",
    }
    start = ScriptedProvider.start
    monkeypatch.setattr(
        ScriptedProvider,
        "start",
        lambda self, request: replace(start(self, request), url="", fields=fields),
    )
    pay(client)
    order, payment = Order.objects.get(), Payment.objects.get()
    assert payment.request["return_url"].endswith(order_url(order, "checkout:come_back"))
    shown = client.get(order_url(order)).content.decode()
    assert 'action="https://pay.example/form"' in shown and 'name="order_id" value="o1"' in shown
    assert "s.js" not in shown
    stranger = Client(enforce_csrf_checks=True)
    back = order_url(order, "checkout:come_back")
    assert stranger.post(back, {"signature": "forged"}).url == f"{order_url(order)}?returned=1"
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED
    provider.pay(payment.gateway_reference, payment.money)
    stranger.post(back, {"signature": "right"})
    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_a_made_up_order_is_not_found(client: Client, buyer: User) -> None:
    assert client.get(reverse("checkout:order", args=[UUID(int=7)])).status_code == 404
