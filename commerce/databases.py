"""Where commerce keeps its tables: in the default database, or in one of its own (`COMMERCE_DATABASE_URL`).

No foreign key leads out of commerce and no query joins across, so both forms work alike. Queries find their
database by `CommerceRouter`; a transaction has to name it: `with commerce_transaction() as db:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model

APPS = frozenset(("customers", "ledger", "catalogue", "wallet", "gateways", "orders", "billing"))
# What commerce's own database needs of the house: the outbox, and the function behind append-only tables.
_BESIDE = frozenset(("common",))


def commerce_database() -> str:
    """The alias of the database that holds commerce's tables and the outbox of its facts."""
    return str(settings.COMMERCE_DATABASE)


#: Whether a transaction of commerce is open that would be rolled back as a whole.
_is_within: ContextVar[bool] = ContextVar("is_within", default=False)


@contextmanager
def commerce_transaction(*, joins: bool = False) -> Iterator[str]:
    """One transaction in commerce's database. Gives its alias, for `emit(..., using=db)`.

    joins: within another one, be a part of it without a savepoint, which saves two statements. An exception
    then ends that one, too: nobody may catch it in between and go on.
    """
    alias = commerce_database()
    savepoint = not (joins and _is_within.get())
    token = _is_within.set(True)
    try:
        with transaction.atomic(using=alias, savepoint=savepoint):
            yield alias
    finally:
        _is_within.reset(token)


class CommerceRouter:
    """Sends commerce's tables to commerce's database, and keeps all others out of it."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The alias for a model of commerce; None leaves the choice to Django."""
        return commerce_database() if model._meta.app_label in APPS else None

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """No relation leads into commerce or out of it."""
        if (one._meta.app_label in APPS) is not (other._meta.app_label in APPS):
            return False
        return None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Whether tables of this app lie in this database."""
        if commerce_database() == DEFAULT_DB_ALIAS:
            return None
        if db == commerce_database():
            return app_label in APPS | _BESIDE
        return False if app_label in APPS else None
