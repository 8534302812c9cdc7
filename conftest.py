"""What every test gets: no network but loopback, files of its own, and one database per worker."""

from __future__ import annotations

import gc
import ipaddress
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from tests import apart, databases, locks

# The names of the databases whose copies the workers use, where the controller has prepared one.
PREPARED = pytest.StashKey[dict[str, str]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported stays: the collector needn't walk through it again and again while tests run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until everything is imported and collected
    _refuse_the_network()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PostgreSQL elsewhere. With a second database, every test may use it."""
    for item in items:
        if apart.is_apart():
            apart.open_both(item)
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: run `make test`"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, started once per process: journeys and the tests of the players share it."""
    from tests.chromium import chromium

    with chromium() as started:
        yield started


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Before the workers start: build the database that they copy. The controller itself runs no test."""
    if connection.vendor == "postgresql":
        with config.stash[blocking_manager_key].unblock():
            config.stash[PREPARED] = databases.prepare()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Once the workers have ended: drop the database that they copied."""
    if original := session.config.stash.get(PREPARED, {}):
        with session.config.stash[blocking_manager_key].unblock():
            databases.drop_prepared(original)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database of this process: a copy of the prepared one on a worker, else one of its own."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    original = databases.names()
    with django_db_blocker.unblock():
        databases.set_up(worker)
    # After a test with real transactions Django empties every table, the page tree and the groups among them.
    case: Any = TransactionTestCase
    flush, case._fixture_teardown = case._fixture_teardown, _bring_back
    yield
    case._fixture_teardown = flush
    with django_db_blocker.unblock():
        databases.tear_down(original)


def _bring_back(_test: TransactionTestCase) -> None:
    databases.bring_back()


@pytest.fixture(scope="session", autouse=True)
def locks_read_alone() -> Iterator[None]:
    """Whatever a test does: a query that locks a row reads nothing that may be old by the time it has it."""
    with locks.read_alone():
        yield


@pytest.fixture(scope="session", autouse=True)
def commerce_keeps_apart() -> Iterator[None]:
    """Whatever a test does: no query joins commerce's tables with others."""
    with apart.never_joined():
        yield


if apart.is_apart():

    @pytest.fixture
    def django_capture_on_commit_callbacks() -> Any:
        """What waits for the commit of either database."""
        return apart.captured_on_commit

    @pytest.fixture
    def django_assert_num_queries() -> Any:
        """Queries of both databases together."""
        return partial(apart.counted, exact=True)

    @pytest.fixture
    def django_assert_max_num_queries() -> Any:
        """Queries of both databases together."""
        return partial(apart.counted, exact=False)


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Any) -> None:
    """Uploads, private files and renditions of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    private = {
        **settings.STORAGES["private"],
        "OPTIONS": {"location": tmp_path / "private", "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test finds what another one left in the cache."""
    from django.core.cache import caches

    from learning.access.sales import known_courses
    from learning.classroom.course import curriculum, outline_beside
    from learning.courses.release import outlines

    for cache in caches.all():
        cache.clear()
    outlines.forget()
    known_courses.forget()
    curriculum.forget()
    outline_beside.forget()
    yield


def _refuse_the_network() -> None:
    """Let sockets of this process reach this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise PermissionError(f"A test tried to reach {address[0]}: tests have no network but loopback.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
