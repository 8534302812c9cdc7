"""Numbers of invoices on PostgreSQL: without a gap and none twice, whoever issues at the same moment."""

from __future__ import annotations

import random
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from commerce.billing import actions
from commerce.billing.invoices.numbers import next_number
from commerce.billing.models import Invoice, InvoiceFile, InvoiceNumberSeries
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import NOON
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import scripted
from tests.races.test_orders_at_once import at_once
from tests.races.waiting import await_waiting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

DAY = date(2026, 5, 4)


class Changed(Exception):
    """Somebody thinks better of it once they have a number."""


def test_many_at_once_and_rollbacks_leave_no_gap() -> None:
    """Six threads take eight numbers each, in two series, and a third of the transactions is rolled back."""
    seeds = list(range(6))
    committed: list[str] = []

    def work() -> None:
        chance = random.Random(seeds.pop())  # noqa: S311 (a test's dice)
        for _turn in range(8):
            series = chance.choice(["INV", "CN"])
            try:
                with transaction.atomic():
                    number = next_number(series, DAY)
                    if chance.random() < 0.33:
                        raise Changed
            except Changed:
                continue
            committed.append(number.text)

    outcomes = at_once(6, work)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert len(committed) > 20
    for series in ("INV", "CN"):
        taken = sorted(number for number in committed if number.startswith(series))
        assert taken == [f"{series}/2627/{place:06d}" for place in range(1, len(taken) + 1)]
        assert InvoiceNumberSeries.objects.get(series=series).last_number == len(taken)


def test_who_waits_for_a_number_gets_the_one_that_was_rolled_back() -> None:
    found: list[str] = []

    def wait() -> None:
        try:
            with transaction.atomic():
                found.append(next_number("INV", DAY).text)
        finally:
            connection.close()

    with transaction.atomic():
        next_number("INV", DAY)
    thread = threading.Thread(target=wait)
    with pytest.raises(Changed), transaction.atomic():
        assert next_number("INV", DAY).sequence == 2
        thread.start()
        await_waiting([thread])
        raise Changed
    thread.join(10)
    assert found == ["INV/2627/000002"]


@pytest.fixture
def seller(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commerce.billing.actions.printing.draw", lambda document: document.number.encode())
    # Nothing is documented by the fact of the payment: that is what the threads are to do.
    monkeypatch.setattr("commerce.billing.actions.document_order", lambda **_kwargs: [])
    for name, value in SELLER.items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("seller")
def test_an_order_documented_by_several_has_its_documents_once() -> None:
    from commerce.billing.actions.invoicing import document_order

    with scripted() as provider:
        orders = [paid(provider) for _ in range(4)]
        for order in orders:
            refunded(order, [1_000])
    works = [order.pk for order in orders] * 3
    random.Random(1).shuffle(works)  # noqa: S311 (a test's dice)

    def work() -> None:
        document_order(order_id=works.pop(), at=NOON)

    outcomes = at_once(len(works), work)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == sorted(
        f"{series}/2627/{place:06d}" for series in ("INV", "CN") for place in range(1, 5)
    )
    assert Invoice.objects.values("order", "kind").distinct().count() == 8


@pytest.mark.usefixtures("seller")
def test_a_document_that_several_draw_is_one_file() -> None:
    from commerce.billing.actions.invoicing import document_order

    with scripted() as provider:
        order = paid(provider)
    [invoice] = document_order(order_id=order.pk, at=NOON)
    InvoiceFile.objects.all().delete()
    found = at_once(3, lambda: actions.pdf_of(invoice=invoice, at=NOON))
    assert found == [b"INV/2627/000001"] * 3
    assert InvoiceFile.objects.count() == 1


def test_the_database_itself_refuses_a_change(settings: Any) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    settings.SELLER_NAME = ""
    with scripted() as provider:
        order = paid(provider)
    settings.SELLER_NAME = "Lyceum"
    documented(order)
    for statement in (
        "UPDATE billing_invoice SET total_minor = 1, net_minor = 1, tax_minor = 0",
        "DELETE FROM billing_invoiceline",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
