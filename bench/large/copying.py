"""Rows by the million: written with COPY, straight into the tables of a database that is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import NOT_PROVIDED

#: What COPY reads as nothing.
NOTHING = r"\N"
LINES_AT_ONCE = 5_000
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@contextmanager
def without_triggers() -> Iterator[None]:
    """Neither triggers nor foreign keys are checked meanwhile: what is written fits by its making."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def copy(model: type[models.Model], rows: Iterable[Mapping[str, Any]], **same: Any) -> int:
    """Write rows of a model, given by their columns' names in Django (`person_id`); returns how many.

    same: what all rows have. Fields that nobody names have their defaults; ids go on from the highest one.
    The names of the first row are those of all.
    """
    first_id = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    lines = iter(rows)
    first = next(lines, None)
    if first is None:
        return 0
    fields = {field.attname: field for field in model._meta.concrete_fields}
    fixed = {name: field.get_default() for name, field in fields.items() if _has_default(field)} | same
    varying = [name for name in fields if name in first]
    constant = [name for name in fields if name in fixed and name not in first]
    names = ["id", *varying, *constant]
    end = "\t".join(["", *(text_of(fixed[name], fields[name]) for name in constant)]) + "\n"
    columns = ", ".join(connection.ops.quote_name(str(fields[name].column)) for name in names)
    written = 0
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
            chunk: list[str] = []
            for pk, row in zip(count(first_id), _all(first, lines), strict=False):
                cells = [text_of(row[name], fields[name]) for name in varying]
                chunk.append("\t".join([str(pk), *cells]) + end)
                written += 1
                if len(chunk) == LINES_AT_ONCE:
                    target.write("".join(chunk))
                    chunk.clear()
            target.write("".join(chunk))
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return written


def text_of(value: Any, field: models.Field[Any, Any]) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NOTHING
    kind = type(value)
    if kind is int or kind is float:
        return str(value)
    if kind is str:
        return value.translate(_ESCAPED) if not isinstance(field, models.JSONField) else f'"{value}"'
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        prepared = field.get_db_prep_save(value, connection)
        text = prepared.dumps(prepared.obj) if hasattr(prepared, "obj") else str(prepared)
        return (text if isinstance(text, str) else text.decode()).translate(_ESCAPED)
    return str(value).translate(_ESCAPED)


def _has_default(field: models.Field[Any, Any]) -> bool:
    return not field.primary_key and (field.default is not NOT_PROVIDED or field.null or field.blank)


def _all(first: Any, others: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from others
