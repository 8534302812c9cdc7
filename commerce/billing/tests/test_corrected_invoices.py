"""Invoices with wrong details are cancelled and replaced, and a lost dispute credited; nothing changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ADMINISTRATOR, FINANCE, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.checkout.history import documents_of
from commerce.billing.models import Invoice, PaymentCapture
from commerce.customers.details import BuyerDetails
from commerce.databases import commerce_transaction
from commerce.gateways.base import DisputeOutcome, RefundOutcome
from commerce.orders.models import Order
from commerce.testing.buying import text
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import DAY, NOON, make_customer, quoted
from commerce.testing.payments import assert_books_balance, book, paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

WRONG = BuyerDetails(
    name="Ada Okafor", email="ada@example.org", line_1="2 Mil Lane", city="Berlin", postcode="10115",
    country="DE",
)  # fmt: skip
RIGHT = replace(WRONG, company="Okafor & Daughters", line_1="2 Mill Lane", tax_number="DE123456788")


@pytest.fixture(autouse=True)
def seller(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    monkeypatch.setattr("commerce.billing.actions.printing.draw", lambda document: document.number.encode())


@pytest.fixture
def order(provider: ScriptedProvider) -> Order:
    """Paid and documented: 119.00 and 21.40 euros."""
    lines = [quoted(10_000, tax_bp=1_900, title="Soil"), quoted(2_000, tax_bp=700, title="Seeds")]
    found = paid(provider, *lines, buyer=WRONG.as_json())
    documented(found)
    return found


def reissued(order: Order, details: BuyerDetails = RIGHT) -> tuple[Invoice, Invoice]:
    return actions.reissue_invoice(order_id=order.pk, details=details, actor_id=None, at=NOON + DAY)


def states(order: Order) -> dict[str, str]:
    """How each document stands, by its number."""
    order.refresh_from_db()
    return {each.document.number: each.state.label for each in documents_of([order])[order.pk]}


def in_books(order: Order) -> tuple[int, int]:
    """Net and tax of all documents of an order."""
    found = Invoice.objects.filter(order=order)
    return sum(each.sign * each.net_minor for each in found), sum(
        each.sign * each.tax_minor for each in found
    )


# Wrong details


def test_an_invoice_is_cancelled_and_replaced_and_never_edited(order: Order) -> None:
    first = Invoice.objects.get()
    note, invoice = reissued(order)
    assert (note.number, note.kind, note.corrects) == ("CN/2627/000001", "credit_note", first)
    assert (invoice.number, invoice.kind, invoice.corrects) == ("INV/2627/000002", "invoice", first)
    for document in (note, invoice):
        assert (document.net_minor, document.tax_minor) == (12_000, 2_040)
        assert document.content["taxes"] == first.content["taxes"]
        assert document.content["corrects"] == {"number": first.number, "kind": "invoice"}
        assert document.content["supply_date"] == first.content["supply_date"]
    assert note.content["buyer"] == first.content["buyer"]
    assert invoice.content["buyer"]["line_1"] == "2 Mill Lane"
    assert (invoice.buyer_name, invoice.tax_number) == ("Okafor & Daughters", "DE123456788")
    assert Invoice.objects.get(pk=first.pk).content == first.content
    assert states(order) == {
        "INV/2627/000001": "Cancelled, replaced by INV/2627/000002",
        "CN/2627/000001": "Details corrected",
        "INV/2627/000002": "Paid",
    }  # fmt: skip
    assert in_books(order) == (12_000, 2_040)
    assert documented(order) == []


def test_the_same_details_again_are_refused(order: Order) -> None:
    reissued(order)
    with pytest.raises(actions.CorrectionRefused) as refused:
        reissued(order)
    assert refused.value.code == "unchanged"
    note, invoice = reissued(order, replace(RIGHT, company="Okafor Ltd"))
    assert (note.corrects.number, invoice.corrects.number) == ("INV/2627/000002", "INV/2627/000002")
    assert states(order)["INV/2627/000001"] == "Cancelled, replaced by INV/2627/000002"
    assert states(order)["INV/2627/000002"] == "Cancelled, replaced by INV/2627/000003"
    assert states(order)["INV/2627/000003"] == "Paid"
    assert in_books(order) == (12_000, 2_040)


def test_whatever_was_charged_before_is_replaced(order: Order, provider: ScriptedProvider) -> None:
    """Also an invoice that took a credit note back, because its refund had failed."""
    [refund] = refunded(order, [5_950])
    documented(order)
    failed = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=refund.pk, state=failed, at=NOON)
    documented(order)
    _note, invoice = reissued(order)
    assert invoice.number == "INV/2627/000003" and invoice.total_minor == 14_040
    assert states(order) == {
        "INV/2627/000001": "Cancelled, replaced by INV/2627/000003",
        "CN/2627/000001": "Cancelled",
        "INV/2627/000002": "Cancelled, replaced by INV/2627/000003",
        "CN/2627/000002": "Details corrected",
        "INV/2627/000003": "Paid",
    }
    page = staff(FINANCE).get(reverse("academy_invoices_modeladmin_index")).content.decode()
    assert page.count("Replaced by INV/2627/000003") == 2
    for number, shown in (("INV/2627/000002", 1), ("INV/2627/000003", 0), ("CN/2627/000001", 0)):
        url = reverse("academy_invoices_modeladmin_inspect", args=[Invoice.objects.get(number=number).pk])
        page = text(staff(FINANCE).get(url))
        assert page.count("replaced by INV/2627/000003") == shown


def test_what_was_refunded_is_not_charged_again(order: Order, provider: ScriptedProvider) -> None:
    [refund] = refunded(order, [5_950])
    documented(order)
    note, invoice = reissued(order)
    assert note.total_minor == invoice.total_minor == 14_040 - 5_950

    # The refund fails after all: its invoice has the right details, too.
    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
    [again] = documented(order)
    assert (again.corrects.number, again.buyer_name) == ("CN/2627/000001", "Okafor & Daughters")
    assert in_books(order) == (12_000, 2_040)

    # A later refund is about the invoice that stands.
    refunded(order, [1_000])
    [later] = documented(order)
    assert (later.corrects, later.buyer_name) == (invoice, "Okafor & Daughters")
    assert states(order)[invoice.number] == "Partly refunded"


def test_nothing_is_reissued_of_what_was_given_back(order: Order) -> None:
    refunded(order, [11_900, 2_140])
    with pytest.raises(actions.CorrectionRefused) as refused:
        reissued(order)
    assert refused.value.code == "nothing_charged"
    documented(order)
    assert states(order) == {"INV/2627/000001": "Cancelled", "CN/2627/000001": "Refunded"}


@pytest.mark.parametrize(
    ("number", "notes", "corrected", "is_refused"),
    [
        ("", [], "FR40303265045", True),  # a business accounts for the tax itself
        ("FR40303265045", ["reverse_charge"], "", True),
        ("FR40303265045", ["reverse_charge"], "FR83404833048", False),
    ],
)
def test_details_that_change_the_tax_are_refused(
    provider: ScriptedProvider, number: str, notes: list[str], corrected: str, is_refused: bool
) -> None:
    buyer = replace(WRONG, country="FR", tax_number=number)
    rate = 0 if notes else 2_000
    order = paid(provider, quoted(10_000, tax_bp=rate), buyer=buyer.as_json(), evidence={"tax_notes": notes})
    documented(order)
    details = replace(buyer, tax_number=corrected)
    if is_refused:
        with pytest.raises(actions.CorrectionRefused) as refused:
            reissued(order, details)
        assert refused.value.code == "other_tax"
        assert Invoice.objects.count() == 1
    else:
        assert reissued(order, details)[1].content["notes"] == notes


def test_the_country_stays_whatever_is_sent(order: Order) -> None:
    _note, invoice = reissued(order, replace(RIGHT, country="FR", region="X"))
    assert (invoice.country, invoice.content["place_of_supply"]["country"]) == ("DE", "DE")


def test_the_database_refuses_to_replace_an_invoice_twice(order: Order) -> None:
    _note, invoice = reissued(order)
    copy = Invoice.objects.get(pk=invoice.pk)
    copy.pk, copy.sequence, copy.number, copy.public_id = None, 9, "X", order.public_id
    copy._state.adding = True
    with pytest.raises(IntegrityError), commerce_transaction():
        copy.save()


def test_both_documents_are_emailed_once(order: Order, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        note, invoice = reissued(order)
    assert [each.attachments[0][1].decode() for each in mail.outbox if each.to == ["ada@example.org"]] == [
        note.number,
        invoice.number,
    ]


# Lost disputes


def lose(order: Order, provider: ScriptedProvider, minor: int) -> str:
    """A dispute about so much, which is lost. Returns its reference."""
    transaction_id = PaymentCapture.objects.get(payment__order=order).transaction_id
    reference = provider.dispute(transaction_id, Money(minor, "EUR")).reference
    turn(order, provider, reference, DisputeOutcome.LOST)
    return reference


def turn(order: Order, provider: ScriptedProvider, reference: str, outcome: DisputeOutcome) -> None:
    state = provider.turn_dispute(reference, outcome)
    actions.settle_dispute(gateway="scripted", state=state, at=NOON)
    order.refresh_from_db()


def credited(order: Order) -> Invoice:
    return actions.credit_lost_dispute(order_id=order.pk, actor_id=None, at=NOON)


def test_a_lost_dispute_is_credited_once_staff_say_so(order: Order, provider: ScriptedProvider) -> None:
    lose(order, provider, 14_040)
    assert documented(order) == []
    assert states(order) == {"INV/2627/000001": "Unpaid"}
    assert book()["tax DE"] == -2_040
    note = credited(order)
    assert (note.kind, note.cause, note.net_minor, note.tax_minor) == (
        "credit_note",
        "dispute",
        12_000,
        2_040,
    )
    assert states(order) == {"INV/2627/000001": "Cancelled", "CN/2627/000001": "Dispute lost"}
    assert in_books(order) == (0, 0)
    assert "tax DE" not in book()
    assert_books_balance()
    with pytest.raises(actions.CorrectionRefused):
        credited(order)
    with pytest.raises(actions.CorrectionRefused):
        reissued(order)
    # And nobody is offered it: neither from the order's screen nor from the list.
    client, address = staff(FINANCE), of_order("reissue_invoice", order)
    for page in (
        of_order("order", order),
        reverse("academy_invoices_modeladmin_index"),
    ):
        assert address not in client.get(page).content.decode()
    assert client.get(address).status_code == 403


def test_a_dispute_that_is_won_after_all_is_charged_again(order: Order, provider: ScriptedProvider) -> None:
    reference = lose(order, provider, 14_040)
    note = credited(order)
    turn(order, provider, reference, DisputeOutcome.WON)
    [again] = documented(order)
    assert (again.kind, again.corrects, again.total_minor) == ("invoice", note, 14_040)
    assert documented(order) == []
    assert in_books(order) == (12_000, 2_040)
    assert book()["tax DE"] == -2_040
    assert states(order) == {
        "INV/2627/000001": "Paid", "CN/2627/000001": "Cancelled", "INV/2627/000002": "Paid",
    }  # fmt: skip
    assert_books_balance()


def test_a_part_that_was_lost_is_shared_by_the_lines(order: Order, provider: ScriptedProvider) -> None:
    refunded(order, [5_950])
    documented(order)
    lose(order, provider, 4_045)
    note = credited(order)
    # A half of what is left of each line.
    assert [line["total_minor"] for line in note.content["lines"]] == [2_975, 1_070]
    assert -book()["tax DE"] == in_books(order)[1] == 2_040 - 950 - 475 - 70
    assert sum(in_books(order)) == order.kept_minor
    assert states(order)["INV/2627/000001"] == "Partly refunded"
    assert_books_balance()


def test_a_refund_of_a_line_that_a_lost_dispute_was_credited_to(
    order: Order, provider: ScriptedProvider
) -> None:
    """No line is credited with more than was charged for it: the dispute is shared anew by what is left."""
    provider.refunds_become = RefundOutcome.PENDING
    [refund] = refunded(order, [7_020])
    lose(order, provider, 7_020)
    credited(order)
    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.COMPLETED)
    actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
    again, of_refund, of_dispute = documented(order)
    assert (again.kind, again.total_minor, again.corrects.number) == ("invoice", 7_020, "CN/2627/000001")
    assert [line["total_minor"] for line in of_refund.content["lines"]] == [7_020]
    assert [line["total_minor"] for line in of_dispute.content["lines"]] == [11_900 - 7_020, 2_140]
    assert documented(order) == []
    assert in_books(order) == (0, 0)
    assert_books_balance()


def test_of_two_lost_disputes_one_is_won(order: Order, provider: ScriptedProvider) -> None:
    reference = lose(order, provider, 4_000)
    lose(order, provider, 2_000)
    credited(order)
    turn(order, provider, reference, DisputeOutcome.WON)
    again, rest = documented(order)
    assert (again.kind, again.total_minor, rest.kind, rest.total_minor) == (
        "invoice", 6_000, "credit_note", 2_000,
    )  # fmt: skip
    assert documented(order) == []
    assert sum(in_books(order)) == order.kept_minor
    assert_books_balance()


def test_an_open_dispute_is_not_credited(order: Order, provider: ScriptedProvider) -> None:
    reference = lose(order, provider, 14_040)
    turn(order, provider, reference, DisputeOutcome.OPEN)
    with pytest.raises(actions.CorrectionRefused):
        credited(order)


# Screens


def staff(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def of_order(name: str, order: Order) -> str:
    return reverse(f"billing_admin:{name}", args=[order.public_id])


def test_finance_reissues_an_invoice_from_the_list(order: Order) -> None:
    url = of_order("reissue_invoice", order)
    listed = reverse("academy_invoices_modeladmin_index")
    client = staff(FINANCE)
    assert url in client.get(listed).content.decode()
    assert url in client.get(of_order("order", order)).content.decode()
    page = client.get(url).content.decode()
    assert 'value="2 Mil Lane"' in page and "INV/2627/000001" in page and 'name="email"' not in page
    sent = {**RIGHT.as_json(), "country": "FR"}
    wrong = client.post(url, {**sent, "tax_number": "DE1"})
    assert (wrong.status_code, Invoice.objects.count()) == (422, 1)
    answer = client.post(url, sent, follow=True)
    assert "INV/2627/000002 replaces INV/2627/000001, which CN/2627/000001 cancels." in text(answer)
    assert client.post(url, sent).status_code == 422
    invoice = Invoice.objects.order_by("pk").last()
    assert invoice is not None
    assert (invoice.country, invoice.buyer_name) == ("DE", "Okafor & Daughters")
    assert invoice.issued_by is not None
    words = text(client.get(listed))
    assert "Corrected details" in words and words.count("Reissue") == 1


def test_support_may_not(order: Order, provider: ScriptedProvider) -> None:
    lose(order, provider, 14_040)
    client = staff(SUPPORT)
    for name in ("reissue_invoice", "credit_dispute"):
        assert client.get(of_order(name, order)).status_code == 403
        assert of_order(name, order) not in client.get(of_order("order", order)).content.decode()
    assert "Reissue" not in text(client.get(reverse("academy_invoices_modeladmin_index")))


def test_staff_credit_a_lost_dispute(order: Order, provider: ScriptedProvider) -> None:
    client, url = staff(ADMINISTRATOR), of_order("credit_dispute", order)
    assert client.get(url).status_code == 403
    lose(order, provider, 14_040)
    assert url in client.get(of_order("order", order)).content.decode()
    assert "€140.40" in text(client.get(url))
    assert "CN/2627/000001 issued." in text(client.post(url, follow=True))
    assert client.post(url).status_code == 403


def test_an_order_without_an_invoice_has_none_to_correct(provider: ScriptedProvider, settings: Any) -> None:
    settings.SELLER_NAME = ""
    order = paid(provider, customer=make_customer(), at=timezone.now())
    assert staff(FINANCE).get(of_order("reissue_invoice", order)).status_code == 403
    with pytest.raises(actions.CorrectionRefused):
        reissued(order)
