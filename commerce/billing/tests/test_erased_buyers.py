"""Somebody who was erased is asked for no more money: what they ordered and did not pay is over."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from commerce.billing import actions
from commerce.billing.models import Payment, Refund
from commerce.customers.actions import erase
from commerce.databases import commerce_database
from commerce.gateways.base import PaymentOutcome
from commerce.orders.models import Order
from commerce.testing.orders import DAY, make_order
from commerce.testing.payments import assert_books_balance, book, opens, paid, start
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(provider: ScriptedProvider) -> Order:
    """It waits at the provider to be paid."""
    now = timezone.now()
    order = make_order(
        buyer={"name": "Ada Okafor", "email": "ada@example.org", "country": "DE"},
        at=now,
        expires_at=now + DAY,
    )
    start(order, at=now)
    Payment.objects.update(fields={"prefill[name]": "Ada Okafor"})
    return order


def erased(order: Order, captured: Any) -> Order:
    with captured(using=commerce_database(), execute=True):
        erase(customer=order.customer, at=timezone.now())
    return Order.objects.get(pk=order.pk)


def test_an_open_order_ends_here_and_at_the_provider(
    provider: ScriptedProvider, order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    done = paid(provider, customer=order.customer)
    order = erased(order, django_capture_on_commit_callbacks)
    assert (order.status, order.closed_reason) == ("cancelled", "The customer was erased")
    actions.ask_about_payments(now=timezone.now() + DAY)
    payment = Payment.objects.get(order=order)
    assert payment.status == "cancelled"
    assert provider.payments[payment.gateway_reference].outcome == PaymentOutcome.CANCELLED
    with pytest.raises(actions.NothingToPay):
        start(order, at=timezone.now())
    # What was paid stays as it is, and a repeat changes nothing.
    done.refresh_from_db()
    assert (done.status, opens(done)) == ("paid", ["open"])
    assert actions.end_open_orders(customer_id=order.customer_id, at=timezone.now()) == 0


def test_no_payment_keeps_the_name(order: Order, django_capture_on_commit_callbacks: Any) -> None:
    assert "Ada Okafor" in str(Payment.objects.values())
    erased(order, django_capture_on_commit_callbacks)
    kept = str(list(Payment.objects.values()))
    assert "Ada" not in kept and "ada@example.org" not in kept


def test_what_was_paid_at_that_moment_goes_back(
    provider: ScriptedProvider, order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    payment = Payment.objects.get()
    provider.pay(payment.gateway_reference, payment.money)
    order = erased(order, django_capture_on_commit_callbacks)
    actions.ask_about_payments(now=timezone.now() + DAY)
    refund = Refund.objects.get()
    actions.send_refund(refund_id=refund.pk, now=timezone.now())
    refund.refresh_from_db()
    assert (order.status, opens(order)) == ("cancelled", ["closed"])
    assert (refund.reason, refund.status, book()) == ("late", "completed", {})
    assert_books_balance()
