"""What is written once stays: by the model everywhere, by a trigger on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from common.append_only import AppendOnly, AppendOnlyQuerySet, ChangeRefused, erasing

TABLE = "common_trial_entry"


@pytest.fixture
def entries(db: Any) -> Iterator[AppendOnlyQuerySet]:
    """A guarded table of its own, as a migration would make it; the test's rollback removes it."""
    with isolate_apps("common"):

        class Entry(AppendOnly):
            amount = models.IntegerField()

            class Meta:
                app_label = "common"
                db_table = TABLE

        with connection.cursor() as cursor:
            key = "bigserial" if connection.vendor == "postgresql" else "integer"
            cursor.execute(f"CREATE TABLE {TABLE} (id {key} PRIMARY KEY, amount integer NOT NULL)")
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}"
                    " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
                )
        yield Entry.objects


def amounts(entries: Any) -> list[int]:
    return sorted(entries.values_list("amount", flat=True))


def test_rows_are_added_and_read(entries: Any) -> None:
    entries.create(amount=1)
    entries.bulk_create([entries.model(amount=2), entries.model(amount=3)])

    assert amounts(entries) == [1, 2, 3]


def _save(entries: Any, row: Any) -> None:
    row.amount = 9
    row.save()


@pytest.mark.parametrize(
    "change",
    [
        _save,
        lambda entries, row: row.delete(),
        lambda entries, row: entries.update(amount=9),
        lambda entries, row: entries.filter(pk=row.pk).delete(),
        lambda entries, row: entries.bulk_update([row], ["amount"]),
        lambda entries, row: entries.update_or_create(pk=row.pk, defaults={"amount": 9}),
        lambda entries, row: entries.bulk_create(
            [entries.model(pk=row.pk, amount=9)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["amount"],
        ),
    ],
    ids=["save", "delete", "update", "delete many", "bulk update", "update or create", "upsert"],
)
def test_a_row_is_never_changed_or_deleted(entries: Any, change: Any) -> None:
    row = entries.create(amount=1)

    with pytest.raises(ChangeRefused, match="append-only"), transaction.atomic():
        change(entries, row)

    assert amounts(entries) == [1]


def test_a_new_row_cannot_take_the_place_of_another(entries: Any) -> None:
    row = entries.create(amount=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        entries.model(pk=row.pk, amount=9).save()

    assert amounts(entries) == [1]


def test_an_erasure_may_change_and_delete(entries: Any) -> None:
    kept, gone = entries.create(amount=1), entries.create(amount=2)
    with erasing():
        gone.delete()
        kept.amount = 0
        kept.save()

    assert amounts(entries) == [0]
    with pytest.raises(ChangeRefused):
        entries.update(amount=9)


def test_an_erasure_that_fails_changes_nothing(entries: Any) -> None:
    entries.create(amount=1)

    with pytest.raises(ZeroDivisionError), erasing():
        entries.all().delete()
        _ = 1 / 0

    assert amounts(entries) == [1]


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET amount = 9", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_whoever_goes_round_the_model(entries: Any, statement: Any) -> None:
    entries.create(amount=1)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        raw(statement)

    assert amounts(entries) == [1]


@pytest.mark.postgresql
def test_the_database_refuses_again_after_an_erasure(entries: Any) -> None:
    entries.create(amount=1)
    with erasing():
        raw(f"UPDATE {TABLE} SET amount = 2")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        raw(f"UPDATE {TABLE} SET amount = 3")

    assert amounts(entries) == [2]


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
