"""What buyers agree to: the terms of the site, and to lose the right of withdrawal where the law gives it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce.billing import actions, sale_terms
from commerce.billing.models import Payment
from commerce.billing.sale_terms import SaleTerms, TermsLink, needs_waiver
from commerce.customers.actions import erase
from commerce.customers.details import BuyerDetails
from commerce.gateways.base import Capture, MethodSummary, PaymentOutcome, PaymentState
from commerce.orders.models import Order
from commerce.testing.buying import add, agreed, known, order_url, page, pay, text, thing
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.testing.shop import Shop

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)

WAIVER = "this ends my 14-day right of withdrawal"
TERMS = TermsLink("Buying here", "/terms-of-sale/")
REFUNDS = TermsLink("Money back", "/refunds/")


def name_terms(monkeypatch: pytest.MonkeyPatch, terms: SaleTerms) -> None:
    monkeypatch.setattr(sale_terms, "_providers", [lambda _request: terms])


def test_terms_are_linked_and_agreed_to_where_there_are_any(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    name_terms(monkeypatch, SaleTerms(TERMS, REFUNDS))
    shown = page(client).content.decode()
    assert 'href="/terms-of-sale/"' in shown and 'href="/refunds/"' in shown
    refused = pay(client, terms="")
    assert refused.status_code == 422 and "Agree to the terms" in text(refused)
    assert not Order.objects.exists()
    pay(client)
    assert Order.objects.exists()


def test_a_refund_policy_alone_is_called_by_its_name(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    name_terms(monkeypatch, SaleTerms(refunds=REFUNDS))
    assert "I agree to the refund policy." in text(page(client))


def test_without_terms_nobody_agrees_to_any(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    name_terms(monkeypatch, SaleTerms())
    assert "I agree to" not in text(page(client))
    pay(client, terms="")
    assert Order.objects.exists()


@pytest.mark.parametrize(
    ("buyer", "supplies", "is_free", "expected"),
    [
        (BuyerDetails(country="DE"), ["live", "recorded"], False, True),
        (BuyerDetails(country="GB"), ["recorded"], False, True),
        (BuyerDetails(country="US"), ["recorded"], False, False),
        (BuyerDetails(country="DE"), ["live"], False, False),
        (BuyerDetails(country="DE"), ["recorded"], True, False),
        (BuyerDetails(country="DE", tax_number="DE136695976"), ["recorded"], False, False),
        (BuyerDetails(), ["recorded"], False, False),
    ],
    ids=["one of two", "kingdom", "elsewhere", "live", "free", "business", "nowhere"],
)
def test_whom_the_law_gives_a_right_of_withdrawal(
    buyer: BuyerDetails, supplies: list[str], is_free: bool, expected: bool
) -> None:
    assert needs_waiver(buyer, supplies, is_free=is_free) is expected


def test_consumers_of_the_union_give_up_their_right_and_see_when(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    assert WAIVER in text(page(client))
    refused = pay(client, waives_withdrawal="")
    assert refused.status_code == 422 and "Confirm this to get access right away." in text(refused)
    assert not Order.objects.exists()
    before = timezone.now()
    pay(client)
    order = Order.objects.get()
    assert order.withdrawal_waived_at is not None
    assert before <= order.withdrawal_waived_at <= timezone.now()
    payment = Payment.objects.get()
    provider.pay(payment.gateway_reference, payment.money)
    for address in (order_url(order), reverse("orders:order", args=[order.public_id])):
        assert "confirmed that this ends your right of withdrawal" in text(client.get(address))


def test_others_are_not_asked(client: Client, shop: Shop, buyer: User, provider: ScriptedProvider) -> None:
    thing(shop)
    known(buyer, country="US", region="CA")
    add(client)
    assert WAIVER not in text(page(client))
    pay(client, waives_withdrawal="on")  # a word that nobody was asked for says nothing
    order = Order.objects.get()
    assert order.withdrawal_waived_at is None
    assert "right of withdrawal" not in text(client.get(reverse("orders:order", args=[order.public_id])))


def test_an_order_that_waits_without_it_is_placed_anew(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    Order.objects.update(withdrawal_waived_at=None)
    pay(client)
    assert [bool(order.withdrawal_waived_at) for order in Order.objects.order_by("pk")] == [False, True]


def told(payment: Payment, country: str, number: int = 1) -> PaymentState:
    capture = Capture(f"tx-{number}", payment.money)
    return PaymentState(
        payment.gateway_reference,
        PaymentOutcome.CONFIRMED,
        capture,
        method=MethodSummary("card", "visa", "4242", country=country),
        payment_id=payment.public_id,
    )


def test_the_cards_country_is_another_proof_of_place(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    payment, now = Payment.objects.get(), timezone.now()
    first = dict(Order.objects.get().evidence)
    for country in ("", "DE", "DE", "FR"):
        state = told(payment, country)
        now += timedelta(minutes=1)
        actions.settle_payment(payment_id=payment.pk, state=state, at=now)
    order = Order.objects.get()
    assert order.evidence == {**first, "countries_of_cards": ["DE", "FR"]}
    assert order.evidence["country_typed"] == "DE"


def test_of_an_erased_buyer_no_place_is_kept(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    customer: Any = known(buyer)
    add(client)
    pay(client)
    payment = Payment.objects.get()
    Order.objects.update(evidence={})
    erase(customer=customer, at=timezone.now())
    actions.settle_payment(payment_id=payment.pk, state=told(payment, "DE"), at=timezone.now())
    assert Order.objects.get().evidence == {}


def test_the_form_that_was_sent_is_shown_again_with_what_is_missing(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    sent = {**agreed(client), "gateway": "scripted", "waives_withdrawal": ""}
    again = client.post(reverse("checkout:pay"), sent).content.decode()
    assert 'aria-invalid="true"' in again and 'value="scripted"' in again
