"""What was earned, by day, product, currency and payee: what a slow recount of orders and books says."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from accounts.roles import ADMINISTRATOR, FINANCE, INSTRUCTOR, MARKETER, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing import actions, postings
from commerce.billing.models import PaymentCapture, Refund
from commerce.billing.revenue import CurrencyRevenue, Period, revenue_of
from commerce.catalogue.actions import know_product
from commerce.gateways.base import DisputeOutcome
from commerce.ledger.actions import post
from commerce.ledger.models import Posting
from commerce.orders.models import Order, OrderLine
from commerce.testing.orders import DAY, NOON, PAYEE, quoted, shared
from commerce.testing.payments import assert_books_balance, paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ZONE = ZoneInfo("Asia/Kolkata")


def minor(row: Any) -> dict[str, int]:
    money = row if isinstance(row, dict) else row.money
    return {name: amount.amount_minor for name, amount in money.items() if amount}


def of(currency: str = "EUR", **asked: Any) -> CurrencyRevenue:
    return next(report for report in revenue_of(period=YEAR, **asked) if report.currency == currency)


def refund(provider: ScriptedProvider, order: Order, by_line: dict[int, int], at: datetime) -> None:
    for made in actions.request_refund(
        order_id=order.pk, by_line=by_line, withdraws_access=False, reason=Refund.Reason.STAFF,
        actor_id=None, at=at,
    ):  # fmt: skip
        actions.send_refund(refund_id=made.pk, now=at)


def test_a_sale_is_without_tax_and_bears_its_fee(provider: ScriptedProvider) -> None:
    paid(
        provider,
        quoted(10_000, code="a", tax_bp=1_900, payees=shared(7_000)),
        quoted(5_000, code="b", tax_bp=1_900),
        fee=357,
        buyer={"country": "DE"},
    )
    report = of()
    assert minor(report.total) == {"sold": 15_000, "fees": 357, "net": 14_643, "tax": 2_850}
    (day,) = report.days
    assert (day.label, minor(day)) == (date(2026, 5, 4), minor(report.total))
    assert [(row.label, minor(row)) for row in report.products] == [
        ("a", {"sold": 10_000, "fees": 238, "net": 9_762, "tax": 1_900}),
        ("b", {"sold": 5_000, "fees": 119, "net": 4_881, "tax": 950}),
    ]
    assert [(row.label, minor(row)) for row in report.payees] == [
        ("Academy", {"sold": 8_000, "fees": 357, "net": 7_643, "tax": 2_850}),
        (str(PAYEE), {"sold": 7_000, "net": 7_000}),
    ]


def test_a_refund_and_a_lost_dispute_count_on_their_own_days(provider: ScriptedProvider) -> None:
    order = paid(provider, quoted(10_000, code="a", tax_bp=1_900), quoted(2_000, code="b"))
    first, second = OrderLine.objects.filter(order=order)
    refund(provider, order, {first.pk: 5_950}, NOON + DAY)
    dispute = provider.dispute(PaymentCapture.objects.get().transaction_id, Money(7_950, "EUR"))
    lost = provider.turn_dispute(dispute.reference, DisputeOutcome.LOST)
    actions.settle_dispute(gateway="scripted", state=lost, at=NOON + 2 * DAY)
    report = of()
    by_day = {row.label.day: minor(row) for row in report.days}
    assert by_day[4] == {"sold": 12_000, "net": 12_000, "tax": 1_900}
    assert by_day[5] == {"refunded": 5_000, "net": -5_000, "tax": -950}
    assert by_day[6]["lost"] == 7_950 and sum(minor(row).get("lost", 0) for row in report.products) == 7_950
    assert_books_balance()


def test_currencies_stand_apart_and_filters_hold(provider: ScriptedProvider) -> None:
    paid(provider, quoted(10_000, code="a"), quoted(3_000, code="b"), fee=130)
    paid(provider, quoted(7_700, code="a"), currency="JPY")
    assert [report.currency for report in revenue_of(period=YEAR)] == ["EUR", "JPY"]
    assert minor(of("JPY").total) == {"sold": 7_700, "net": 7_700}
    assert [report.currency for report in revenue_of(period=YEAR, currency="JPY")] == ["JPY"]
    assert minor(of(product_code="b").total) == {"sold": 3_000, "fees": 30, "net": 2_970}


def test_a_day_is_the_academys(provider: ScriptedProvider, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    paid(provider, at=datetime(2026, 5, 4, 18, 29, 59, tzinfo=UTC))
    paid(provider, at=datetime(2026, 5, 4, 18, 30, tzinfo=UTC))
    assert [row.label for row in of().days] == [date(2026, 5, 5), date(2026, 5, 4)]
    only = revenue_of(period=Period(date(2026, 5, 5), date(2026, 5, 5)))
    assert minor(only[0].total) == {"sold": 4_900, "net": 4_900}


def test_names_of_products_and_payees(provider: ScriptedProvider) -> None:
    know_product(code="a", kind="thing", title="Soil and seeds", at=NOON)
    payee = UserFactory(first_name="Ana", last_name="Silva", public_id=PAYEE)
    paid(provider, quoted(10_000, code="a", payees=shared(7_000)))
    assert [row.label for row in of().products] == ["Soil and seeds"]
    assert [row.label for row in of().payees] == [payee.get_display_name(), "Academy"]


def test_queries_stay_the_same(provider: ScriptedProvider, django_assert_num_queries: Any) -> None:
    for count in (1, 6):
        for place in range(count):
            lines = [quoted(1_000, code=f"{place}-{n}", payees=shared(5_000, uuid4())) for n in range(3)]
            paid(provider, *lines, at=NOON + place * DAY)
        with django_assert_num_queries(6):
            revenue_of(period=YEAR)


def test_what_happened_agrees_with_orders_and_refunds(provider: ScriptedProvider) -> None:
    """Not from the books at all: what orders, captures and refunds say for themselves."""
    for place in range(12):
        tax = (0, 700, 1_900)[place % 3]
        lines = [quoted(999 + 37 * place + n, code=f"p{n}", tax_bp=tax, payees=shared(3_333)) for n in (0, 1)]
        order = paid(provider, *lines, fee=29 + place, at=NOON + place * DAY)
        if place % 2:
            line = OrderLine.objects.filter(order=order).first()
            assert line is not None
            refund(provider, order, {line.pk: line.total_minor // (place % 3 + 1)}, NOON + (place + 3) * DAY)
    total = minor(of().total)
    assert total["sold"] == sum(Order.objects.filter(status="paid").values_list("net_minor", flat=True))
    assert total["fees"] == sum(PaymentCapture.objects.values_list("fee_minor", flat=True))
    given_back = sum(Refund.objects.completed().values_list("amount_minor", flat=True))
    taxed = sum(Order.objects.values_list("tax_minor", flat=True)) - total["tax"]
    assert total["refunded"] + taxed == given_back


Recount = dict[tuple[str, Any], dict[str, int]]
_MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda minutes: NOON + timedelta(minutes=minutes))
_LINE = st.tuples(
    st.sampled_from("abc"), st.integers(0, 99_999), st.integers(0, 2_500), st.integers(0, 10_000)
)
_HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["sale", "refund", "fee", "dispute_loss"]),
        st.sampled_from(["EUR", "JPY", "KWD"]),
        st.lists(_LINE, min_size=1, max_size=3),
        _MOMENTS,
    ),
    max_size=15,
)


class TestAnyPostings(HypothesisCase):
    """Whatever is posted, the report is what somebody would count who goes through it line by line."""

    databases = "__all__"

    @settings(max_examples=25, deadline=None)
    @given(_HAPPENINGS, st.integers(0, 20), st.integers(0, 20))
    def test_the_report_is_a_recount(self, happened: list[Any], first: int, length: int) -> None:
        for number, (kind, currency, lines, at) in enumerate(happened):
            entry = _entry(kind, currency, lines)
            if any(line.money for line in entry):
                post(kind=kind, reference=str(number), lines=entry, at=at)
        period = Period(NOON.date() + first * DAY, NOON.date() + (first + length) * DAY)
        with self.settings(TIME_ZONE=ZONE.key):
            found = {report.currency: report for report in revenue_of(period=period)}
        for name, key in (("days", _day), ("products", _subject), ("payees", _owner)):
            wanted = _recounted(period, key)
            told = {
                (currency, row.label): minor(row)
                for currency, report in found.items()
                for row in getattr(report, name)
            }
            assert told == wanted, name
        for currency, report in found.items():
            assert all(
                sum(minor(row).get(column, 0) for row in rows) == minor(report.total).get(column, 0)
                for rows in (report.days, report.products, report.payees)
                for column in report.total
            ), currency


def _entry(kind: str, currency: str, lines: list[Any]) -> list[Any]:
    order = Order(currency=currency, buyer={"country": "DE"}, net_minor=0, tax_minor=0)
    sold = [_sold(*line) for line in lines]
    order.total_minor = sum(line.total_minor for line in sold)
    money = Money(sum(line.total_minor for line in sold) // 7, currency)
    if kind == "sale":
        return postings.sale_lines(order, sold)
    if kind == "refund":
        half = [
            part
            for line in sold
            for part in postings.refund_lines(order, line, before_minor=0, after_minor=line.total_minor // 2)
        ]
        back = sum(line.total_minor // 2 for line in sold)
        return [*half, postings.EntryLine("clearing", "x", Money(-back, currency))]
    if kind == "fee":
        return postings.fee_lines("x", money, sold)
    return postings.loss_lines("x", money, sold)


def _sold(code: str, net: int, tax_bp: int, share_bp: int) -> OrderLine:
    tax = net * tax_bp // 10_000
    payees = [{"payee": str(UUID(int=ord(code))), "share_bp": share_bp}]
    return OrderLine(product_code=code, net_minor=net, tax_minor=tax, total_minor=net + tax, payees=payees)


def _day(posting: Posting) -> Any:
    return posting.entry.at.astimezone(ZONE).date()


def _subject(posting: Posting) -> Any:
    return posting.subject or "No product"


def _owner(posting: Posting) -> Any:
    return posting.account.owner if posting.account.kind == "payable" else "Academy"


def _recounted(period: Period, key: Any) -> Recount:
    found: Recount = defaultdict(lambda: defaultdict(int))
    for posting in Posting.objects.select_related("entry", "account"):
        kind, entry, amount = posting.account.kind, posting.entry.kind, posting.amount_minor
        if not period.first_day <= _day(posting) <= period.last_day:
            continue
        row = found[posting.currency, key(posting)]
        if kind == "tax":
            row["tax"] -= amount
        elif kind == "fees":
            row["fees"] += amount
            row["net"] -= amount
        elif kind in ("revenue", "payable"):
            column = {"sale": "sold", "dispute_loss": "lost"}.get(entry, "refunded")
            row[column] += -amount if column == "sold" else amount
            row["net"] -= amount
    told = {place: {name: n for name, n in row.items() if n} for place, row in found.items()}
    return {place: row for place, row in told.items() if row}


class TestTheScreen:
    def page(self, client: Client, **asked: Any) -> Any:
        return client.get(reverse("billing_admin:revenue"), asked)

    @pytest.mark.parametrize(
        ("role", "status"),
        [(FINANCE, 200), (ADMINISTRATOR, 200), (SUPPORT, 403), (INSTRUCTOR, 403), (MARKETER, 403)],
    )
    def test_who_may_see_it(self, client: Client, role: str, status: int) -> None:
        client.force_login(UserFactory(roles=[role]))
        assert self.page(client).status_code == status

    def test_a_chart_with_its_table_and_presets(self, client: Client, provider: ScriptedProvider) -> None:
        now = timezone.now()
        paid(provider, quoted(12_345, code="a"), at=now - 40 * DAY)
        paid(provider, quoted(6_789, code="a"), at=now - 3 * DAY)
        client.force_login(UserFactory(roles=[FINANCE]))
        usual = self.page(client)
        assert "€67.89" in usual.content.decode() and "€191.34" not in usual.content.decode()
        chart = usual.context["reports"][0]["chart"]
        assert len(chart["days"]) == 30 and sum(chart["net"]) == pytest.approx(67.89)
        assert "€191.34" in self.page(client, period="90").content.decode()
        assert "No revenue" in self.page(client, period="90", currency="USD").content.decode()

    @pytest.mark.parametrize(
        "asked",
        [
            {"first_day": "2026-02-31"},
            {"first_day": "2020-01-01", "last_day": "2026-01-01"},
            {"first_day": "2026-02-02", "last_day": "2026-01-01"},
            {"period": "x", "currency": "XXX", "product": "no"},
            {"last_day": "0001-01-01"},
            {"first_day": "9999-12-31"},
        ],
    )
    def test_what_nobody_means_is_the_usual_range(self, client: Client, asked: dict[str, str]) -> None:
        client.force_login(UserFactory(roles=[FINANCE]))
        assert self.page(client, **asked).status_code == 200

    def test_files_hold_the_table_and_no_formula(self, client: Client, provider: ScriptedProvider) -> None:
        know_product(code="a", kind="thing", title="=1+1", at=NOON)
        paid(provider, quoted(12_345, code="a"), at=timezone.now() - DAY)
        client.force_login(UserFactory(roles=[FINANCE]))
        told = self.page(client, export="csv", table="products").content.decode()
        assert "'=1+1,EUR,123.45" in told
        book = openpyxl.load_workbook(
            io.BytesIO(self.page(client, export="xlsx", table="products").content)
        ).active
        assert [cell.value for cell in book[2]][:3] == ["=1+1", "EUR", 123.45] and book["A2"].data_type == "s"
