"""PostgreSQL itself refuses entries out of balance and changes of what was posted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, InternalError, connections, transaction

from commerce.databases import commerce_database
from commerce.ledger.actions import Kind, credit, debit, post
from commerce.ledger.models import JournalEntry, LedgerAccount, Posting
from common.money import Money

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases="__all__")]


def at_once() -> None:
    """Let what is checked at the commit be checked now."""
    with connections[commerce_database()].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_lone_posting_is_refused_at_the_commit() -> None:
    entry = JournalEntry(kind="sale", reference="p-1", at=NOW)
    entry.save()
    account = LedgerAccount.objects.create(kind=Kind.REVENUE, currency="EUR")
    Posting.objects.bulk_create([Posting(entry=entry, account=account, amount_minor=5, currency="EUR")])

    with pytest.raises(IntegrityError, match="does not balance"):
        at_once()


def test_a_posting_in_the_wrong_currency_is_refused() -> None:
    entry = JournalEntry(kind="sale", reference="p-1", at=NOW)
    entry.save()
    account = LedgerAccount.objects.create(kind=Kind.REVENUE, currency="EUR")
    rows = [Posting(entry=entry, account=account, amount_minor=minor, currency="USD") for minor in (5, -5)]
    Posting.objects.bulk_create(rows)

    with pytest.raises(IntegrityError, match="another currency"):
        at_once()


@pytest.mark.parametrize(
    "sql", ["UPDATE ledger_posting SET amount_minor = 1", "DELETE FROM ledger_journalentry"]
)
def test_raw_sql_changes_nothing(sql: str) -> None:
    money = Money(500, "EUR")
    post(
        kind="sale", reference="p-1", lines=[debit(Kind.CLEARING, money), credit(Kind.REVENUE, money)], at=NOW
    )
    at_once()

    db = commerce_database()
    with (
        pytest.raises((IntegrityError, InternalError)),
        transaction.atomic(using=db),
        connections[db].cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Posting.objects.count() == 2


def test_a_wallet_below_nought_is_refused() -> None:
    with pytest.raises(IntegrityError, match="never_below"), transaction.atomic(using=commerce_database()):
        LedgerAccount.objects.create(kind=Kind.WALLET, owner="anna", currency="EUR", balance_minor=-1)
