"""The test databases: migrated once for as long as no migration changes, copied after that.

What the migrations made is kept under var/test: on SQLite, which serves a quick run of one file, as a
database; on PostgreSQL as the dump that the controller of a parallel run loads, for each worker to copy.

A test with real transactions leaves its rows behind. `bring_back` removes them and writes again what the
migrations had written, which takes a fraction of flushing every table and loading fixtures.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections, transaction

from scripts.environment import postgresql_folder

# The schema that keeps what the migrations wrote, beside the one that tests write to.
KEPT = "kept_for_tests"

#: On SQLite: the database as it stood before the first test.
_before: list[sqlite3.Connection] = []


def prepare() -> str:
    """Make the database that the workers copy. Returns the name that the settings gave."""
    original = str(connection.settings_dict["NAME"])
    _make_on_postgresql()
    connections.close_all()
    rename(original)
    return original


def drop_prepared(original: str) -> None:
    """Drop what `prepare` made."""
    rename(f"test_{original}")
    connection.creation.destroy_test_db(original, verbosity=0)


def set_up(worker: str) -> None:
    """Give this process its database; `worker` is xdist's name for it, or empty."""
    creation: Any = connection.creation
    if connection.vendor == "sqlite":
        _set_up_in_memory(creation)
    elif worker:
        rename(f"test_{connection.settings_dict['NAME']}")
        creation.clone_test_db(suffix=worker, verbosity=0, autoclobber=True)
        rename(creation.get_test_db_clone_settings(worker)["NAME"])
    else:
        _make_on_postgresql()
    _remember()


def tear_down(original: str) -> None:
    """Drop the database of this process, and end what is still connected to it."""
    connections.close_all()
    creation: Any = connection.creation
    if connection.vendor == "postgresql":
        with creation._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [connection.settings_dict["NAME"]],
            )
    creation.destroy_test_db(original, verbosity=0)


def bring_back() -> None:
    """Make the database what it was before the first test, but for its sequences, which go on counting."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _before[0].backup(connection.connection)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        filled = set(_filled(cursor))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        kept = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            # Neither guards against deleting nor foreign keys are asked: what is written was right before.
            statements = ["SET LOCAL session_replication_role = replica"]
            statements += [f'DELETE FROM "{name}"' for name in filled]
        else:  # twenty times as slow
            statements = ["TRUNCATE " + ", ".join(map(connection.ops.quote_name, filled)) + " CASCADE"]
        statements += [f'INSERT INTO "{name}" SELECT * FROM {KEPT}."{name}"' for name in kept]
        cursor.execute("; ".join(statements))


def rename(name: str) -> None:
    """Point the connection at another database of the same server."""
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def _remember() -> None:
    """Keep what the migrations wrote, for `bring_back`."""
    if connection.vendor == "sqlite":
        _before[:] = [sqlite3.connect(":memory:", check_same_thread=False)]
        connection.connection.backup(_before[0])
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for name in _filled(cursor):
            cursor.execute(f'CREATE TABLE {KEPT}."{name}" AS TABLE "{name}"')


def _filled(cursor: Any) -> list[str]:
    """The tables that have rows."""
    names = connection.introspection.table_names(cursor)
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    )
    return [name for (name,) in cursor.fetchall()]


def _make_on_postgresql() -> None:
    """Create the test database: from the kept dump, else by the migrations, which leaves the dump."""
    creation: Any = connection.creation
    folder = postgresql_folder()
    kept = _kept("sql")
    if folder is None or not kept.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if folder is not None:
            _keep_dump(folder, kept)
        return
    name = creation._get_test_db_name()
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    rename(name)
    loaded = _postgresql(folder / "psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(kept))
    if loaded.returncode:
        raise RuntimeError(f"{kept} could not be loaded; remove it: {loaded.stderr}")
    _bring_up_to_date()


def _keep_dump(folder: Path, kept: Path) -> None:
    """A server that this machine's pg_dump is too old for leaves none."""
    draft = _draft_of(kept)
    if _postgresql(folder / "pg_dump", "--no-owner", "-f", str(draft)).returncode == 0:
        draft.rename(kept)


def _postgresql(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's own programs on the test database."""
    command, env = connection.client.settings_to_cmd_args_env(connection.settings_dict, list(arguments))
    return subprocess.run(
        [str(program), *command[1:]],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def _set_up_in_memory(creation: Any) -> None:
    kept = _kept("sqlite3")
    if not kept.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        draft = _draft_of(kept)
        with sqlite3.connect(draft) as copy:
            connection.connection.backup(copy)
        copy.close()
        draft.rename(kept)
        return
    connection.close()
    rename(creation._get_test_db_name())
    connection.ensure_connection()
    with sqlite3.connect(kept) as copy:
        copy.backup(connection.connection)
    copy.close()
    _bring_up_to_date()


def _bring_up_to_date() -> None:
    """No migration is left to run; what apps do afterwards (groups, permissions) still is."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _kept(kind: str) -> Path:
    return Path(settings.VAR_DIR) / f"migrated-{_fingerprint()}.{kind}"


def _draft_of(kept: Path) -> Path:
    """Where to write what is to be kept; what older migrations left is removed."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    for outdated in kept.parent.glob(f"migrated-*{kept.suffix}"):
        outdated.unlink(missing_ok=True)
    return kept.with_name(f"{os.getpid()}.draft")


def _fingerprint() -> str:
    """A hash over every migration of every app, and over who is given which permission."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    files = [
        path for folder in folders for path in (*folder.glob("migrations/*.py"), *folder.glob("roles.py"))
    ]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()[:16]
