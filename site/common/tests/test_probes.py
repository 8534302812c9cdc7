"""The probes tell a process that is up from one that can serve."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from common import views


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_migrated", set())


def test_up_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the django_db mark, a query would fail

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_only_reads(client: Client, address: Any) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
class TestReady:
    def test_with_a_migrated_database_it_is_ready(self, client: Client) -> None:
        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok"})

    def test_migrations_are_read_once(self, client: Client, django_assert_num_queries: Any) -> None:
        client.get("/readyz")
        with django_assert_num_queries(1):
            assert client.get("/readyz").status_code == 200

    def test_a_missing_migration_makes_it_unready(self, client: Client) -> None:
        [newest] = MigrationLoader(connection).graph.leaf_nodes("common")
        MigrationRecorder(connection).record_unapplied(*newest)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["migrations"]) == (503, "failing")

    def test_a_database_that_is_gone_makes_it_unready_without_saying_why(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def refuse(*args: Any) -> None:
            raise ConnectionError("password of lyceum refused")

        monkeypatch.setattr(type(connections["default"]), "cursor", refuse)
        answer = client.get("/readyz")
        monkeypatch.undo()

        assert (answer.status_code, answer.json()["database"]) == (503, "failing")
        assert "password" not in answer.content.decode()
        assert "password" in caplog.text

    def test_redis_is_asked_where_there_is_one(
        self, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.REDIS_URL = "redis://nowhere"
        assert client.get("/readyz").json()["redis"] == "ok"

        monkeypatch.setattr(type(caches["default"]), "get", lambda *args, **kwargs: None)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["redis"]) == (503, "failing")
