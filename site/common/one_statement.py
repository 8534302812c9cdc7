"""Statements that are put together once and asked often, and lists of rows that come along in one column.

Django puts the SQL of a query together each time; of a large one that takes longer than its answer. What a
page asks for at each visit is a `Statement`: a query like any other, put together once for each kind of
database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

#: Stand in a query for the numbers that are asked about: ids, of which none is negative.
PERSON, COURSE, LESSON = -7_310_001, -7_310_002, -7_310_003
#: Stands for the key of a row of anything else.
ROW = -7_310_005
#: Stands for a public id.
PUBLIC_ID = UUID(int=7_310_004)
#: Stand for any number of public ids: `public_id__one_of=PUBLIC_IDS`.
PUBLIC_IDS = (UUID(int=7_310_006),)
#: Stand for any number of keys: `pk__one_of=ROWS`.
ROWS = (-7_310_008,)
#: Stands for a text.
WORD = "word-7310007"


class RowsAsJson(models.Subquery):
    """The rows of a query as one text: a JSON list with a list of values for each row, in the query's order.

    rows: a query with `values_list`. `read_rows` makes rows of the text again.
    """

    def __init__(self, rows: models.QuerySet[Any, Any]) -> None:
        super().__init__(rows, output_field=models.TextField())
        self.fields = {field.name: field.attname for field in rows.model._meta.concrete_fields}
        self.columns = tuple(rows.query.values_select) + tuple(rows.query.annotation_select)

    def as_sql(
        self, compiler: SQLCompiler, connection: Any, template: str | None = None, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        quote = connection.ops.quote_name
        names = ", ".join(f"_rows.{quote(name)}" for name in self._names())
        if connection.vendor == "postgresql":
            made = f"COALESCE(json_agg(json_build_array({names})), '[]')::text"
        else:
            made = f"json_group_array(json_array({names}))"
        sql, params = super().as_sql(compiler, connection, template="(%(subquery)s)", **extra)
        return f"(SELECT {made} FROM {sql} _rows)", params

    def _names(self) -> list[str]:
        return [self.fields.get(name, name) for name in self.columns]


class UuidText(models.Func):
    """A UUID as it is written out, with dashes: texts that name somebody by it are compared with that."""

    arity = 1
    output_field = models.CharField()
    template = "CAST(%(expressions)s AS text)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: Any, **extra_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        one, params = compiler.compile(self.source_expressions[0])
        parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        made = " || '-' || ".join(f"substr({one}, {start}, {length})" for start, length in parts)
        return f"({made})", tuple(params) * len(parts)


class Statement:
    """A query that is put together once. Asked with values in the place of `PERSON`, `COURSE`,
    `LESSON`, `ROW`, `ROWS`, `PUBLIC_ID`, `PUBLIC_IDS` and `WORD`.

    made: makes the query, one with `values_list`. It is called once for each database, with none connected
    to.
    """

    def __init__(self, made: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._made = made
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, asked: Mapping[Any, Any], *, using: str = "default") -> list[tuple[Any, ...]]:
        """The rows, as the query itself would give them. One query.

        asked: what is asked about, by what stands for it.
        """
        compiled = self._compiled.get(using)
        if compiled is None:
            compiled = self._compiled[using] = _Compiled(self._made(), using)
        return compiled.rows(asked)


class _Compiled:
    def __init__(self, query: models.QuerySet[Any, Any], using: str) -> None:
        compiler = query.query.get_compiler(using)
        self.using = using
        self.sql, params = compiler.as_sql()
        # SQLite keeps public ids as texts.
        self.has_public_ids = connections[using].features.has_native_uuid_field
        places: dict[Any, Any] = {each: each for each in (PERSON, COURSE, LESSON, ROW, WORD)}
        for each in (PUBLIC_ID, PUBLIC_IDS, ROWS):
            places[_as_key(self._adapted(each))] = each
        self.params = list(params)
        self.asked = [
            (at, places[_as_key(each)]) for at, each in enumerate(params) if _stands_for(each, places)
        ]
        # An expression takes its converters along; the database that they ask is handed to them.
        self.converters = [
            (place, functions, expression)
            for place, (functions, expression) in compiler.get_converters(
                [expression for expression, _sql, _alias in compiler.select]
            ).items()
        ]

    def rows(self, asked: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        connection, params = connections[self.using], self.params.copy()
        for at, place in self.asked:
            params[at] = self._adapted(asked[place])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if not self.converters:
            return found
        return [self._converted(row, connection) for row in found]

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, int | str):
            return value
        if isinstance(value, UUID):
            return value if self.has_public_ids else value.hex
        keys = [self._adapted(each) for each in value]
        return keys if self.has_public_ids else json.dumps(keys)

    def _converted(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, functions, expression in self.converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)


def _as_key(param: Any) -> Any:
    return tuple(param) if isinstance(param, list) else param


def _stands_for(param: Any, places: Mapping[Any, Any]) -> bool:
    return isinstance(param, int | str | UUID | list) and _as_key(param) in places


def read_rows(text: str, *reads: Callable[[Any], Any] | None) -> Iterable[list[Any]]:
    """The rows that `RowsAsJson` wrote down. reads: for each column what makes a value of it; None: it is
    one.
    """
    asked = [(place, read) for place, read in enumerate(reads) if read is not None]
    rows: list[list[Any]] = json.loads(text)
    for row in rows:
        for place, read in asked:
            if row[place] is not None:
                row[place] = read(row[place])
    return rows


def read_moment(text: str) -> datetime:
    """An aware moment, as databases write it into JSON."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_json(value: Any) -> Any:
    """JSON inside of JSON: SQLite keeps it as a text."""
    return json.loads(value) if isinstance(value, str) else value


