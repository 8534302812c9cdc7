"""Customers: one for an account, with checked details; erased and merged as accounts are."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from commerce.customers import actions
from commerce.customers.details import BuyerDetails
from commerce.customers.events import CustomerErased, CustomersMerged
from commerce.customers.models import Customer
from commerce.databases import commerce_database
from common.models import OutboxRow

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
BUYER = BuyerDetails(
    name="Asha Rao",
    email="asha@example.org",
    line_1="12 Residency Road",
    city="Bengaluru",
    postcode="560025",
    region="KA",
    country="IN",
    tax_number=" 27aapfu0939f1zv ",
)
pytestmark = pytest.mark.django_db


def a_customer() -> Customer:
    return actions.customer_for(account_id=uuid4(), name="Asha", email="a@example.org", at=NOW)


def test_an_account_buys_as_one_customer() -> None:
    account_id = uuid4()
    first = actions.customer_for(account_id=account_id, name="Asha", email="a@example.org", at=NOW)
    second = actions.customer_for(account_id=account_id, name="Other", email="b@example.org", at=NOW)

    assert first == second
    assert (second.name, second.email) == ("Asha", "a@example.org")


def test_details_are_kept_with_the_tax_number_as_invoices_write_it() -> None:
    kept = actions.change_details(customer=a_customer(), details=BUYER)

    assert (kept.name, kept.region, kept.country) == ("Asha Rao", "KA", "IN")
    assert (kept.tax_number, kept.tax_number_status) == ("27AAPFU0939F1ZV", "valid")


def test_a_state_is_kept_only_where_addresses_have_one() -> None:
    kept = actions.change_details(
        customer=a_customer(), details=BuyerDetails(name="Jo", country="DE", region="KA")
    )
    assert kept.region == ""


def test_an_erased_customer_keeps_nothing_but_their_number() -> None:
    customer = actions.change_details(customer=a_customer(), details=BUYER)
    erased = actions.erase(customer=customer, at=NOW)
    actions.erase(customer=customer, at=NOW)

    assert (erased.account_id, erased.name, erased.email, erased.line_1, erased.tax_number) == (
        None, "", "", "", "",
    )  # fmt: skip
    assert erased.public_id == customer.public_id
    assert OutboxRow.objects.using(commerce_database()).filter(kind=CustomerErased.kind).count() == 1
    with pytest.raises(actions.ErasedCustomer):
        actions.change_details(customer=customer, details=BUYER)


def test_merged_accounts_go_on_as_one_customer() -> None:
    source, target = a_customer(), a_customer()
    actions.change_details(customer=source, details=BUYER)
    source_account, target_account = source.account_id, target.account_id
    assert source_account is not None
    assert target_account is not None

    for _again in range(2):
        merged = actions.merge(source_account=source_account, target_account=target_account, at=NOW)

    assert merged == target
    assert (merged.name, merged.line_1) == ("Asha", "12 Residency Road")
    source.refresh_from_db()
    assert (source.account_id, source.name) == (None, "")
    assert OutboxRow.objects.using(commerce_database()).filter(kind=CustomersMerged.kind).count() == 1


def test_a_merged_account_without_a_customer_takes_the_other_over() -> None:
    source, target_account = a_customer(), uuid4()
    assert source.account_id is not None

    merged = actions.merge(source_account=source.account_id, target_account=target_account, at=NOW)

    assert merged is not None
    assert (merged.pk, merged.account_id) == (source.pk, target_account)
    assert actions.merge(source_account=uuid4(), target_account=uuid4(), at=NOW) is None
