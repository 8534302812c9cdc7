"""A lock reads its row and nothing else: asked of every query of the suite that locks.

A statement that waits for a row sees what it joins as it was before the wait (`common.transactions.held`).
Only on PostgreSQL does anything wait, but the query is the same everywhere, so a run on SQLite finds it, too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models.sql.compiler import SQLCompiler

#: What locks and reads more all the same, and why it may.
ALLOWED = {
    "learning/access/actions/scheduled_changes.py": "waits for nobody (SKIP LOCKED), and asks again",
}


@contextmanager
def read_alone() -> Iterator[None]:
    """Within this block a query that locks rows, and reads what isn't in them, is an AssertionError."""
    compile_query = SQLCompiler.as_sql

    def as_sql(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.query.select_for_update and _reads_more(self.query) and not _is_allowed():
            raise AssertionError("a lock reads its row, then what hangs on it: common.transactions.held")
        return compile_query(self, *args, **kwargs)

    SQLCompiler.as_sql = as_sql  # type: ignore[method-assign]
    try:
        yield
    finally:
        SQLCompiler.as_sql = compile_query  # type: ignore[method-assign]


def _reads_more(query: Any) -> bool:
    return bool(query.select_related) or any(
        _asks_elsewhere(part) for part in query.annotation_select.values()
    )


def _asks_elsewhere(expression: Any) -> bool:
    """Whether an expression is a subquery, or holds one."""
    return hasattr(expression, "query") or any(
        _asks_elsewhere(each) for each in expression.get_source_expressions() if each is not None
    )


def _is_allowed() -> bool:
    frame: Any = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith(tuple(ALLOWED)):
            return True
        frame = frame.f_back
    return False
