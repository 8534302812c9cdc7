"""Who finds invoices and credit notes, and what staff do with them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityLogEntry, User
from accounts.roles import ADMINISTRATOR, FINANCE, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing.models import Invoice
from commerce.orders.models import Order
from commerce.testing.buying import text
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import make_customer, quoted
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db(databases="__all__")

BUYER = {"name": "Ada Okafor", "company": "Okafor & Daughters", "email": "ada@example.org", "country": "DE"}


@pytest.fixture(autouse=True)
def seller(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    monkeypatch.setattr("commerce.billing.actions.printing.draw", lambda document: document.number.encode())


@pytest.fixture
def order(provider: ScriptedProvider, buyer: User) -> Order:
    """Paid, a part of it given back, and documented."""
    customer = make_customer(account_id=buyer.public_id)
    now = timezone.now()
    lines = [quoted(10_000, tax_bp=1_900, title="Soil"), quoted(2_000, tax_bp=700, title="Seeds")]
    order = paid(provider, *lines, customer=customer, buyer=BUYER, at=now)
    refunded(order, [5_950], at=now)
    documented(order, at=now)
    return order


def staff(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def address(document: Invoice) -> str:
    return reverse("invoices:pdf", args=[document.number])


def test_a_buyer_finds_and_downloads_their_documents(order: Order, client: Client) -> None:
    invoice, note = Invoice.objects.order_by("pk")
    for page in (reverse("orders:history"), reverse("orders:order", args=[order.public_id])):
        answer = client.get(page)
        words = text(answer)
        assert f"Invoice {invoice.number}" in words and f"Credit note {note.number}" in words
        assert address(invoice) in answer.content.decode()
    assert "Partly refunded" in text(client.get(reverse("orders:order", args=[order.public_id])))
    answer = client.get(address(note))
    assert answer.content == note.number.encode()
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{note.number.replace("/", "-")}.pdf"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert not SecurityLogEntry.objects.exists()


def test_anybody_elses_documents_do_not_exist(order: Order) -> None:
    invoice = Invoice.objects.order_by("pk")[0]
    other = Client()
    assert other.get(address(invoice)).status_code == 302  # to sign in, whatever the number
    assert other.get("/invoices/INV/0000/1.pdf").status_code == 302
    other.force_login(UserFactory())
    for url in (address(invoice), "/invoices/INV/0000/1.pdf", "/invoices/../x.pdf", "/invoices/.pdf"):
        assert other.get(url).status_code == 404


def test_staff_fetch_an_invoice_and_the_security_log_knows(order: Order, buyer: User) -> None:
    invoice = Invoice.objects.order_by("pk")[0]
    for role in (FINANCE, SUPPORT, ADMINISTRATOR):
        assert staff(role).get(address(invoice)).status_code == 200
    entries = SecurityLogEntry.objects.all()
    assert {(entry.what, entry.person) for entry in entries} == {("billing.invoice_file", buyer)}


def test_queries_of_the_pages_of_orders(
    order: Order, client: Client, django_assert_max_num_queries: Any
) -> None:
    pages = {reverse("orders:history"): 8, reverse("orders:order", args=[order.public_id]): 10}
    for url, count in pages.items():
        client.get(url)
        with django_assert_max_num_queries(count):
            client.get(url)


def test_the_list_of_invoices_is_searched_and_filtered(order: Order) -> None:
    invoice, note = Invoice.objects.order_by("pk")
    client = staff(FINANCE)
    url = reverse("academy_invoices_modeladmin_index")
    for query, found in (
        ({}, {invoice, note}),
        ({"q": note.number}, {note}),
        ({"q": "Okafor"}, {invoice, note}),
        ({"q": order.number}, {invoice, note}),
        ({"q": "nobody"}, set()),
        ({"kind__exact": "invoice"}, {invoice}),
        ({"country": "DE"}, {invoice, note}),
    ):
        page = client.get(url, query).content.decode()
        assert {each for each in (invoice, note) if address(each) in page} == found, query
    inspected = client.get(reverse("academy_invoices_modeladmin_inspect", args=[invoice.pk]))
    assert "Okafor &amp; Daughters" in inspected.content.decode()


def test_lists_and_files_of_sales_say_words(order: Order) -> None:
    client = staff(ADMINISTRATOR)
    page = client.get(reverse("academy_invoices_modeladmin_index")).content.decode()
    plain = " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    assert ">Germany</a>" in plain  # the filter
    assert plain.count(">Germany</td>") == 2
    for name, words in {
        "orders": "Paid", "payments": "Confirmed", "refunds": "Completed", "invoices": "Credit note",
    }.items():  # fmt: skip
        answer = client.get(reverse(f"academy_{name}_modeladmin_index"), {"export": "csv"})
        content = b"".join(answer.streaming_content).decode()
        assert words in content, (name, content)
        for raw in ("paid,", "confirmed", "completed", "credit_note", "scripted,"):
            assert raw not in content, (name, raw)


def test_the_export_has_a_line_for_each_tax_and_adds_up(order: Order) -> None:
    answer = staff(FINANCE).get(reverse("academy_invoices_modeladmin_index"), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 3
    assert {(row["Rate In %"], row["Net"], row["Amount Of Tax"]) for row in rows} == {
        ("19", "100.00", "19.00"), ("7", "20.00", "1.40"), ("19", "-50.00", "-9.50"),
    }  # fmt: skip
    kept = sum(int(row["Net"].replace(".", "")) + int(row["Amount Of Tax"].replace(".", "")) for row in rows)
    order.refresh_from_db()
    assert kept == order.kept_minor
    assert {row["Country"] for row in rows} == {"DE"}
    sheet = staff(FINANCE).get(reverse("academy_invoices_modeladmin_index"), {"export": "xlsx"})
    assert sheet.status_code == 200


def test_staff_email_a_document_again(order: Order) -> None:
    invoice = Invoice.objects.order_by("pk")[0]
    client = staff(SUPPORT)
    url = reverse("billing_admin:send_invoice", args=[order.public_id, invoice.number])
    assert url in client.get(reverse("billing_admin:order", args=[order.public_id])).content.decode()
    page = client.get(url)
    assert "ada@example.org" in text(page)
    key = page.context["form"]["key"].value()
    for _press in range(2):
        assert client.post(url, {"key": key}).status_code == 302
    assert [email.subject for email in mail.outbox] == [f"Invoice {invoice.number}"]
    wrong = reverse("billing_admin:send_invoice", args=[order.public_id, "INV/0000/1"])
    assert client.get(wrong).status_code == 404


def test_whoever_may_not_is_shown_nothing(order: Order) -> None:
    invoice = Invoice.objects.order_by("pk")[0]
    client = staff("Marketer")
    for url in (
        reverse("academy_invoices_modeladmin_index"),
        reverse("billing_admin:send_invoice", args=[order.public_id, invoice.number]),
    ):
        assert client.get(url).status_code in (302, 403)
    assert client.get(address(invoice)).status_code == 404
