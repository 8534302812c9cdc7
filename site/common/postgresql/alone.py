"""Doing something to a whole database that nobody else may do at the same time."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: The number of our lock, the same in every version; PostgreSQL keeps such locks apart by database.
_LOCK = 0x4C796365756D
_LOOK_SECONDS = 0.2


@contextmanager
def alone_with(connection: Any, *, on_waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait until nobody else is in such a block on this database: in any process, on any machine.

    on_waiting: called once if there is somebody to wait for. A process that is killed holds nobody up.
    On SQLite a file beside the database is locked; a database in memory belongs to one process anyhow.
    """
    hold = _on_postgresql if connection.vendor == "postgresql" else _beside_a_file
    with hold(connection, on_waiting):
        yield


@contextmanager
def _on_postgresql(connection: Any, on_waiting: Callable[[], None]) -> Iterator[None]:
    """By a connection of its own, which lives as long as the block does.

    It asks again and again instead of waiting in the server: an index that the other one builds concurrently
    would wait for us.
    """
    import psycopg

    parameters = {**connection.get_connection_params(), "autocommit": True}
    with psycopg.connect(**parameters) as own:
        is_waiting = False
        while not _takes_it(own):
            if not is_waiting:
                on_waiting()
            is_waiting = True
            time.sleep(_LOOK_SECONDS)
        yield


def _takes_it(own: Any) -> bool:
    row = own.execute(f"SELECT pg_try_advisory_lock({_LOCK})").fetchone()
    return bool(row[0])


@contextmanager
def _beside_a_file(connection: Any, on_waiting: Callable[[], None]) -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():
        yield
        return
    with open(f"{name}.migrating", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
