"""Tables whose rows are written once: results, ledgers, consents.

Two guards. `AppendOnly` makes the model and its queryset refuse to change or delete a row, on every database.
On PostgreSQL a trigger refuses it to everybody else, too: raw SQL, another program. The trigger calls the
function `common_refuse_change()`, which this app's migration 0002 installs. A migration of another app must
not import ours, so it carries these lines itself:

    TABLE = "progress_lessoncompletion"

    def guard(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}"
                " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
            )

    def unguard(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")

    class Migration(migrations.Migration):
        dependencies = [("common", "0002_refuse_change"), ("progress", "0001_initial")]
        operations = [migrations.RunPython(guard, unguard)]

TRUNCATE stays possible: that is how a test suite empties its tables, and no code of ours says it.

A person's right to be forgotten goes round both guards, and nothing else does: inside `erasing()` rows may be
changed and deleted. Let no foreign key into such a table or out of it cascade or be set to null: whatever
would be swept along by a deletion elsewhere is PROTECTed, and an erasure names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from django.db import DEFAULT_DB_ALIAS, models, transaction

_erasing: ContextVar[frozenset[str]] = ContextVar("erasing", default=frozenset())


class ChangeRefused(TypeError):
    """A row of an append-only table was to be changed or deleted."""


@contextmanager
def erasing(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Open a transaction in which rows of append-only tables of that database may be changed and deleted."""
    with transaction.atomic(using=using):
        _say_erasing("on", using)
        token = _erasing.set(_erasing.get() | {using})
        try:
            yield
            _say_erasing("off", using)  # after an exception the rollback takes it back
        finally:
            _erasing.reset(token)


def _say_erasing(word: str, using: str) -> None:
    connection = transaction.get_connection(using)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lyceum.erasing', %s, true)", [word])


def _refuse(model: type[models.Model], verb: str) -> NoReturn:
    raise ChangeRefused(f"{model._meta.label} is append-only: rows are never {verb}")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Adds rows and reads them. Base of the querysets of append-only models."""

    def update(self, **kwargs: Any) -> int:
        if self.db not in _erasing.get():
            _refuse(self.model, "changed")
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.db not in _erasing.get():
            _refuse(self.model, "deleted")
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Any]:
        if update_conflicts:
            _refuse(self.model, "changed")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    """A model whose rows are never changed or deleted once saved (except inside `erasing()`)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises ChangeRefused for one that was saved before."""
        if self._state.adding:
            # Without this, a primary key that is given would turn the insert into an update.
            kwargs["force_insert"] = True
        elif (kwargs.get("using") or self._state.db) not in _erasing.get():
            _refuse(type(self), "changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ChangeRefused."""
        if (kwargs.get("using") or self._state.db) not in _erasing.get():
            _refuse(type(self), "deleted")
        return super().delete(*args, **kwargs)
