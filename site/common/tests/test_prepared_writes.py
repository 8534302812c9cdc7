"""Inserts and updates that are put together once write what Django's own would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.models import OutboxDelivery, OutboxRow
from common.one_statement import RowChange, RowInsertion

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ROWS = RowInsertion(OutboxRow)
ONCE = RowInsertion(OutboxDelivery, or_nothing=("row", "handler"))


def _row() -> OutboxRow:
    payload = {"words": ["ä", None, 'a"b'], "number": 7}
    return OutboxRow(kind="test", payload=payload, emitted_at=NOON, next_attempt_at=NOON)


def test_a_row_is_written_with_all_its_values() -> None:
    row = _row()

    with CaptureQueriesContext(connection) as asked:
        assert ROWS.add(row, using="default")

    assert len(asked) == 1
    assert not row._state.adding
    plain = _row()
    plain.save()
    values, expected = (OutboxRow.objects.filter(pk=each.pk).values().get() for each in (row, plain))
    assert values == {**expected, "id": row.pk}


def test_where_there_is_one_nothing_is_written() -> None:
    row = _row()
    ROWS.add(row, using="default")
    first, second = (OutboxDelivery(row=row, handler="one") for _each in range(2))

    assert ONCE.add(first, using="default")
    assert not ONCE.add(second, using="default")

    assert second.pk is None
    assert list(OutboxDelivery.objects.values_list("pk", "handler")) == [(first.pk, "one")]


def test_what_else_constraints_refuse_is_an_error() -> None:
    row = _row()
    row.emitted_at = None  # type: ignore[assignment]

    with pytest.raises(IntegrityError), transaction.atomic():
        ROWS.add(row, using="default")


def test_a_change_writes_its_fields_into_its_row_alone() -> None:
    one, other = _row(), _row()
    for each in (one, other):
        each.save()
    late = NOON + timedelta(hours=1)

    with CaptureQueriesContext(connection) as asked:
        RowChange(OutboxRow, "delivered_at", "last_error").write(one.pk, late, "no", using="default")

    assert len(asked) == 1
    found = {row.pk: (row.delivered_at, row.last_error, row.payload) for row in OutboxRow.objects.all()}
    assert found == {one.pk: (late, "no", one.payload), other.pk: (None, "", other.payload)}
