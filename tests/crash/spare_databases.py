"""Databases beside the one of the tests, on the same PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection


@contextmanager
def made(*keys: str) -> Iterator[dict[str, str]]:
    """Empty databases: their names by these keys."""
    names = {key: f"spare_{uuid4().hex}" for key in keys}
    with administrator() as admin:
        for name in names.values():
            admin.execute(f"CREATE DATABASE {name}")
        yield names
        for name in names.values():
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(names: dict[str, str]) -> Iterator[dict[str, str]]:
    """Copies of these, to which nobody may be connected."""
    copies = {key: f"spare_{uuid4().hex}" for key in names}
    with administrator() as admin:
        for key, copy in copies.items():
            admin.execute(f"CREATE DATABASE {copy} TEMPLATE {names[key]}")
        yield copies
        for copy in copies.values():
            admin.execute(f"DROP DATABASE {copy} WITH (FORCE)")


def address_of(name: str) -> str:
    """What DATABASE_URL says of one."""
    server = connection.settings_dict
    person = ":".join(filter(None, [server["USER"], server["PASSWORD"]]))
    host = f"{server['HOST'] or 'localhost'}:{server['PORT'] or 5432}"
    return f"postgresql://{person}@{host}/{name}"


@contextmanager
def administrator() -> Iterator[Any]:
    """A connection of psycopg's that may make and drop databases."""
    import psycopg

    with psycopg.connect(address_of("postgres"), autocommit=True) as admin:
        yield admin
