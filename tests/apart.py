"""Commerce apart from all else: no query joins across, also while both lie in one database.

`make test` runs the tests of commerce, of what is sold and of buying once more with a second database for
commerce (`scripts/test.py`). What is here lets every test reach both, and see both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from commerce.databases import APPS

_TABLES = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"')
_OURS = tuple(f"{app}_" for app in APPS)
#: Both databases have these: the outbox.
_BESIDE = "common_"


def is_apart() -> bool:
    """Whether commerce has a database of its own in this run."""
    return str(settings.COMMERCE_DATABASE) != DEFAULT_DB_ALIAS


def open_both(item: pytest.Item) -> None:
    """Let a test that may use the database use the second one, too."""
    marker = item.get_closest_marker("django_db")
    asks = {"db", "transactional_db", "live_server", "client"} & set(getattr(item, "fixturenames", ()))
    if marker is not None or asks:
        given = dict(marker.kwargs) if marker else {}
        item.add_marker(pytest.mark.django_db(**{**given, "databases": "__all__"}), append=False)


@contextmanager
def never_joined() -> Iterator[None]:
    """Within this block a query that reads tables of commerce and others is an AssertionError."""
    compile_query = SQLCompiler.as_sql

    def as_sql(self: Any, *args: Any, **kwargs: Any) -> Any:
        sql, params = compile_query(self, *args, **kwargs)
        if reads_across(sql):
            raise AssertionError(f"a query joins commerce with what is not: {sql}")
        return sql, params

    SQLCompiler.as_sql = as_sql  # type: ignore[method-assign]
    try:
        yield
    finally:
        SQLCompiler.as_sql = compile_query  # type: ignore[method-assign]


def reads_across(sql: str) -> bool:
    """Whether a statement has tables of commerce and of something else."""
    tables = [name for name in _TABLES.findall(sql) if not name.startswith(_BESIDE)]
    return len({name.startswith(_OURS) for name in tables}) > 1


@contextmanager
def captured_on_commit(
    *, using: str = DEFAULT_DB_ALIAS, execute: bool = False
) -> Iterator[list[Callable[[], Any]]]:
    """What waits for the commit of either database; with `execute`, all of it is done at the end, also what
    is asked for meanwhile in the other one. Gives what waits in `using`."""
    seen = {each.alias: len(each.run_on_commit) for each in connections.all()}
    waiting: list[Callable[[], Any]] = []
    try:
        yield waiting
    finally:
        while True:
            new = {
                each.alias: [callback for _ids, callback, _robust in each.run_on_commit[seen[each.alias] :]]
                for each in connections.all()
            }
            waiting += new[using]
            for alias, callbacks in new.items():
                seen[alias] += len(callbacks)
                for callback in callbacks if execute else ():
                    callback()
            if not any(new.values()) or not execute:
                break


@contextmanager
def counted(most: int, *, exact: bool, using: str = "") -> Iterator[list[str]]:
    """So many queries, in both databases together or in one of them. Gives them, once they were asked."""
    asked_of = [connections[using]] if using else connections.all()
    with ExitStack() as running:
        seen = [running.enter_context(CaptureQueriesContext(each)) for each in asked_of]
        asked: list[str] = []
        yield asked
    asked += [query["sql"] for each in seen for query in each.captured_queries]
    assert len(asked) == most if exact else len(asked) <= most, (
        f"{len(asked)} queries instead of {most}:\n" + "\n".join(asked)
    )
