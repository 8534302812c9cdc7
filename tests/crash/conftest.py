"""One site for the tests of this folder that break what it stands on, and databases for processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.crash.held import (
    Browser,
    HeldProcess,
    held_redis,
    held_worker,
    running_site,
    site_environment,
    wait_until,
)


@dataclass(frozen=True, slots=True)
class Site:
    """A gunicorn with its Redis, and a worker that a test may start."""

    address: str
    redis: HeldProcess
    redis_url: str
    worker: HeldProcess

    def mend(self) -> None:
        """Bring back what a test broke."""
        self.redis.start()
        self.redis.go_on()
        browser = Browser(self.address)
        wait_until(lambda: browser.ask("/readyz")[0] == 200, what="readiness")


@pytest.fixture(scope="module")
def running(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    with held_redis() as (redis, url):
        environment = site_environment(tmp_path_factory.mktemp("site"), url)
        worker = held_worker(environment)
        with running_site(environment) as address:
            try:
                yield Site(address, redis, url, worker)
            finally:
                worker.end()


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site, whole before and after each test."""
    running.mend()
    yield running
    running.mend()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'crash.sqlite3'}"
        return
    import psycopg

    server = connection.settings_dict
    name = f"crash_{uuid4().hex}"
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    where = {word: server[key] for key, word in keys.items() if server[key]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        person = ":".join(filter(None, [where.get("user"), where.get("password")]))
        host = f"{where.get('host', 'localhost')}:{where.get('port', 5432)}"
        yield f"postgresql://{person}@{host}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
