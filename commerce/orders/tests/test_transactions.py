"""Transactions of commerce within one another: a part that joins costs nothing, and takes all with it."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from commerce.catalogue.models import Product
from commerce.databases import commerce_database, commerce_transaction
from commerce.testing.orders import NOON

pytestmark = pytest.mark.django_db


def add(code: str) -> None:
    Product.objects.create(code=code, kind="thing", title="A", created_at=NOON)


def codes() -> list[str]:
    return sorted(Product.objects.values_list("code", flat=True))


def test_a_part_that_joins_needs_no_statement() -> None:
    connection = connections[commerce_database()]
    with CaptureQueriesContext(connection) as alone, commerce_transaction():
        pass
    with (
        CaptureQueriesContext(connection) as joined,
        commerce_transaction(),
        commerce_transaction(joins=True),
    ):
        pass
    assert len(joined) == len(alone)


def test_an_exception_of_a_part_ends_the_whole() -> None:
    def fails() -> None:
        with commerce_transaction():
            add("thing:1")
            with commerce_transaction(joins=True):
                add("thing:2")
                raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert codes() == []


def test_without_another_one_it_is_one_by_itself() -> None:
    def fails() -> None:
        with commerce_transaction(joins=True):
            add("thing:1")
            raise LookupError

    add("thing:0")
    with pytest.raises(LookupError):
        fails()
    assert codes() == ["thing:0"]
    with commerce_transaction(joins=True):
        add("thing:1")
    assert codes() == ["thing:0", "thing:1"]
