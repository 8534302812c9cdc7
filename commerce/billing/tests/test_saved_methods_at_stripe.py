"""A card kept at Stripe, from the first payment to its removal: the real library, over HTTP on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce.billing import actions
from commerce.billing.models import ErasedBuyer, Payment, SavedPaymentMethod
from commerce.customers.actions import erase
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.buying import add, known, order_url, pay, text, thing
from commerce.testing.provider_server import Fault
from commerce.testing.shop import Shop
from commerce.testing.stripe_server import SECRET_KEY, WEBHOOK_SECRET, StripeServer

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)


@pytest.fixture
def stripe(settings: Any) -> Iterator[StripeServer]:
    with StripeServer() as server:
        settings.STRIPE_API_URL, settings.STRIPE_SECRET_KEY = server.address, SECRET_KEY
        settings.STRIPE_WEBHOOK_SECRETS, settings.STRIPE_CURRENCIES = [WEBHOOK_SECRET], ["EUR"]
        settings.GATEWAY_TIMEOUTS, settings.GATEWAY_PAUSES = (1.0, 0.25), ()
        yield server


@pytest.fixture
def kept(client: Client, shop: Shop, buyer: User, stripe: StripeServer) -> SavedPaymentMethod:
    """A card that was kept at Stripe, and a second thing in the basket."""
    for code in ("thing:1", "thing:2"):
        thing(shop, code)
    known(buyer)
    add(client)
    pay(client, gateway="stripe", keeps_method="on")
    payment = Payment.objects.get()
    stripe.pay(payment.gateway_reference)
    client.get(f"{order_url(payment.order)}?returned=1")
    add(client, "thing:2")
    return SavedPaymentMethod.objects.get()


def pay_by(client: Client, method: SavedPaymentMethod) -> Any:
    return pay(client, gateway=f"kept:{method.public_id}")


def charges(stripe: StripeServer) -> int:
    return sum(each["object"] == "payment_intent" for each in stripe.objects.values())


def test_it_is_kept_charged_and_removed(
    kept: SavedPaymentMethod, client: Client, stripe: StripeServer
) -> None:
    assert (kept.label, kept.gateway) == ("Visa ending in 4242", "stripe")
    assert stripe.objects[kept.token]["customer"] == kept.buyer_reference
    pay_by(client, kept)
    order = Order.objects.latest("pk")
    assert order.status == Order.Status.PAID and check_books() == []
    intent = stripe.objects[Payment.objects.latest("pk").gateway_reference]
    assert (intent["payment_method"], intent["customer"]) == (kept.token, kept.buyer_reference)
    for event in stripe.events:  # which arrive after all was settled
        body, headers = stripe.signed(event)
        answer = client.post(
            "/webhooks/stripe/", body, "application/json",
            headers={"stripe-signature": headers["stripe-signature"]},
        )  # fmt: skip
        assert answer.status_code == 200
    assert SavedPaymentMethod.objects.count() == 1 and check_books() == []
    client.post(reverse("payment_methods:remove", args=[kept.public_id]))
    actions.forget_method(method_id=kept.pk, now=timezone.now())
    assert stripe.objects[kept.token]["customer"] is None


def test_an_erased_buyer_is_deleted_at_stripe_however_often_it_takes(
    kept: SavedPaymentMethod, buyer: User, stripe: StripeServer, django_capture_on_commit_callbacks: Any
) -> None:
    stripe.faults += [Fault.ERROR] * 4
    with django_capture_on_commit_callbacks(execute=True):
        erase(customer=kept.customer, at=timezone.now())
    row = ErasedBuyer.objects.get()
    assert (row.gateway, row.reference, row.forgotten_at) == ("stripe", kept.buyer_reference, None)
    assert kept.buyer_reference in stripe.objects
    stripe.faults.clear()
    assert actions.forget_buyers(now=timezone.now()) == 0  # it is left alone for a while
    later = timezone.now() + timedelta(hours=1)
    assert actions.forget_buyers(now=later) == 1
    assert kept.buyer_reference not in stripe.objects
    assert actions.forget_buyers(now=later + timedelta(days=9)) == 0
    actions.forget_methods(now=later)
    assert stripe.objects[kept.token]["customer"] is None
    actions.remove_methods_of(customer_id=kept.customer_id, at=later)
    assert ErasedBuyer.objects.get().forgotten_at == later


def test_its_bank_asks_for_the_buyer(kept: SavedPaymentMethod, client: Client, stripe: StripeServer) -> None:
    stripe.asks_for_the_buyer = True
    answer = pay_by(client, kept)
    assert answer.url.startswith("https://hooks.stripe.com/")
    payment = Payment.objects.latest("pk")
    assert pay_by(client, kept).url == answer.url
    stripe.confirm(payment.gateway_reference)
    done = client.get(f"{order_url(payment.order)}?returned=1")
    assert "Your order is complete" in text(done) and charges(stripe) == 2


def test_an_answer_that_is_lost_charges_once(
    kept: SavedPaymentMethod, client: Client, stripe: StripeServer
) -> None:
    stripe.faults.append(Fault.LOST)
    answer = pay_by(client, kept)
    order = Order.objects.latest("pk")
    assert order.status == Order.Status.PLACED and charges(stripe) == 2
    assert "Your order is complete" in text(client.get(answer.url))
    assert charges(stripe) == 2 and check_books() == []


def test_a_declined_card_says_so(kept: SavedPaymentMethod, client: Client, stripe: StripeServer) -> None:
    stripe.declines = "insufficient_funds"
    assert "The payment didn't go through" in text(client.get(pay_by(client, kept).url))
    stripe.declines = ""
    order = Order.objects.latest("pk")
    client.post(order_url(order, "checkout:pay_again"), {"gateway": f"kept:{kept.public_id}"})
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
