"""How the site connects: limits of the network and of statements, and where gunicorn listens."""

from __future__ import annotations

import runpy
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from psycopg_pool import ConnectionPool

from common.postgresql import limits, outage
from common.postgresql.base import DatabaseWrapper
from config import env

ADDRESS = "postgresql://person@localhost:5432/lyceum"


def database(monkeypatch: pytest.MonkeyPatch, address: str, **how: Any) -> dict[str, Any]:
    monkeypatch.setenv("DATABASE_URL", address)
    return env.database("DATABASE_URL", file="", **how)


def test_the_network_has_limits_and_the_address_may_change_them(monkeypatch: pytest.MonkeyPatch) -> None:
    options = database(monkeypatch, f"{ADDRESS}?tcp_user_timeout=4000&sslmode=require")["OPTIONS"]
    assert (options["connect_timeout"], options["keepalives"]) == ("2", "1")
    assert (options["tcp_user_timeout"], options["sslmode"]) == ("4000", "require")
    assert "options" not in options


def test_a_statement_has_a_limit_beside_what_the_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{ADDRESS}?options=-c%20work_mem%3D8MB"
    options = database(monkeypatch, address, statement_seconds=30)["OPTIONS"]
    assert options["options"] == "-c statement_timeout=30s -c work_mem=8MB"


@pytest.mark.parametrize(
    ("given", "bind"),
    [
        ({}, "127.0.0.1:8000"),
        ({"PORT": "9000"}, "127.0.0.1:9000"),
        ({"HOST": "0.0.0.0", "PORT": "9000"}, "0.0.0.0:9000"),
        ({"BIND": "unix:/run/lyceum.sock", "HOST": "0.0.0.0"}, "unix:/run/lyceum.sock"),
    ],
)
def test_gunicorn_listens_on_this_machine_unless_it_is_told(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], bind: str
) -> None:
    for name in ("BIND", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))["bind"] == bind


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWrapper]:
    """A connection to the server of the tests, with production's pool of one."""
    made = database(monkeypatch, ADDRESS, pool_size=1, statement_seconds=30)
    where = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    wrapper = DatabaseWrapper({**connection.settings_dict, **made, **where}, "pooled")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def limit_of(wrapper: DatabaseWrapper) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.postgresql
@pytest.mark.django_db
class TestLimits:
    def test_a_page_has_little_time_and_a_job_more(self, pooled: DatabaseWrapper) -> None:
        assert limit_of(pooled) == "30s"
        pooled.close()
        for seconds, told in ((None, "15min"), (60, "1min"), (0, "0")):
            with limits.unhurried(seconds):
                assert limit_of(pooled) == told
                pooled.close()
        assert limit_of(pooled) == "30s"  # the very same connection, told back

    def test_a_job_that_fails_in_a_transaction_gives_its_time_back(self, pooled: DatabaseWrapper) -> None:
        with limits.unhurried(60):
            pooled.set_autocommit(False)
            with pytest.raises(DatabaseError):
                pooled.cursor().execute("SELECT * FROM nothing_of_that_name")
            pooled.close()
        assert limit_of(pooled) == "30s"

    def test_a_statement_over_its_limit_is_no_fault_of_ours(self, pooled: DatabaseWrapper) -> None:
        pooled.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=50ms"
        with pytest.raises(DatabaseError) as cut_off, pooled.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        assert outage.is_passing(cut_off.value)
        with pytest.raises(DatabaseError) as wrong, pooled.cursor() as cursor:
            cursor.execute("SELECT * FROM nothing_of_that_name")
        assert not outage.is_passing(wrong.value)

    def test_connections_are_checked_before_they_are_given(self, pooled: DatabaseWrapper) -> None:
        limit_of(pooled)
        assert isinstance(pooled.pool, ConnectionPool)
        pooled.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert limit_of(pooled) == "30s"


def test_who_listens_and_says_nothing_is_no_server() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        place = {"host": "127.0.0.1", "port": silent.getsockname()[1]}
        assert not outage.answers(place, seconds=0.05)
    assert not outage.answers(place, seconds=0.05)  # and now nobody listens


@pytest.mark.postgresql
def test_a_server_that_is_there_answers_among_others_that_are_not() -> None:
    port = connection.settings_dict["PORT"] or "5432"
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        other = silent.getsockname()[1]
        place = {"host": f"127.0.0.1,{connection.settings_dict['HOST']}", "port": f"{other},{port}"}
        assert outage.answers(place, seconds=0.5)
