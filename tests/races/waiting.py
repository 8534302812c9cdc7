"""Threads that wait: for a row that another transaction holds, or for each other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

WAITING = """SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def waiting(using: str = DEFAULT_DB_ALIAS) -> int:
    """How many wait now for a row that another transaction holds."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def await_waiting(threads: Sequence[threading.Thread]) -> None:
    """Until all of these that have something to do wait for a row that somebody else holds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if waiting() >= sum(thread.is_alive() for thread in threads):
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a row")


class Meeting:
    """Has two threads meet: the first waits there until the other has come, or is held off by a lock."""

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self.using, self.here, self.changed = using, set[int](), threading.Condition()

    def after(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, after which they meet."""

        def met(*args: Any, **kwargs: Any) -> Any:
            found = function(*args, **kwargs)
            self.wait()
            return found

        return met

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, before which they meet."""

        def met(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return function(*args, **kwargs)

        return met

    def wait(self) -> None:
        """Until both are here or the other one waits for a row; ten seconds if neither happens."""
        deadline = time.monotonic() + 10
        with self.changed:
            self.here.add(threading.get_ident())
            self.changed.notify_all()
            while len(self.here) < 2 and time.monotonic() < deadline and not waiting(self.using):
                self.changed.wait(timeout=0.02)
