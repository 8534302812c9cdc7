"""What tests of orders share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from commerce.databases import commerce_database

#: tests/races/test_orders_at_once.py has them bite.
_GUARDS = ("orders_new_money_is_posted", "orders_changed_money_is_posted")


@pytest.fixture(autouse=True)
def money_that_nobody_posts(db: None) -> Iterator[None]:
    """Orders count money here without billing, which posts it: PostgreSQL is told not to mind meanwhile."""
    _mind("DISABLE")
    yield
    if not connections[commerce_database()].in_atomic_block:
        _mind("ENABLE")  # elsewhere the rollback does it


def _mind(verb: str) -> None:
    connection = connections[commerce_database()]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in _GUARDS:
                cursor.execute(f"ALTER TABLE orders_order {verb} TRIGGER {name}")
