"""An order has one payment at a time that can be paid, and a row before its provider is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from commerce.billing import actions
from commerce.billing.models import Payment
from commerce.databases import commerce_transaction
from commerce.gateways.base import GatewayRefused, PaymentOutcome, UnknownGateway
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, make_order
from commerce.testing.payments import WAY, assert_books_balance, book, start
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money

pytestmark = pytest.mark.django_db

EURO = Money(4_900, "EUR")
HOUR = timedelta(hours=1)


def test_the_same_payment_is_given_again(provider: ScriptedProvider) -> None:
    """Neither a second press nor a second tab makes another one."""
    order = make_order()
    payments = {start(order).pk for _tab in range(3)}
    assert len(payments) == 1 == Payment.objects.count()
    assert Payment.objects.get().url.startswith("https://invented.example/")


def test_the_database_refuses_a_second_one(provider: ScriptedProvider) -> None:
    payment = start(make_order())
    with pytest.raises(IntegrityError), commerce_transaction():
        Payment.objects.create(
            order=payment.order, gateway="other", amount_minor=1, currency="EUR", created_at=NOON
        )


def test_a_payment_that_is_over_is_ended_before_another_begins(provider: ScriptedProvider) -> None:
    order = make_order(expires_at=NOON + 9 * DAY)
    first = start(order)
    Payment.objects.update(expires_at=NOON + HOUR)
    second = start(order, at=NOON + 2 * HOUR)
    first.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "pending")
    assert provider.payments[first.gateway_reference].outcome == PaymentOutcome.CANCELLED


def test_one_that_turns_out_to_be_paid_is_what_counts(provider: ScriptedProvider) -> None:
    """ "Can't be ended, it is complete" means paid."""
    order = make_order()
    first = start(order)
    Payment.objects.update(expires_at=NOON + HOUR)
    provider.pay(first.gateway_reference, EURO)
    with pytest.raises(actions.NothingToPay):
        start(order, at=NOON + 2 * HOUR)
    assert Order.objects.get().status == "paid"
    assert_books_balance()


@pytest.mark.parametrize("status", ["paid", "cancelled"])
def test_there_is_nothing_to_pay(provider: ScriptedProvider, status: str) -> None:
    order = make_order()
    payment = start(order)
    if status == "paid":
        actions.settle_payment(
            payment_id=payment.pk, state=provider.pay(payment.gateway_reference, EURO), at=NOON
        )
    else:
        actions.cancel_order(order_id=order.pk, at=NOON)
    with pytest.raises(actions.NothingToPay):
        start(order)


def test_a_provider_that_gives_no_answer_is_asked_the_same_again(provider: ScriptedProvider) -> None:
    order = make_order()
    provider.is_away = True
    with pytest.raises(actions.PaymentUnavailable):
        start(order)
    assert Payment.objects.get().status == "created"
    provider.is_away = False
    assert start(order).status == "pending"
    assert Payment.objects.count() == 1


def test_a_provider_that_says_no(provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_request: object) -> None:
        raise GatewayRefused("the amount is too small", code="too_small")

    with monkeypatch.context() as patch:
        patch.setattr(provider, "start", refuse)
        with pytest.raises(actions.PaymentUnavailable):
            start(make_order())
    assert list(Payment.objects.values_list("status", "problem")) == [("failed", "too_small")]
    assert start(Order.objects.get()).status == "pending"


def test_an_unknown_provider_is_said_to_be_one(provider: ScriptedProvider) -> None:
    with pytest.raises(UnknownGateway):
        actions.start_payment(
            order_id=make_order().pk, gateway_code="nobody", way=WAY, description="", at=NOON
        )


def test_the_return_page_asks_how_it_stands(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    assert actions.check_payment(payment_id=payment.pk, at=NOON).status == "pending"
    provider.pay(payment.gateway_reference, EURO)
    for _reload in range(2):
        assert actions.check_payment(payment_id=payment.pk, at=NOON).status == "confirmed"
    assert provider.asked.count("look_up") == 2
    assert book() == {"clearing scripted": 4_900, "revenue": -4_900}


def test_an_order_that_was_paid_is_not_cancelled(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    provider.pay(payment.gateway_reference, EURO)
    assert actions.cancel_order(order_id=order.pk, at=NOON).status == "paid"
