"""One site for the tests of this folder that break what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

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
