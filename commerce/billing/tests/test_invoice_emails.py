"""What buyers and staff are written to about orders, and that it is written once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.roles import FINANCE, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import OrderEmail, Refund
from commerce.gateways.base import RefundOutcome
from commerce.orders.models import Order
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import DAY, NOON, make_customer, make_order, quoted
from commerce.testing.payments import paid, start
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db

BUYER = {"name": "Ada Okafor", "email": "ada@example.org", "country": "DE"}


@pytest.fixture(autouse=True)
def seller(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    # What a PDF looks like is told by test_invoice_pdf.py; here it is a second saved each time.
    monkeypatch.setattr("commerce.billing.actions.printing.draw", lambda document: document.number.encode())


def tell(order: Order) -> list[Any]:
    """What is written now."""
    before = len(mail.outbox)
    documented(order)
    actions.tell_buyer(order_id=order.pk, at=NOON)
    return mail.outbox[before:]


def attached(email: Any) -> list[tuple[str, bytes, str]]:
    return [tuple(each) for each in email.attachments]


def test_a_receipt_brings_the_invoice_once(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(4_900, title="Soil & seeds"), buyer=BUYER)
    [email] = tell(order)
    assert email.to == ["ada@example.org"]
    assert email.subject == f"Your order {order.number}"
    for part in (
        "Hello Ada Okafor",
        "“Soil & seeds”",
        "Total: €49.00",
        "Invoice INV/2627/000001",
        str(order.public_id),
    ):
        assert part in email.body
    assert attached(email) == [("INV-2627-000001.pdf", b"INV/2627/000001", "application/pdf")]
    assert tell(order) == []


def test_what_costs_nothing_has_a_receipt_without_an_invoice(provider: ScriptedProvider) -> None:
    order = make_order(quoted(0), buyer=BUYER)
    actions.pay_free_order(order_id=order.pk, at=NOON)
    [email] = tell(order)
    assert "Invoice" not in email.body and not email.attachments
    assert tell(make_order(buyer=BUYER)) == []


def test_a_refund_brings_the_credit_note(provider: ScriptedProvider) -> None:
    order = paid(provider, buyer=BUYER)
    tell(order)
    refunded(order, [1_000])
    [email] = tell(order)
    assert email.subject == f"Refund for your order {order.number}"
    assert "€10.00" in email.body
    assert attached(email) == [("CN-2627-000001.pdf", b"CN/2627/000001", "application/pdf")]
    assert tell(order) == []


def test_money_paid_twice_goes_back_with_a_word(provider: ScriptedProvider) -> None:
    order = make_order(buyer=BUYER)
    payment = start(order)
    provider.pay(payment.gateway_reference, payment.money)
    state = provider.pay_again(payment.gateway_reference, payment.money)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    tell(order)
    actions.send_refund(refund_id=Refund.objects.get().pk, now=NOON)
    [email] = tell(order)
    assert "€49.00" in email.body and not email.attachments


def test_buyer_and_finance_hear_that_a_refund_failed(provider: ScriptedProvider) -> None:
    finance, _support = UserFactory(roles=[FINANCE]), UserFactory(roles=[SUPPORT])
    order = paid(provider, buyer=BUYER)
    tell(order)
    [refund] = refunded(order, [1_000])
    tell(order)
    for outcome, count in (
        (RefundOutcome.FAILED, 2),
        (RefundOutcome.COMPLETED, 1),
        (RefundOutcome.FAILED, 2),
    ):
        state = provider.turn_refund(refund.gateway_reference, outcome)
        actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
        written = tell(order)
        assert len(written) == count
        assert tell(order) == []
    to_staff, to_buyer = written
    assert (to_staff.to, to_buyer.to) == ([finance.email], ["ada@example.org"])
    assert f"/admin/academy/orders/{order.public_id}/" in to_staff.body
    assert "didn't go through" in to_buyer.subject


def test_old_news_is_none(provider: ScriptedProvider) -> None:
    order = paid(provider, buyer=BUYER)
    assert actions.tell_buyer(order_id=order.pk, at=NOON + 4 * DAY) == 0
    assert mail.outbox == []


def test_what_counts_as_told_is_told_to_nobody(provider: ScriptedProvider) -> None:
    order = paid(provider, buyer=BUYER)
    refunded(order, [1_000])
    for _turn in range(2):
        actions.count_as_told(order_id=order.pk, at=NOON)
    assert tell(order) == []
    refunded(order, [500])
    assert len(tell(order)) == 1


def test_nobody_is_written_to_where_no_address_is_known(provider: ScriptedProvider) -> None:
    order = paid(provider, customer=make_customer(email=""), buyer={"country": "DE"})
    assert tell(order) == []
    assert OrderEmail.objects.get().kind == "receipt"


def test_a_document_is_sent_again_once_a_press(provider: ScriptedProvider) -> None:
    order = paid(provider, buyer=BUYER)
    [invoice] = documented(order)
    assert actions.send_document(invoice=invoice, key="one", at=NOON)
    assert not actions.send_document(invoice=invoice, key="one", at=NOON)
    assert actions.send_document(invoice=invoice, key="two", at=NOON)
    assert [email.subject for email in mail.outbox] == ["Invoice INV/2627/000001"] * 2


def test_buyers_read_their_language(provider: ScriptedProvider) -> None:
    order = paid(provider, buyer={**BUYER, "language": "de"})
    [email] = tell(order)
    assert "49,00 €" in email.body.replace("\xa0", " ")


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_paid_is_documented_and_told_by_itself(provider: ScriptedProvider) -> None:
    """From the payment to the email: fact, task and actions."""
    now = timezone.now()
    order = paid(provider, buyer=BUYER, at=now)
    [receipt] = mail.outbox
    assert receipt.subject == f"Your order {order.number}"
    refunded(order, [1_000], at=now)
    assert mail.outbox[1].subject == f"Refund for your order {order.number}"
    assert [each.number[:3] for each in order.invoices.order_by("pk")] == ["INV", "CN/"]


def test_a_receipt_confirms_that_the_right_of_withdrawal_is_given_up(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(4_900), buyer=BUYER)
    Order.objects.filter(pk=order.pk).update(withdrawal_waived_at=NOON)
    [email] = tell(Order.objects.get(pk=order.pk))
    assert "you asked for access right away and confirmed that this ends your right of" in email.body
    other = paid(provider, quoted(4_900, code="thing:2"), buyer=BUYER)
    [plain] = tell(other)
    assert "right of withdrawal" not in plain.body
