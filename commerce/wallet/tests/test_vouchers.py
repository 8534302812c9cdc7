"""Vouchers: made, redeemed once each, refused with the reason, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.customers.actions import customer_for, merge
from commerce.customers.models import Customer
from commerce.ledger.selectors import check_books
from commerce.wallet import actions, codes
from commerce.wallet.models import Voucher, VoucherBatch, VoucherRedemption
from commerce.wallet.selectors import balance_of, balances_of, movements_of, statement_line
from common.events import outbox
from common.money import Money

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEN = Money(1_000, "EUR")
pytestmark = pytest.mark.django_db


def a_customer() -> Customer:
    return customer_for(account_id=uuid4(), name="Anna", email="anna@example.org", at=NOW)


def a_voucher(**values: Any) -> Voucher:
    wanted = {"name": "Fair", "count": 1, "at": NOW, "actor_id": None, "money": TEN, **values}
    return actions.make_vouchers(**wanted).vouchers.get()


def test_a_voucher_puts_its_money_into_the_wallet() -> None:
    customer, voucher = a_customer(), a_voucher()
    actions.redeem(customer=customer, code=f" {codes.shown(voucher.code).lower()} ", at=NOW)

    assert balances_of(customer) == [TEN]
    [line] = [statement_line(posting) for posting in movements_of(customer)]
    assert (line.label, line.money, line.is_gain) == ("Voucher", TEN, True)
    assert check_books() == []


@pytest.mark.parametrize(
    ("case", "values", "when", "code"),
    [
        ("at its last moment", {"expires_at": NOW + DAY}, NOW + DAY, "expired"),
        ("just before", {"expires_at": NOW + DAY}, NOW + DAY - timedelta(microseconds=1), ""),
        ("without an end", {}, NOW + 9_999 * DAY, ""),
    ],
)
def test_a_voucher_is_worth_something_until_its_end(
    case: str, values: dict[str, Any], when: datetime, code: str
) -> None:
    customer, voucher = a_customer(), a_voucher(**values)
    if not code:
        actions.redeem(customer=customer, code=voucher.code, at=when)
        assert balances_of(customer) == [TEN]
        return
    with pytest.raises(actions.VoucherRefused) as refused:
        actions.redeem(customer=customer, code=voucher.code, at=when)
    assert refused.value.code == code
    assert balances_of(customer) == []
    assert not VoucherRedemption.objects.exists()


def test_each_person_uses_a_voucher_once_and_all_together_no_more_than_its_uses() -> None:
    voucher = a_voucher(uses=2)
    people = [a_customer() for _place in range(3)]
    found = []
    for customer in (people[0], people[0], people[1], people[2]):
        try:
            actions.redeem(customer=customer, code=voucher.code, at=NOW)
            found.append("")
        except actions.VoucherRefused as refused:
            found.append(refused.code)

    assert found == ["", "already_yours", "", "used"]
    assert [balances_of(customer) for customer in people] == [[TEN], [TEN], []]
    voucher.refresh_from_db()
    assert voucher.uses_left == 0


def test_stopped_vouchers_are_refused_until_they_are_let_again() -> None:
    customer, voucher = a_customer(), a_voucher()
    actions.stop_vouchers(batch=voucher.batch, at=NOW)
    with pytest.raises(actions.VoucherRefused, match="no longer valid"):
        actions.redeem(customer=customer, code=voucher.code, at=NOW)

    actions.resume_vouchers(batch=voucher.batch)
    actions.redeem(customer=customer, code=voucher.code, at=NOW)
    assert balances_of(customer) == [TEN]


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(actions.VoucherRefused) as refused:
        actions.redeem(customer=a_customer(), code="no such voucher", at=NOW)
    assert refused.value.code == "unknown"


def test_a_voucher_for_a_product_that_nobody_sells_is_not_used_up() -> None:
    customer, voucher = a_customer(), a_voucher(money=None, product_code="course:1")
    with pytest.raises(actions.VoucherRefused) as refused:
        actions.redeem(customer=customer, code=voucher.code, at=NOW)

    voucher.refresh_from_db()
    assert (refused.value.code, voucher.uses_left) == ("not_available", 1)
    assert not VoucherRedemption.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"money": None},
        {"money": Money(0, "EUR")},
        {"product_code": "course:1"},
        {"count": 0},
        {"count": actions.MOST_VOUCHERS + 1},
        {"uses": 0},
        {"expires_at": NOW},
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        a_voucher(**values)
    assert not VoucherBatch.objects.exists()


def test_a_large_batch_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        batch = actions.make_vouchers(name="Fair", count=2_500, at=NOW, actor_id=None, money=TEN)
    assert len(set(batch.vouchers.values_list("code", flat=True))) == 2_500


def test_what_was_in_the_wallet_of_a_merged_account_moves_along(
    django_capture_on_commit_callbacks: Any,
) -> None:
    source, target = a_customer(), a_customer()
    for money in (TEN, Money(500, "JPY")):
        actions.redeem(customer=source, code=a_voucher(money=money).code, at=NOW)
    assert source.account_id is not None
    assert target.account_id is not None

    with django_capture_on_commit_callbacks(execute=True):
        merge(source_account=source.account_id, target_account=target.account_id, at=NOW)
    outbox.sweep(now=NOW + DAY)

    assert balances_of(source) == []
    assert balances_of(target) == [TEN, Money(500, "JPY")]
    assert balance_of(target, "USD") == Money(0, "USD")
    assert check_books() == []


@given(st.text(max_size=80))
def test_any_text_is_read_as_a_code(typed: str) -> None:
    assert len(codes.normalized(typed)) <= 64


def test_codes_have_no_letters_that_look_alike() -> None:
    code = codes.new_code()
    assert len(code) == codes.LENGTH
    assert not set(code) & set("0O1IL5S2Z") - set("25SZ")
    assert codes.normalized(codes.shown(code).lower()) == code
