"""Knowing that a thread waits: for a row that another transaction holds."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from django.db import connection

WAITING = """SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def await_waiting(threads: Sequence[threading.Thread]) -> None:
    """Until all of these that have something to do wait for a row that somebody else holds."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= sum(thread.is_alive() for thread in threads):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits for a row")
