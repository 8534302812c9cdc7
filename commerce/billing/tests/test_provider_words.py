"""Staff read words where a provider says a code, and the code beside them where they may look it up."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import FINANCE
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import Payment, Refund
from commerce.billing.provider_words import (
    error_of_message,
    kind_of_message,
    method_of_payment,
    problem_of_payment,
    reason_of_dispute,
)
from commerce.gateways.base import in_words
from commerce.gateways.models import GatewayMessage
from commerce.gateways.razorpay.messages import KINDS as KINDS_OF_RAZORPAY
from commerce.gateways.sandbox.choices import CHOICES
from commerce.gateways.stripe.messages import KINDS as KINDS_OF_STRIPE
from commerce.testing.buying import text
from commerce.testing.orders import make_order
from commerce.testing.payments import paid, start
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def finance() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[FINANCE]))
    return client


@pytest.fixture
def failed(provider: ScriptedProvider) -> Payment:
    payment = start(make_order(at=timezone.now()), at=timezone.now())
    state = provider.fail(payment.gateway_reference)
    return actions.settle_payment(payment_id=payment.pk, state=state, at=timezone.now())


@pytest.mark.parametrize(
    ("gateway", "kinds"),
    [
        ("stripe", KINDS_OF_STRIPE),
        ("razorpay", KINDS_OF_RAZORPAY),
        ("sandbox", {choice.message for choice in CHOICES.values() if choice.message}),
        ("bank_transfer", ["transfer.confirmed"]),
    ],
)
def test_every_kind_of_message_that_is_looked_at_has_words(gateway: str, kinds: Any) -> None:
    for kind in kinds:
        words = kind_of_message(GatewayMessage(gateway=gateway, kind=kind))
        assert words and words[0].isupper() and "." not in words, kind
    assert kind_of_message(GatewayMessage(gateway=gateway, kind="plan.created")) == "plan.created"


@pytest.mark.parametrize(
    ("gateway", "about", "word", "words"),
    [
        ("stripe", "problem", "insufficient_funds", "There isn't enough money in the account"),
        ("stripe", "problem", "charge_already_refunded", "All of it was given back before"),
        ("stripe", "dispute", "fraudulent", "The buyer says that they didn't pay"),
        ("razorpay", "problem", "payment_cancelled", "The buyer left without paying"),
        ("sandbox", "problem", "declined", "The card was declined"),
        ("stripe", "problem", "a_word_of_tomorrow", ""),
        ("nobody", "problem", "declined", ""),
    ],
)
def test_codes_in_words(gateway: str, about: str, word: str, words: str) -> None:
    assert in_words(gateway, about, word) == words


def test_a_payment_that_failed(finance: Client, failed: Payment) -> None:
    listed = text(finance.get(reverse("academy_payments_modeladmin_index")))
    assert "The bank said no" in listed and " declined " not in listed
    page = finance.get(reverse("academy_payments_modeladmin_inspect", args=[failed.pk]))
    assert "The bank said no <code>declined</code>" in page.content.decode()
    shown = text(page)
    assert f"Inspecting €49.00 · {failed.order.number}" in shown and "4900" not in shown
    assert "Scripted" in shown and " scripted " not in shown
    order = text(finance.get(reverse("billing_admin:order", args=[failed.order.public_id])))
    assert "The bank said no" in order and " declined " not in order
    failed.problem = "wrong_amount"
    assert problem_of_payment(failed) == "Another amount came than was asked for"
    failed.problem = "a_word_of_tomorrow"
    assert problem_of_payment(failed) == "a_word_of_tomorrow"


def test_with_what_a_payment_was_paid(finance: Client, provider: ScriptedProvider) -> None:
    payment = start(make_order(at=timezone.now()), at=timezone.now())
    state = provider.pay_keeping(payment.gateway_reference, payment.money)
    payment = actions.settle_payment(payment_id=payment.pk, state=state, at=timezone.now())
    page = text(finance.get(reverse("academy_payments_modeladmin_inspect", args=[payment.pk])))
    assert "Visa ending in 4242" in page and "last_four" not in page
    payment.method = {}
    assert method_of_payment(payment) == ""


def test_a_refund_that_failed(finance: Client, provider: ScriptedProvider) -> None:
    order = paid(provider, at=timezone.now())
    [refund] = actions.request_refund(
        order_id=order.pk, by_line={order.lines.get().pk: 500}, withdraws_access=False, reason="staff",
        actor_id=None, at=timezone.now(),
    )  # fmt: skip
    Refund.objects.update(status="failed", settled_at=timezone.now(), problem="declined")
    page = finance.get(reverse("academy_refunds_modeladmin_inspect", args=[refund.pk]))
    assert "The bank said no <code>declined</code>" in page.content.decode()
    assert "€5.00" in text(page) and "Decided by staff" in text(page)
    order_page = text(finance.get(reverse("billing_admin:order", args=[order.public_id])))
    assert "The bank said no" in order_page and " declined " not in order_page
    actions.tell_buyer(order_id=order.pk, at=timezone.now())
    [told] = [each for each in mail.outbox if "The provider says" in each.body]
    assert "The provider says: The bank said no" in told.body


def test_a_message_says_what_it_is_about_and_why_it_waits(finance: Client) -> None:
    message = GatewayMessage.objects.create(
        gateway="stripe", external_id="evt_1", kind="payment_intent.payment_failed", body=b"{}",
        received_at=timezone.now(), error="UnknownReference: stripe: no payment pi_1",
    )  # fmt: skip
    listed = text(finance.get(reverse("academy_gateway-messages_modeladmin_index")))
    assert "Payment failed" in listed and "Nothing is known here by the name that it gives." in listed
    assert "payment_intent" not in listed and "UnknownReference" not in listed
    page = text(finance.get(reverse("billing_admin:message", args=[message.pk])))
    assert "Payment failed payment_intent.payment_failed" in page
    assert "by the name that it gives. UnknownReference: stripe: no payment pi_1" in page
    message.error = "KeyError: about"
    assert error_of_message(message) == "It says something that isn't understood here."
    message.error = ""
    assert error_of_message(message) == ""


def test_why_one_disputes(provider: ScriptedProvider) -> None:
    order = paid(provider)
    money = order.total
    state = provider.dispute(order.payments.get().transaction_id, money)
    dispute = actions.settle_dispute(gateway="scripted", state=state, at=timezone.now())
    dispute.gateway, dispute.reason = "stripe", "product_not_received"
    assert reason_of_dispute(dispute) == "The buyer says that nothing was delivered"
