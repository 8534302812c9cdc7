"""The one statement about the books finds what `check_books` finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F

from commerce.billing import actions
from commerce.billing.models import PaymentCapture
from commerce.databases import commerce_database
from commerce.ledger.models import LedgerAccount, Posting
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order, OrderLine
from commerce.testing.orders import NOON, quoted, shared
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import scripted
from common.append_only import erasing
from tests.fuzzing.books import faults_of_books
from tests.fuzzing.playing import undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_order_that_is_paid() -> Iterator[None]:
    with scripted() as provider:
        paid(provider, quoted(1_000, tax_bp=1_900, payees=shared(3_333)), quoted(500, code="thing:2"), fee=30)
        yield


def test_right_books_have_no_fault() -> None:
    assert faults_of_books() == [] == check_books()


@pytest.mark.parametrize(
    ("model", "change", "words"),
    [
        (Posting, {"amount_minor": F("amount_minor") + 1}, "an entry is out of balance"),
        (Posting, {"currency": "USD"}, "a posting stands in an account of another currency"),
        (LedgerAccount, {"currency": "USD"}, "a posting stands in an account of another currency"),
        (LedgerAccount, {"kind": "revenue"}, "a provider's account holds something else than came"),
        (Order, {"charged_back_minor": 1}, "the books hold another amount than the order kept"),
        (Order, {"refunded_minor": 1}, "the lines do not make the order"),
        (OrderLine, {"refunded_minor": 1}, "the lines do not make the order"),
        (PaymentCapture, {"applied_minor": 7}, "the payments do not make what the order received"),
        (
            PaymentCapture,
            {"amount_minor": F("amount_minor") + 7},
            "buyers are owed another amount than came too much",
        ),
        (
            PaymentCapture,
            {"amount_minor": F("amount_minor") + 7},
            "a provider's account holds something else than came",
        ),
        (PaymentCapture, {"fee_minor": 0}, "a provider's account holds something else than came"),
    ],
)
def test_what_is_wrong_is_found_by_both(model: Any, change: dict[str, Any], words: str) -> None:
    with undone(), erasing(using=commerce_database()):
        rows = model.objects.all()
        if model is LedgerAccount and "kind" in change:
            rows = rows.filter(kind="clearing")
        row = rows.order_by("pk").first()
        rows.filter(pk=row.pk).update(**change)
        assert words in faults_of_books()
        assert check_books()


@pytest.mark.parametrize("change", [{"amount_minor": 7}, {"order_line": 2}])
def test_what_refunds_take_of_a_line_is_what_went_back_of_it(change: dict[str, int]) -> None:
    with undone():
        order = Order.objects.get()
        first, second = order.lines.order_by("position").values_list("pk", flat=True)
        [refund] = actions.request_refund(
            order_id=order.pk,
            by_line={first: 500},
            withdraws_access=False,
            reason="staff",
            actor_id=None,
            at=NOON,
        )
        actions.send_refund(refund_id=refund.pk, now=NOON)
        assert faults_of_books() == []
        is_moved = "order_line" in change
        refund.lines.update(**({"order_line": second} if is_moved else change))
        found = faults_of_books()
        assert "refunds took another amount of a line than went back of it" in found
        assert ("a refund is of another amount than its parts" in found) is not is_moved
