"""A wallet is topped up by an order that is no sale; what goes back never takes it below nought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import FINANCE
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import OrderEmail, PaymentCapture, Refund
from commerce.customers.models import Customer
from commerce.gateways.base import DisputeOutcome, RefundOutcome
from commerce.orders.models import Order
from commerce.orders.quotes import WrongQuote
from commerce.testing.buying import text
from commerce.testing.orders import NOON, make_customer, make_order, make_quote, quoted
from commerce.testing.payments import assert_books_balance, book, start
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.wallet.selectors import balance_of
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")
FIFTY = Money(5_000, "EUR")


@pytest.fixture(autouse=True)
def books_balance(settings: Any) -> Any:
    settings.WALLET_TOP_UP_MOST, settings.WALLET_TOP_UP_LEAST = {"EUR": 50_000}, {"EUR": 500}
    settings.WALLET_TOP_UP_SUGGESTIONS = {"EUR": [2_500, 5_000]}
    yield
    assert_books_balance()


def topped_up(provider: ScriptedProvider, customer: Customer | None = None) -> Order:
    order = actions.place_top_up(customer=customer or make_customer(), money=FIFTY, key=uuid4(), at=NOON)
    payment = start(order)
    actions.settle_payment(
        payment_id=payment.pk, state=provider.pay(payment.gateway_reference, FIFTY), at=NOON
    )
    return Order.objects.get(pk=order.pk)


def spend(order: Order, minor: int) -> Order:
    """The same customer buys something from the wallet."""
    other = make_order(minor, customer=order.customer)
    return actions.pay_from_wallet(order_id=other.pk, at=NOON)


def left(order: Order) -> int:
    return balance_of(order.customer, "EUR").amount_minor


def refund(order: Order, minor: int) -> Refund:
    [made] = actions.request_refund(
        order_id=order.pk,
        by_line={order.lines.get().pk: minor},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        at=NOON,
    )
    return made


def test_what_is_paid_is_in_the_wallet_and_no_sale(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    line = order.lines.get()
    assert (order.status, left(order)) == ("paid", 5_000)
    assert (line.kind, line.supply, line.tax_minor, line.tax) == ("top_up", "none", 0, [])
    owner = order.customer.public_id
    assert book() == {"clearing scripted": 5_000, f"wallet {owner}": -5_000}


def test_it_has_no_invoice(provider: ScriptedProvider, settings: Any) -> None:
    settings.SELLER_NAME, settings.SELLER_COUNTRY = "Academy", "DE"
    order = topped_up(provider)
    assert actions.document_order(order_id=order.pk, at=NOON) == []
    OrderEmail.objects.create(order=order, kind=OrderEmail.Kind.RECEIPT, key="1", written_at=NOON)
    assert actions.undocumented_orders(now=NOON + timedelta(hours=1)) == []


def test_it_pays_for_a_sale_later(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    assert spend(order, 3_000).status == "paid"
    assert (left(order), book()["revenue"]) == (2_000, -3_000)


def test_a_wallet_cannot_fill_itself(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    other = actions.place_top_up(customer=order.customer, money=FIFTY, key=uuid4(), at=NOON)
    with pytest.raises(actions.NothingToPay):
        actions.pay_from_wallet(order_id=other.pk, at=NOON)
    assert left(order) == 5_000


def test_it_stands_alone_without_coupon_and_tax() -> None:
    top_up = quoted(5_000, kind="top_up")
    for quote in (
        make_quote(top_up, 100),
        make_quote(top_up, coupon_codes=("SPRING",)),
        make_quote(quoted(5_000, tax_bp=1_900, kind="top_up")),
        make_quote(quoted(5_000, discount_minor=100, kind="top_up")),
    ):
        with pytest.raises(WrongQuote):
            quote.check()


@pytest.mark.parametrize("money", [Money(499, "EUR"), Money(50_001, "EUR"), Money(5_000, "USD")])
def test_only_amounts_of_the_settings(money: Money) -> None:
    with pytest.raises(actions.TopUpRefused):
        actions.place_top_up(customer=make_customer(), money=money, key=uuid4(), at=NOON)
    assert not Order.objects.exists()


def test_a_refund_takes_it_out_of_the_wallet_before_it_is_sent(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    spend(order, 2_000)
    with pytest.raises(actions.RefundTooLarge):
        refund(order, 3_001)
    assert (left(order), Refund.objects.count()) == (3_000, 0)

    made = refund(order, 3_000)
    assert left(order) == 0  # and can't be spent while the provider takes its time
    assert_books_balance()
    actions.send_refund(refund_id=made.pk, now=NOON)
    order.refresh_from_db()
    assert (order.refunded_minor, left(order), book()["clearing scripted"]) == (3_000, 0, 2_000)


def test_a_refund_that_fails_is_in_the_wallet_again(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    made = refund(order, 5_000)
    sent = actions.send_refund(refund_id=made.pk, now=NOON)
    assert left(order) == 0
    state = provider.turn_refund(sent.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=made.pk, state=state, at=NOON)
    assert left(order) == 5_000
    assert_books_balance()
    spend(order, 4_000)
    state = provider.turn_refund(sent.gateway_reference, RefundOutcome.COMPLETED)
    actions.settle_refund(refund_id=made.pk, state=state, at=NOON)
    assert (left(order), book()["losses"]) == (0, 4_000)  # it went after all


def test_a_refund_made_at_the_provider_takes_what_is_there(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    spend(order, 4_500)
    transaction = PaymentCapture.objects.get(gateway="scripted").transaction_id
    state = provider.refund_there(transaction, Money(2_000, "EUR"))
    actions.settle_provider_refund(gateway="scripted", state=state, at=NOON)
    assert (left(order), book()["losses"]) == (0, 1_500)


def test_a_lost_dispute_takes_what_is_there_and_the_rest_is_lost(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    spend(order, 3_500)
    transaction = PaymentCapture.objects.get(gateway="scripted").transaction_id
    opened = provider.dispute(transaction, FIFTY, fee=Money(1_500, "EUR"))
    actions.settle_dispute(gateway="scripted", state=opened, at=NOON)
    assert left(order) == 1_500

    lost = provider.turn_dispute(opened.reference, DisputeOutcome.LOST)
    actions.settle_dispute(gateway="scripted", state=lost, at=NOON)
    assert (left(order), book()["losses"], book()["revenue"]) == (0, 3_500, -3_500)
    assert_books_balance()

    staff = Client()
    staff.force_login(UserFactory(roles=[FINANCE]))
    page = text(staff.get(reverse("billing_admin:order", args=[order.public_id])))
    assert "€35.00 of this top-up went back and had been spent" in page

    won = provider.turn_dispute(opened.reference, DisputeOutcome.WON)
    actions.settle_dispute(gateway="scripted", state=won, at=NOON)
    assert (left(order), book().get("losses", 0)) == (1_500, 0)


def test_money_that_comes_late_still_fills_the_wallet(provider: ScriptedProvider) -> None:
    order = actions.place_top_up(customer=make_customer(), money=FIFTY, key=uuid4(), at=NOON)
    payment = start(order)
    actions.cancel_order(order_id=order.pk, at=NOON)
    state = provider.pay(payment.gateway_reference, FIFTY)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    assert (Order.objects.get().status, left(order)) == ("paid", 5_000)


def sent(client: Client, **fields: str) -> dict[str, str]:
    form = client.get(reverse("checkout:top_up")).context["form"]
    shown = {"currency": "EUR", "key": str(form["key"].value()), "gateway": "scripted", "terms": "on"}
    return {**shown, "amount": "5000", **fields}


def test_pressed_twice_it_is_ordered_once(client: Client, buyer: User, provider: ScriptedProvider) -> None:
    assert "Add money" in text(client.get(reverse("wallet:own")))
    data = sent(client)
    first = client.post(reverse("checkout:top_up"), data)
    second = client.post(reverse("checkout:top_up"), data)
    order = Order.objects.get()
    assert first["Location"] == second["Location"]
    payment = order.payments.get()
    provider.pay(payment.gateway_reference, payment.money)
    page = text(client.get(reverse("checkout:order", args=[order.public_id])))
    assert "Your order is complete" in page
    assert "Wallet top-up" in page
    wallet = text(client.get(reverse("wallet:own")))
    assert f"Top-up {order.number} +€50.00" in wallet
    client.force_login(UserFactory())
    assert client.post(reverse("checkout:top_up"), data).status_code == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "other", "other": "4.99"}, "between €5.00 and €500.00"),
        ({"amount": "other", "other": "much"}, "“much” isn't an amount."),
        ({"amount": ""}, "Choose an amount."),
        ({"amount": "123"}, "Select a valid choice"),
        ({"gateway": ""}, "Choose how to pay."),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, buyer: User, provider: ScriptedProvider, fields: dict[str, str], words: str
) -> None:
    answer = client.post(reverse("checkout:top_up"), sent(client, **fields))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Order.objects.exists()


def test_where_no_currency_is_set_nothing_is_offered(client: Client, buyer: User, settings: Any) -> None:
    settings.WALLET_TOP_UP_MOST = {}
    assert "Add money" not in text(client.get(reverse("wallet:own")))
    assert "No payment method is available" in text(client.get(reverse("checkout:top_up")))
    client.post(reverse("checkout:top_up"), {"amount": "5000", "currency": "EUR"})
    assert not Order.objects.exists()


def test_staff_are_offered_no_more_than_the_wallet_holds(provider: ScriptedProvider) -> None:
    order = topped_up(provider)
    spend(order, 4_000)
    staff = Client()
    staff.force_login(UserFactory(roles=[FINANCE]))
    page = text(staff.get(reverse("billing_admin:refund", args=[order.public_id])))
    assert "At most €10.00" in page


def test_the_screen_of_an_order_that_was_cancelled_leads_to_the_wallet(
    client: Client, buyer: User, provider: ScriptedProvider
) -> None:
    client.post(reverse("checkout:top_up"), sent(client))
    order = Order.objects.get()
    actions.cancel_order(order_id=order.pk, at=timezone.now())
    assert "Go to your wallet" in text(client.get(reverse("checkout:order", args=[order.public_id])))
