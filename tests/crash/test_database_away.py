"""A PostgreSQL that is stopped, or that hangs, behind a real gunicorn with production's settings.

Every request is answered within two seconds, and as before once the server is back: nobody restarts the site.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.tests.factories import UserFactory
from scripts.environment import postgresql_folder
from scripts.servers import gunicorn
from tests import databases

from .postgresql import Server, running, wait_until

pytestmark = pytest.mark.postgresql

LIMIT_SECONDS = 2.0
PAGE = "/my-dashboard/"

HTMX = {"HX-Request": "true"}
PLACES: list[tuple[str, Mapping[str, str]]] = [
    (PAGE, {}),
    ("/admin/", {}),
    ("/nothing-here/", {}),
    (PAGE, HTMX),
    (f"/api/v1/attempts/{uuid4()}/", {}),
]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str
    seconds: float


@dataclass
class Academy:
    """A site, its database's server, and somebody who is signed in."""

    address: str
    server: Server
    cookie: str

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        asked = urllib.request.Request(
            self.address + path, headers={"Cookie": self.cookie, **(headers or {})}
        )
        began = time.monotonic()
        try:
            answer: Any = urllib.request.urlopen(asked, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read().decode()
        return Answer(answer.status, answer.headers, body, time.monotonic() - began)

    def probe(self, path: str) -> Answer:
        """As whoever keeps the site running asks: without a cookie."""
        return self.get(path, {"Cookie": ""})

    def is_well(self) -> bool:
        return self.get(PAGE).status == 200 and self.probe("/readyz").status == 200


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Server, str]]:
    """A server with a copy of the test's database, in which somebody is signed in; and their cookie."""
    folder = postgresql_folder()
    assert folder is not None
    with running("database-away") as server, django_db_blocker.unblock():
        client = Client()
        client.force_login(UserFactory())
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        dump, env = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        command = [folder / "pg_dump", "--no-owner", *dump[1:]]
        rows = subprocess.run(command, env=env, capture_output=True, check=True).stdout
        databases.bring_back()
        connection.close()
        load = [folder / "psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", server.address]
        subprocess.run(load, input=rows, capture_output=True, check=True)
        yield server, f"{cookie.key}={cookie.value}"


@pytest.fixture(scope="module")
def served(kept: tuple[Server, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    server, cookie = kept
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.production_settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": server.address,
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "memory:",
        "HTTPS": "no",
        "REDIS_URL": "",
        "S3_BUCKET": "",
        "LYCEUM_VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "WEB_THREADS": "4",
    }
    with gunicorn(env) as address:
        yield Academy(address, server, cookie)


@pytest.fixture
def academy(served: Academy) -> Academy:
    """The site, whole before each test."""
    wait_until(served.is_well)
    return served


def assert_says_so(academy: Academy) -> None:
    """Whoever asks, alone or with many others, hears within two seconds that the database is away."""
    with ThreadPoolExecutor(len(PLACES)) as people:
        answers = list(people.map(lambda place: academy.get(*place), PLACES))
    page, _admin, _nothing, fragment, program = answers
    for answer in answers:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.seconds < LIMIT_SECONDS
    assert "We can't reach our data right now" in unescape(page.body)
    assert json.loads(fragment.headers["HX-Trigger"])["toast"]["tone"] == "error"
    assert json.loads(program.body)["code"] == "database_away"
    assert academy.probe("/healthz").status == 200
    assert json.loads(academy.probe("/readyz").body)["database"] == "failing"


def test_a_server_that_hangs(academy: Academy) -> None:
    academy.server.freeze()
    try:
        assert_says_so(academy)
    finally:
        academy.server.thaw()
    wait_until(academy.is_well, seconds=10)


def test_a_server_that_is_stopped(academy: Academy) -> None:
    academy.server.stop()
    try:
        assert_says_so(academy)
    finally:
        academy.server.start()
    wait_until(academy.is_well, seconds=10)


def test_a_server_that_was_restarted_costs_nobody_an_answer(academy: Academy) -> None:
    """The connections that the pool kept are those of the server that ended."""
    with ThreadPoolExecutor(4) as people:  # so that it has several
        assert {answer.status for answer in people.map(academy.get, [PAGE] * 4)} == {200}
    academy.server.stop()
    academy.server.start()
    assert academy.get(PAGE).status == 200


def test_a_slow_statement_is_waited_for_and_one_of_a_hanging_server_is_not(academy: Academy) -> None:
    with ThreadPoolExecutor(2) as people, academy.server.connect() as other:
        other.execute("BEGIN; LOCK TABLE accounts_user")
        slow = people.submit(academy.get, PAGE)
        time.sleep(1.6)  # longer than anybody is patient without looking whether the server is there
        other.execute("COMMIT")
        assert slow.result().status == 200
        assert slow.result().seconds > 1.5
        other.execute("BEGIN; LOCK TABLE accounts_user")
        hanging = people.submit(academy.get, PAGE)
        time.sleep(0.3)  # until it waits for the table
        academy.server.freeze()
        try:
            assert hanging.result().status == 503
            assert hanging.result().seconds < 0.3 + LIMIT_SECONDS
        finally:
            academy.server.thaw()
    wait_until(academy.is_well, seconds=10)
