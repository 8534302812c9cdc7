"""Posting: balanced, once, and never more out of a wallet than it holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from commerce.databases import commerce_database
from commerce.ledger import selectors
from commerce.ledger.actions import EntryLine, Kind, NotEnoughBalance, Unbalanced, credit, debit, post
from commerce.ledger.models import JournalEntry, LedgerAccount, Posting
from common.append_only import ChangeRefused, erasing
from common.money import Money

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


def fill_wallet(owner: str, minor: int, reference: str = "first") -> None:
    post(
        kind="top_up",
        reference=reference,
        lines=[debit(Kind.CLEARING, euro(minor), "stripe"), credit(Kind.WALLET, euro(minor), owner)],
        at=NOW,
    )


@pytest.mark.django_db
def test_a_sale_stands_on_both_sides() -> None:
    entry = post(
        kind="sale",
        reference="p-1",
        lines=[
            debit(Kind.CLEARING, euro(11_900), "stripe"),
            credit(Kind.REVENUE, euro(7_000)),
            credit(Kind.PAYABLE, euro(3_000), "teacher"),
            credit(Kind.TAX, euro(1_900), "DE"),
        ],
        at=NOW,
        order_number="A-1",
    )

    assert entry is not None
    assert [selectors.balance(*account) for account in _ACCOUNTS] == [
        euro(11_900), euro(-7_000), euro(-3_000), euro(-1_900),
    ]  # fmt: skip
    assert list(JournalEntry.objects.of_order("A-1")) == [entry]


_ACCOUNTS = [
    (Kind.CLEARING, "stripe", "EUR"),
    (Kind.REVENUE, "", "EUR"),
    (Kind.PAYABLE, "teacher", "EUR"),
    (Kind.TAX, "DE", "EUR"),
]


@pytest.mark.django_db
def test_the_same_thing_again_posts_nothing() -> None:
    fill_wallet("anna", 500)
    again = post(
        kind="top_up",
        reference="first",
        lines=[debit(Kind.CLEARING, euro(9), "stripe"), credit(Kind.WALLET, euro(9), "anna")],
        at=NOW,
    )

    assert again is None
    assert selectors.wallet_balances("anna") == [euro(500)]
    assert Posting.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ("one side", [debit(Kind.CLEARING, euro(1))]),
        ("not the same", [debit(Kind.CLEARING, euro(2)), credit(Kind.REVENUE, euro(1))]),
        ("two currencies", [debit(Kind.CLEARING, euro(2)), credit(Kind.REVENUE, Money(2, "USD"))]),
        ("nought", [debit(Kind.CLEARING, euro(0)), credit(Kind.REVENUE, euro(0))]),
        ("nothing", []),
        ("one account against itself", [debit(Kind.CLEARING, euro(2)), credit(Kind.CLEARING, euro(2))]),
    ],
)
def test_what_does_not_balance_is_refused_whole(case: str, lines: list[EntryLine]) -> None:
    with pytest.raises(Unbalanced):
        post(kind="sale", reference="p-1", lines=lines, at=NOW)
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_a_wallet_gives_no_more_than_it_holds() -> None:
    fill_wallet("anna", 500)
    lines = [debit(Kind.WALLET, euro(501), "anna"), credit(Kind.REVENUE, euro(501))]

    with pytest.raises(NotEnoughBalance):
        post(kind="sale", reference="p-1", lines=lines, at=NOW)

    assert selectors.wallet_balances("anna") == [euro(500)]
    assert JournalEntry.objects.filter(kind="sale").count() == 0


@pytest.mark.django_db
def test_amounts_without_decimals_and_with_three_stay_whole() -> None:
    for code in ("JPY", "KWD"):
        money = Money(1_235, code)
        lines = [debit(Kind.CLEARING, money), credit(Kind.REVENUE, money)]
        post(kind="sale", reference=code, lines=lines, at=NOW)
        assert selectors.balance(Kind.CLEARING, "", code) == money


@pytest.mark.django_db
def test_what_was_posted_is_never_changed() -> None:
    fill_wallet("anna", 500)
    posting = Posting.objects.first()
    assert posting is not None
    posting.amount_minor = 1
    with pytest.raises(ChangeRefused):
        posting.save()
    with pytest.raises(ChangeRefused):
        JournalEntry.objects.all().delete()


@pytest.mark.django_db
def test_books_that_were_tampered_with_are_told() -> None:
    fill_wallet("anna", 500)
    LedgerAccount.objects.filter(kind=Kind.WALLET).update(balance_minor=700)
    entry = JournalEntry(kind="sale", reference="lonely", at=NOW)
    entry.save()

    assert {fault.what for fault in selectors.check_books()} == {
        "The entry has fewer than two postings",
        "The wallet says 700, its postings 500 (minor units)",
    }
    with pytest.raises(CommandError, match="2 faults"):
        call_command("check_books")


@pytest.mark.django_db
def test_a_posting_that_went_missing_is_told() -> None:
    fill_wallet("anna", 500)
    connections[commerce_database()].check_constraints()  # now, while it still balances
    with erasing(using=commerce_database()):
        Posting.objects.filter(account__kind=Kind.CLEARING).delete()
        faults = [fault.what for fault in selectors.check_books()]
    assert "The entry is -500 EUR (minor units) out of balance" in faults


@pytest.mark.django_db
def test_an_entry_costs_the_same_queries_whatever_its_length(django_assert_num_queries: object) -> None:
    def sale(reference: str, count: int) -> None:
        lines = [credit(Kind.PAYABLE, euro(1), f"teacher {place}") for place in range(count)]
        post(kind="sale", reference=reference, lines=[debit(Kind.CLEARING, euro(count)), *lines], at=NOW)

    sale("warm", 12)
    for count in (2, 12):
        with django_assert_num_queries(5):  # type: ignore[operator]
            sale(f"of {count}", count)


class TestAnyEntries(HypothesisCase):
    """Whatever is posted or refused, the books balance and no wallet is below nought."""

    databases = "__all__"

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["anna", "bert"]),
                st.integers(-900, 900),
                st.sampled_from(["EUR", "JPY", "KWD"]),
                st.integers(0, 6),
            ),
            max_size=12,
        )
    )
    def test_books_balance_after_any_entries(self, moves: list[tuple[str, int, str, int]]) -> None:
        expected: dict[tuple[str, str], int] = {}
        posted: set[int] = set()
        for owner, minor, code, reference in moves:
            money = Money(minor, code)
            lines = [debit(Kind.CLEARING, money, "stripe"), credit(Kind.WALLET, money, owner)]
            has = expected.get((owner, code), 0)
            try:
                post(kind="move", reference=str(reference), lines=lines, at=NOW)
            except (NotEnoughBalance, Unbalanced):
                assert has + minor < 0 or not minor
                continue
            if reference not in posted:
                posted.add(reference)
                expected[owner, code] = has + minor
        assert selectors.check_books() == []
        for (owner, code), minor in expected.items():
            assert Money(minor, code) in selectors.wallet_balances(owner) or not minor
