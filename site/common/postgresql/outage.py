"""Whether the database's server is there, and which errors mean that it isn't."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError

#: Asked by a client before it says who it is; every server answers with one letter.
_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
#: Conditions in which the same may work a moment later, by the beginning of PostgreSQL's code: no connection,
#: a deadlock, no room or memory, a lock or a statement that took too long, a server that ends or begins.
_PASSING = ("08", "40", "53", "55P03", "57", "58")
#: What SQLite says in such a condition; its other errors are faults of ours.
_PASSING_ON_SQLITE = ("is locked", "is full", "disk i/o", "unable to open", "readonly")
#: How long nobody asks a server that did not answer.
PAUSE_SECONDS = 1.0
#: How long a server has to answer when a connection to it could not be had.
LOOK_SECONDS = 0.3

_asked_again_at: dict[str, float] = {}


def answers(parameters: Mapping[str, Any], *, seconds: float) -> bool:
    """Whether one of the servers of these connection parameters says anything within so many seconds each."""
    return any(_says_something(*place, seconds=seconds) for place in _places(parameters))


def note(alias: str) -> None:
    """Remember that the server of this database was just away."""
    _asked_again_at[alias] = time.monotonic() + PAUSE_SECONDS


def is_recent(alias: str) -> bool:
    """Whether the server was away less than a moment ago, so that asking it again would be for nothing."""
    return time.monotonic() < _asked_again_at.get(alias, 0.0)


def is_passing(error: BaseException | None) -> bool:
    """Whether an error says that the database can't answer now, rather than that we asked something wrong."""
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return False
    cause = error.__cause__
    if isinstance(error, InterfaceError):  # the connection was lost before; on SQLite, a value it can't take
        return type(cause).__module__ != "sqlite3"
    if (code := getattr(cause, "sqlstate", None)) is not None:
        return str(code).startswith(_PASSING)
    if not isinstance(error, OperationalError):
        return False
    if type(cause).__module__ == "sqlite3" or cause is None:
        return any(words in str(error).lower() for words in _PASSING_ON_SQLITE)
    return True


def _places(parameters: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Host and port of each server; several stand with commas between them, as libpq takes them."""
    hosts = str(parameters.get("hostaddr") or parameters.get("host") or "localhost").split(",")
    ports = str(parameters.get("port") or 5432).split(",")
    for number, host in enumerate(hosts):
        yield host, int(ports[number if len(ports) > 1 else 0] or 5432)


def _says_something(host: str, port: int, *, seconds: float) -> bool:
    try:
        with _connected(host, port, seconds) as server:
            server.settimeout(seconds)
            server.sendall(_SSL_REQUEST)
            return bool(server.recv(1))
    except OSError:
        return False


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=seconds)
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(seconds)
    server.connect(f"{host}/.s.PGSQL.{port}")
    return server
