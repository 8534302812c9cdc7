"""How long a statement may take: a page's is cut off soon, work in the background has more time.

The settings give each connection the limit of a page (`statement_timeout`). Whoever works outside of a
request says so here; a connection is told when it is opened, and told back before the next one has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_seconds: ContextVar[int | None] = ContextVar("postgresql_limits_seconds", default=None)
_answers_no_requests = False


@contextmanager
def unhurried(seconds: int | None = None) -> Iterator[None]:
    """Within this block, connections that are opened let a statement take longer.

    seconds: how long; 0: as long as it takes; None: as the setting DATABASE_JOB_SECONDS says.
    """
    token = _seconds.set(settings.DATABASE_JOB_SECONDS if seconds is None else seconds)
    try:
        yield
    finally:
        _seconds.reset(token)


def for_whole_process() -> None:
    """Let everything in this process take as long as work in the background: a command, a worker."""
    global _answers_no_requests
    _answers_no_requests = True


def limit() -> int | None:
    """The limit in seconds that holds here, 0 for none; None: that of a page, which every connection has."""
    seconds = _seconds.get()
    if seconds is None and _answers_no_requests:
        return int(settings.DATABASE_JOB_SECONDS)
    return seconds
