"""An order freezes what was quoted, and has a number that people can say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from commerce.databases import commerce_transaction
from commerce.orders import actions
from commerce.orders.models import Order, OrderLine
from commerce.orders.quotes import LineTax, Quote, QuotedLine, WrongQuote
from commerce.testing.orders import DAY, NOON, PAYEE, make_customer, make_order, make_quote, quoted, shared

pytestmark = pytest.mark.django_db


def test_an_order_keeps_what_was_quoted() -> None:
    customer = make_customer(name="Ada Okafor", email="ada@example.org")
    quote = make_quote(
        quoted(10_000, code="course:one", tax_bp=1_900, payees=shared(4_000)),
        quoted(2_500, code="bundle:two", choices=("a", "b"), recipient_email="bo@example.org"),
        evidence={"address": "DE", "network": "DE"},
    )
    order = actions.place_order(customer=customer, quote=quote, at=NOON)
    order.refresh_from_db()

    assert (order.net_minor, order.tax_minor, order.total_minor) == (12_500, 1_900, 14_400)
    assert (order.status, order.paid_minor, order.currency) == ("placed", 0, "EUR")
    assert order.buyer["name"] == "Ada Okafor"
    assert order.evidence == {"address": "DE", "network": "DE"}
    first, second = order.lines.all()
    assert first.tax == [{"name": "VAT", "rate_bp": 1_900, "amount_minor": 1_900}]
    assert first.payees == [{"payee": str(PAYEE), "share_bp": 4_000}]
    assert (first.position, first.is_gift, first.refundable_minor) == (1, False, 11_900)
    assert (second.choices, second.is_gift) == (["a", "b"], True)


def test_the_buyer_of_the_quote_goes_before_what_is_known_of_the_customer() -> None:
    order = make_order(buyer={"name": "Okafor Ltd", "country": "DE"})
    assert order.buyer == {"name": "Okafor Ltd", "country": "DE"}


def test_numbers_follow_each_other_within_a_year_of_the_academy() -> None:
    numbers = [make_order().number for _each in range(3)]
    later = make_order(at=datetime(2027, 1, 1, 12, tzinfo=UTC)).number
    assert numbers == ["2026-000001", "2026-000002", "2026-000003"]
    assert later == "2027-000001"


def test_a_year_begins_at_midnight_where_the_academy_is(settings: object) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    assert make_order(at=datetime(2026, 12, 31, 19, tzinfo=UTC)).number == "2027-000001"


def test_an_order_has_to_be_paid_while_its_prices_hold() -> None:
    """A price that ends earlier than the time to pay is not payable for weeks."""
    until = NOON + timedelta(hours=2)
    assert make_order(valid_until=until).expires_at == until
    assert make_order(valid_until=NOON + 30 * DAY).expires_at == NOON + DAY
    assert make_order(expires_at=NOON + 14 * DAY).expires_at == NOON + 14 * DAY


LINE = {"product_code": "a", "title": "A", "supply": "live"}


@pytest.mark.parametrize(
    ("amounts", "is_tax_included", "problem"),
    [
        ({"unit_minor": 100, "net_minor": 100, "tax_minor": 0, "total_minor": 100}, False, ""),
        ({"unit_minor": 100, "net_minor": 100, "tax_minor": 19, "total_minor": 119}, False, "the taxes"),
        ({"unit_minor": 100, "net_minor": 100, "tax_minor": 0, "total_minor": 99}, False, "net and tax"),
        ({"unit_minor": -1, "net_minor": -1, "tax_minor": 0, "total_minor": -1}, False, "below nought"),
        (
            {"unit_minor": 100, "discount_minor": 1, "net_minor": 100, "tax_minor": 0, "total_minor": 100},
            False,
            "price and discount",
        ),
        (
            {
                "unit_minor": 119,
                "net_minor": 100,
                "tax_minor": 19,
                "total_minor": 119,
                "taxes": (LineTax("VAT", 1_900, 19),),
            },
            True,
            "",
        ),
        (
            {
                "unit_minor": 119,
                "net_minor": 100,
                "tax_minor": 19,
                "total_minor": 119,
                "taxes": (LineTax("VAT", 1_900, 19),),
            },
            False,
            "price and discount",
        ),
        (
            {
                "unit_minor": 100,
                "net_minor": 100,
                "tax_minor": 0,
                "total_minor": 100,
                "payees": (*shared(6_000), *shared(5_000)),
            },
            False,
            "more than all",
        ),
    ],
)
def test_amounts_that_contradict_each_other_are_no_order(
    amounts: dict[str, int], is_tax_included: bool, problem: str
) -> None:
    quote = Quote("EUR", (QuotedLine(**LINE, **amounts),), is_tax_included=is_tax_included)
    if not problem:
        quote.check()
        return
    with pytest.raises(WrongQuote, match=problem):
        actions.place_order(customer=make_customer(), quote=quote, at=NOON)
    assert not Order.objects.exists()


def test_an_empty_quote_is_no_order() -> None:
    with pytest.raises(WrongQuote):
        actions.place_order(customer=make_customer(), quote=Quote("EUR", ()), at=NOON)


@pytest.mark.parametrize(
    "change",
    [
        {"total_minor": 1},
        {"paid_minor": 5_000},
        {"status": "paid"},
        {"paid_at": NOON},
        {"status": "cancelled"},
        {"closed_at": NOON},
        {"refunded_minor": 1},
        {"charged_back_minor": 1},
        {"dispute": "open"},
        {"paid_minor": 4_900},
        {"status": "cancelled", "closed_at": NOON, "paid_minor": 100},
    ],
)
def test_the_database_refuses_orders_that_contradict_themselves(change: dict[str, object]) -> None:
    order = make_order()
    with pytest.raises(IntegrityError), commerce_transaction():
        Order.objects.filter(pk=order.pk).update(**change)


@pytest.mark.parametrize("change", [{"refunded_minor": 4_901}, {"total_minor": 1}, {"discount_minor": -1}])
def test_the_database_refuses_lines_that_contradict_themselves(change: dict[str, object]) -> None:
    order = make_order()
    with pytest.raises(IntegrityError), commerce_transaction():
        OrderLine.objects.filter(order=order).update(**change)


def test_placing_costs_as_many_queries_for_many_lines(django_assert_num_queries: object) -> None:
    customer = make_customer()
    make_order()
    for count in (1, 40):
        quote = make_quote(*[100] * count)
        with django_assert_num_queries(6):  # two of them begin and end the transaction
            actions.place_order(customer=customer, quote=quote, at=NOON)