def reads_of(model: type[models.Model], names: Iterable[str]) -> tuple[Callable[[Any], Any] | None, ...]:
    """What makes values of columns of a model again that came as JSON. names: of its fields, in their
    order.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(_read_of(fields[name]) for name in names)


def _read_of(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    kinds: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Any]], ...] = (
        (models.DateTimeField, read_moment),
        (models.UUIDField, UUID),
        (models.BooleanField, bool),
        (models.JSONField, read_json),
    )
    return next((read for kind, read in kinds if isinstance(field, kind)), None)


def columns_of(model: type[models.Model], *left_out: str) -> tuple[str, ...]:
    """The names of a model's columns, in their order, but for those that nobody needs."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in left_out)


def made_row(model: type[Any], names: Iterable[str], values: Iterable[Any], using: str = "default") -> Any:
    """An object of a row that is there: as `Model.from_db`, which looks at each field again and tells signals
    that nobody hears here. Fields that `names` leaves out come when somebody asks for them.
    """
    made: Any = object.__new__(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = ModelState()
    made._state.adding, made._state.db = False, using
    return made


class RowInsertion:
    """The insert of one row that is put together once: for rows that are written at every step.

    model: whose rows have all their values when they are added; no signals are sent. or_nothing: names of the
    fields of a unique constraint: where there is such a row already, nothing is written.
    """

    def __init__(self, model: type[models.Model], *, or_nothing: Sequence[str] = ()) -> None:
        meta, own_key = model._meta, model._meta.pk
        is_given = own_key is not None and not isinstance(own_key, models.AutoField)
        self._model, self._or_nothing = model, or_nothing
        self._fields: list[Any] = [each for each in meta.concrete_fields if is_given or each is not own_key]
        self._sql: dict[str, str] = {}

    def add(self, row: models.Model, *, using: str) -> bool:
        """Write a new row; it has its key then. False: there was one, and nothing was written. One query.

        Raises IntegrityError for all else that constraints refuse.
        """
        connection = connections[using]
        if using not in self._sql:
            self._sql[using] = self._made(connection)
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection=connection)
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql[using], values)
            found = cursor.fetchone()
        if found is None:
            return False
        if row.pk is None:
            row.pk = found[0]
        row._state.adding, row._state.db = False, using
        return True

    def _made(self, connection: Any) -> str:
        quote, meta = connection.ops.quote_name, self._model._meta
        columns = ", ".join(quote(field.column) for field in self._fields)
        values = ", ".join(["%s"] * len(self._fields))
        unique = ", ".join(quote(meta.get_field(name).column) for name in self._or_nothing)  # type: ignore[union-attr]
        return (
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({values})"
            f"{f' ON CONFLICT ({unique}) DO NOTHING' if unique else ''}"
            f" RETURNING {quote(meta.pk.column)}"
        )


class RowChange:
    """The update of some fields of one row, found by its key, that is put together once.

    names: of the fields, in the order of the values. No signals are sent.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        meta = model._meta
        self._table = meta.db_table
        self._fields: list[Any] = [*(meta.get_field(name) for name in names), meta.pk]
        self._sql: dict[str, str] = {}

    def write(self, key: Any, *values: Any, using: str) -> None:
        """Write the values into the row with this key, if there is one. One query."""
        connection = connections[using]
        if using not in self._sql:
            self._sql[using] = self._made(connection)
        prepared = [
            field.get_db_prep_save(value, connection=connection)
            for field, value in zip(self._fields, [*values, key], strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql[using], prepared)

    def _made(self, connection: Any) -> str:
        quote = connection.ops.quote_name
        *changed, own_key = [f"{quote(field.column)} = %s" for field in self._fields]
        return f"UPDATE {quote(self._table)} SET {', '.join(changed)} WHERE {own_key}"
