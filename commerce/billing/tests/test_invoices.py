"""What an order has charged and given back is documented once, in numbers without a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commerce.billing import actions
from commerce.billing.invoices.numbers import fault_of_numbers, financial_year, next_number
from commerce.billing.models import Invoice, InvoiceLine, InvoiceNumberSeries
from commerce.customers.details import BuyerDetails
from commerce.databases import commerce_transaction
from commerce.gateways.base import RefundOutcome
from commerce.orders.models import Order
from commerce.orders.quotes import LineTax
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import DAY, NOON, quoted
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.append_only import ChangeRefused

pytestmark = pytest.mark.django_db

BUYER = BuyerDetails(
    name="Ada Okafor", email="ada@example.org", company="Okafor & Daughters", line_1="2 Mill Lane",
    city="Berlin", postcode="10115", country="DE", tax_number="DE123456788",
).as_json()  # fmt: skip


@pytest.fixture(autouse=True)
def seller(settings: Any) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)


def numbers() -> list[str]:
    return list(Invoice.objects.order_by("pk").values_list("number", flat=True))


# Numbers


@pytest.mark.parametrize(
    ("day", "starts_in", "year"),
    [
        (date(2027, 3, 31), 4, "2627"),
        (date(2027, 4, 1), 4, "2728"),
        (date(2026, 4, 1), 4, "2627"),
        (date(2026, 12, 31), 1, "2026"),
        (date(2027, 1, 1), 1, "2027"),
        (date(2099, 4, 1), 4, "9900"),
        (date(2026, 6, 30), 7, "2526"),
    ],
)
def test_the_financial_year_of_a_day(day: date, starts_in: int, year: str) -> None:
    assert financial_year(day, starts_in) == year


def test_numbers_follow_each_other_in_each_series_and_year() -> None:
    first, second = date(2027, 3, 31), date(2027, 4, 1)
    taken = [next_number(series, day) for series, day in (
        ("INV", first), ("INV", first), ("CN", first), ("INV", second), ("INV", first),
    )]  # fmt: skip
    assert [number.text for number in taken] == [
        "INV/2627/000001", "INV/2627/000002", "CN/2627/000001", "INV/2728/000001", "INV/2627/000003",
    ]  # fmt: skip


def test_a_number_that_is_rolled_back_is_given_to_the_next() -> None:
    next_number("INV", date(2026, 5, 4))
    with pytest.raises(ZeroDivisionError), commerce_transaction():
        next_number("INV", date(2026, 5, 4))
        raise ZeroDivisionError
    assert next_number("INV", date(2026, 5, 4)).sequence == 2


DAYS = st.lists(st.dates(date(2025, 1, 1), date(2029, 12, 31)), max_size=20)


@given(days=DAYS, starts_in=st.integers(1, 12))
@hypothesis_settings(max_examples=25, deadline=None)
def test_each_year_counts_from_one_without_a_gap(days: list[date], starts_in: int) -> None:
    from django.test import override_settings

    InvoiceNumberSeries.objects.all().delete()
    with override_settings(INVOICE_YEAR_STARTS_IN=starts_in):
        taken = [next_number("INV", day) for day in days]
    assert len({number.text for number in taken}) == len(days)
    for year in {number.year for number in taken}:
        sequences = [number.sequence for number in taken if number.year == year]
        assert sequences == list(range(1, len(sequences) + 1))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"INVOICE_NUMBER_FORMAT": "{year}-{series}-{number:05d}"}, ""),
        ({"CREDIT_NOTE_SERIES": "INV"}, ""),
        ({"INVOICE_NUMBER_FORMAT": "{series}-{year}-11-{number:06d}"}, "18 characters"),
        ({"INVOICE_NUMBER_FORMAT": "{series}/{year}"}, "same number"),
        ({"INVOICE_NUMBER_FORMAT": "{series}/{number}"}, "same number"),
        ({"INVOICE_NUMBER_FORMAT": "{year}/{number}"}, "same number"),
        ({"INVOICE_NUMBER_FORMAT": "{serie}/{number}"}, "can't be filled in"),
        ({"INVOICE_NUMBER_FORMAT": "{series"}, "can't be filled in"),
        ({"INVOICE_NUMBER_FORMAT": "{series.x}/{number}"}, "can't be filled in"),
        ({"INVOICE_NUMBER_FORMAT": "{series} {year} {number}"}, "other characters"),
        ({"INVOICE_NUMBER_FORMAT": "/{series}/{year}/{number}"}, "other characters"),
        ({"INVOICE_NUMBER_FORMAT": "{series}/./{year}{number}"}, "other characters"),
        ({"INVOICE_SERIES": "INVOICES-1"}, "characters"),
        ({"INVOICE_YEAR_STARTS_IN": 13}, "from 1 to 12"),
    ],
)
def test_what_is_wrong_with_the_settings_of_numbers(
    settings: Any, changes: dict[str, Any], fault: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    found = fault_of_numbers()
    assert fault in found if fault else found == ""


# Issuing


def test_an_order_that_is_paid_has_one_invoice_with_all_that_stands_on_it(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(10_000, tax_bp=1_900), quoted(2_000, tax_bp=700), buyer=BUYER)
    [invoice] = documented(order)
    assert documented(order) == []
    assert (invoice.number, invoice.kind) == ("INV/2627/000001", "invoice")
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (12_000, 2_040, 14_040)
    assert invoice.content["taxes"] == [
        {"name": "VAT", "rate_bp": 1_900, "net_minor": 10_000, "tax_minor": 1_900},
        {"name": "VAT", "rate_bp": 700, "net_minor": 2_000, "tax_minor": 140},
    ]
    assert (invoice.buyer_name, invoice.country, invoice.tax_number) == (
        "Okafor & Daughters",
        "DE",
        "DE123456788",
    )
    assert "email" not in invoice.content["buyer"]
    assert invoice.content["seller"]["name"] == SELLER["SELLER_NAME"]


def test_an_order_that_waits_or_costs_nothing_has_no_invoice(provider: ScriptedProvider) -> None:
    from commerce.testing.orders import make_order

    assert documented(make_order()) == []
    free = make_order(quoted(0))
    actions.pay_free_order(order_id=free.pk, at=NOON)
    assert documented(free) == []


def test_a_line_that_costs_nothing_stands_on_the_invoice(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(10_000), quoted(0, title="A present"))
    [invoice] = documented(order)
    assert [line["title"] for line in invoice.content["lines"]] == ["Soil and seeds", "A present"]
    assert InvoiceLine.objects.filter(invoice=invoice).count() == 1


def test_nothing_is_issued_in_nobodys_name(provider: ScriptedProvider, settings: Any) -> None:
    settings.SELLER_NAME = ""
    order = paid(provider)
    assert documented(order) == []
    settings.SELLER_NAME = "Lyceum"
    assert len(documented(order)) == 1


@pytest.mark.parametrize(
    ("zone", "day", "number"),
    [("Asia/Kolkata", date(2027, 4, 1), "INV/2728/000001"), ("UTC", date(2027, 3, 31), "INV/2627/000001")],
)
def test_the_sellers_day_decides_date_and_year(
    provider: ScriptedProvider, settings: Any, zone: str, day: date, number: str
) -> None:
    settings.SELLER_TIME_ZONE = zone
    order = paid(provider)
    [invoice] = actions.document_order(order_id=order.pk, at=datetime(2027, 3, 31, 20, tzinfo=UTC))
    assert (invoice.issue_date, invoice.number) == (day, number)


def test_a_refund_has_a_credit_note_that_names_the_invoice(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(10_000, tax_bp=1_900), quoted(2_000), buyer=BUYER)
    documented(order)
    refunded(order, [5_950])
    [note] = documented(order)
    assert (note.number, note.kind, note.corrects.number) == (
        "CN/2627/000001",
        "credit_note",
        "INV/2627/000001",
    )
    assert (note.net_minor, note.tax_minor) == (5_000, 950)
    assert note.content["corrects"] == {"number": "INV/2627/000001", "kind": "invoice"}
    assert len(note.content["lines"]) == 1
    assert documented(order) == []


def test_a_refund_before_the_invoice_comes_after_it(provider: ScriptedProvider) -> None:
    order = paid(provider)
    refunded(order, [4_900])
    documented(order)
    assert numbers() == ["INV/2627/000001", "CN/2627/000001"]


def test_a_refund_that_fails_later_is_charged_again_and_both_stay(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(10_000, tax_bp=1_900), buyer=BUYER)
    [refund] = refunded(order, [5_950])
    documented(order)
    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
    [again] = documented(order)
    assert (again.number, again.kind, again.corrects.number) == (
        "INV/2627/000002",
        "invoice",
        "CN/2627/000001",
    )
    assert (again.net_minor, again.tax_minor) == (5_000, 950)
    assert documented(order) == []

    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.COMPLETED)
    actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
    [note] = documented(order)
    assert note.number == "CN/2627/000002"
    credits = {each.number: each.taken_back_minor for each in Invoice.objects.with_credits()}
    assert credits == {
        "INV/2627/000001": 5_950, "CN/2627/000001": 5_950, "INV/2627/000002": 0, "CN/2627/000002": 0,
    }  # fmt: skip


def test_money_that_never_counted_needs_no_document(provider: ScriptedProvider) -> None:
    from commerce.billing.models import Refund
    from commerce.testing.orders import make_order
    from commerce.testing.payments import start

    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, payment.money)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    again = provider.pay_again(payment.gateway_reference, payment.money)
    actions.settle_payment(payment_id=payment.pk, state=again, at=NOON)
    refund = Refund.objects.get(order=order)
    actions.send_refund(refund_id=refund.pk, now=NOON)
    documented(order)
    assert numbers() == ["INV/2627/000001"]


@given(
    net=st.lists(st.integers(1, 20_000), min_size=1, max_size=3),
    rate=st.sampled_from([0, 700, 1_900, 1_800, 2_550]),
    parts=st.lists(st.integers(1, 4_000), max_size=6),
)
@hypothesis_settings(max_examples=20, deadline=None)
def test_documents_add_up_to_what_the_order_kept(net: list[int], rate: int, parts: list[int]) -> None:
    """Net and tax alike, however often it was cut, and what is posted as tax is what stands on documents."""
    from django.test import override_settings

    from commerce.testing.payments import book
    from commerce.testing.scripted_provider import scripted

    with commerce_transaction() as db, scripted() as provider, override_settings(**SELLER):
        order = paid(provider, *(quoted(amount, tax_bp=rate) for amount in net), buyer=BUYER)
        for place, part in enumerate(parts):
            line = list(order.lines.order_by("position"))[place % len(net)]
            amounts = [0] * len(net)
            amounts[place % len(net)] = min(part, line.refundable_minor)
            if any(amounts):
                refunded(order, amounts)
            if place % 2:
                documented(order)
        documented(order)
        order.refresh_from_db()
        sums = {"net": 0, "tax": 0}
        for each in Invoice.objects.filter(order=order):
            sign = -1 if each.is_credit_note else 1
            sums["net"] += sign * each.net_minor
            sums["tax"] += sign * each.tax_minor
            assert sum(line["total_minor"] for line in each.content["lines"]) == each.total_minor
            assert sum(row["tax_minor"] for row in each.content["taxes"]) == each.tax_minor
        assert sum(sums.values()) == order.kept_minor
        assert -book().get("tax DE", 0) == sums["tax"]
        transaction.set_rollback(True, using=db)


def test_india_has_state_and_both_halves_of_the_tax(provider: ScriptedProvider, settings: Any) -> None:
    settings.SELLER_COUNTRY, settings.SELLER_REGION, settings.SELLER_SAC = "IN", "KA", "999293"
    line = quoted(10_001)
    taxes = (LineTax("CGST", 900, 900), LineTax("SGST", 900, 900))
    line = type(line)(**{
        **{name: getattr(line, name) for name in line.__slots__},
        "taxes": taxes, "tax_minor": 1_800, "total_minor": 11_801,
    })  # fmt: skip
    buyer = BuyerDetails(name="Meera Nair", country="IN", region="KA").as_json()
    order = paid(provider, line, buyer=buyer)
    [invoice] = documented(order)
    assert invoice.content["place_of_supply"]["region_name"] == "Karnataka"
    assert invoice.content["seller"]["sac"] == "999293"
    assert [row["tax_minor"] for row in invoice.content["taxes"]] == [900, 900]


def test_a_document_stays_what_it_was(provider: ScriptedProvider, settings: Any) -> None:
    order = paid(provider, buyer=BUYER)
    [invoice] = documented(order)
    with pytest.raises(ChangeRefused):
        invoice.save()
    with pytest.raises(ChangeRefused):
        Invoice.objects.filter(pk=invoice.pk).update(number="X")
    # The buyer is erased, the seller moves: a credit note is about the same sale.
    Order.objects.filter(pk=order.pk).update(buyer={"country": "DE", "region": ""}, evidence={})
    settings.SELLER_ADDRESS = ["Elsewhere 1"]
    refunded(Order.objects.get(pk=order.pk), [100])
    [note] = documented(order)
    assert note.content["buyer"] == invoice.content["buyer"]
    assert note.content["seller"]["address"] == ["Elsewhere 1"]


def test_the_database_refuses_a_second_first_invoice_and_a_number_twice(provider: ScriptedProvider) -> None:
    order, other = paid(provider), paid(provider)
    [invoice] = documented(order)
    for fields in ({"order": order, "number": "X", "sequence": 9}, {"order": other, "sequence": 9}):
        copy = Invoice.objects.get(pk=invoice.pk)
        copy.pk, copy.public_id = None, None
        from uuid import uuid4

        copy.public_id = uuid4()
        copy._state.adding = True
        for name, value in fields.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), commerce_transaction():
            copy.save()


def test_queries_of_issuing(provider: ScriptedProvider, django_assert_num_queries: Any) -> None:
    order = paid(provider, *(quoted(1_000, tax_bp=1_900) for _ in range(3)))
    more = paid(provider, *(quoted(1_000, tax_bp=1_900) for _ in range(20)))
    documented(paid(provider))
    for each in (order, more):
        with django_assert_num_queries(ISSUING):
            documented(each)
    with django_assert_num_queries(KNOWN):
        documented(order)


#: Savepoint and release, the order, its lines, documents and their lines, refunds, the counter, two inserts.
ISSUING = 11
KNOWN = 7


def test_what_was_not_documented_is_found(provider: ScriptedProvider) -> None:
    done, left = paid(provider), paid(provider)
    free = paid(provider, at=NOON - 40 * DAY)
    documented(done)
    found = actions.undocumented_orders(now=NOON + DAY)
    assert set(found) == {done.pk, left.pk}  # neither buyer was written to
    assert free.pk not in found
