"""The order in which people count: “Quiz 2” before “Quiz 10”."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

LONGEST_KEY = 400  # characters
_DIGITS = re.compile(r"\d+")
_PLACES = 12


#: PostgreSQL's collation, from a migration; SQLite's function, from `teach_sqlite`.
COLLATION = "natural_order"
FUNCTION = "natural_key"


@lru_cache(maxsize=4096)
def natural_key(text: str) -> str:
    """A text that sorts as people count: without case and accents, each number with zeros before it."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    padded = _DIGITS.sub(lambda found: str(int(found[0])).zfill(_PLACES), " ".join(plain.split()))
    return padded[:LONGEST_KEY]


class AsPeopleCount(Func):
    """An expression that `order_by` takes, for a list by a title or name: “Lesson 2” before “Lesson 10”.

    On PostgreSQL the database's own collation of numbers in texts, on SQLite `natural_key`.
    """

    arity = 1
    output_field = TextField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra: Any,
    ) -> Any:
        template = template or f'%(expressions)s COLLATE "{COLLATION}"'
        return super().as_sql(compiler, connection, function, template, arg_joiner, **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, FUNCTION, **extra)


def teach_sqlite(connection: BaseDatabaseWrapper, **_sent: Any) -> None:
    """Give a new connection to SQLite the key that people's order goes by."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _key_or_none, deterministic=True)


def _key_or_none(text: str | None) -> str | None:
    return None if text is None else natural_key(text)
