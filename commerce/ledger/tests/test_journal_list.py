"""The list of journal entries: in words, with people and providers by their names."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import commerce
from accounts.roles import FINANCE
from accounts.tests.factories import UserFactory
from commerce.customers.actions import customer_for
from commerce.ledger.actions import credit, debit, post
from commerce.ledger.models import JournalEntry, LedgerAccount
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Kind = LedgerAccount.Kind
TEN = Money(1_000, "EUR")


def entry(reference: str, payee: str, kind: str = "sale") -> None:
    lines = [debit(Kind.CLEARING, TEN, "bank_transfer"), credit(Kind.PAYABLE, TEN, payee)]
    post(kind=kind, reference=reference, lines=lines, at=NOON)


@pytest.fixture
def finance() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[FINANCE]))
    return client


def listed(client: Client, **asked: str) -> str:
    answer = client.get(reverse("academy_ledger_modeladmin_index"), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("academy_ledger_modeladmin_index"), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_payees_wallets_and_providers_have_names(finance: Client) -> None:
    teacher = UserFactory(first_name="Jonas", last_name="Weber")
    customer = customer_for(
        account_id=UserFactory().public_id, name="Ada Okafor", email="a@b.example", at=NOON
    )
    gone = str(uuid4())
    entry("1", str(teacher.public_id))
    entry("2", gone)
    wallet = [debit(Kind.VOUCHERS, TEN), credit(Kind.WALLET, TEN, str(customer.public_id))]
    post(kind="voucher", reference="3", lines=wallet, at=NOON)
    page, files = listed(finance), " ".join(row["Postings"] for row in rows(finance))
    for words in (page, files):
        assert "Owed to instructors Jonas Weber EUR" in words
        assert "Wallets Ada Okafor EUR" in words
        assert "At payment providers Bank transfer EUR" in words
        assert str(teacher.public_id) not in words and str(customer.public_id) not in words
        assert f"Owed to instructors {gone} EUR" in words  # nobody knows a name any more


def test_its_queries_stay_flat(finance: Client) -> None:
    counts = []
    for number in range(12):
        entry(str(number), str(UserFactory().public_id))
        if number in (1, 11):
            listed(finance)
            with CaptureQueriesContext(connections["default"]) as asked:
                listed(finance)
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_entries_are_called_by_words(finance: Client) -> None:
    teacher = str(UserFactory().public_id)
    for number, kind in enumerate(JournalEntry.Kind.values):
        entry(str(number), teacher, kind)
    page = listed(finance)
    assert "Dispute lost" in page
    told = rows(finance)
    for kind, label in JournalEntry.Kind.choices:
        assert f">{kind}<" not in page
        assert [row["Reference"] for row in told if row["Entry"] == label]
    lost = listed(finance, kind__exact="dispute_loss")
    assert lost.count("<li>Owed to instructors") == 1


def test_whatever_our_apps_post_has_a_name() -> None:
    """The kinds that code names, by reading it: a new one needs its words."""
    root = Path(commerce.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        if "tests" not in path.parts and "testing" not in path.parts:
            for call in re.finditer(r"\bpost\((?:[^()]|\([^()]*\))*\)", path.read_text()):
                kinds = re.search(r"kind=([^\n]*?),(?: |\n)", call.group())
                if kinds is not None:
                    found |= set(re.findall(r'"([a-z_]+)"', kinds.group(1)))
    assert {"payment", "sale", "top_up", "dispute_credit", "refund_reversal"} <= found
    assert found <= set(JournalEntry.Kind.values)
