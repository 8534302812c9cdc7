"""The test databases: migrated once for as long as no migration changes, copied after that.

What the migrations made is kept under var/test: on SQLite, which serves a quick run of one file, as a
database; on PostgreSQL as the dump that the controller of a parallel run loads, for each worker to copy.

A test with real transactions leaves its rows behind. `bring_back` removes them and writes again what the
migrations had written, which takes a fraction of flushing every table and loading fixtures.

Where commerce has a database of its own, all of this is done for both.
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
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper as Database

from scripts.environment import postgresql_folder

# The schema that keeps what the migrations wrote, beside the one that tests write to.
KEPT = "kept_for_tests"

#: On SQLite: each database as it stood before the first test.
_before: dict[str, sqlite3.Connection] = {}


def prepare() -> dict[str, str]:
    """Make the databases that the workers copy. Returns the names that the settings gave, by alias."""
    original = names()
    for each in connections.all():
        _make_on_postgresql(each)
    connections.close_all()
    for each in connections.all():
        rename(each, original[each.alias])
    return original


def drop_prepared(original: dict[str, str]) -> None:
    """Drop what `prepare` made."""
    for each in connections.all():
        rename(each, f"test_{original[each.alias]}")
        each.creation.destroy_test_db(original[each.alias], verbosity=0)


def names() -> dict[str, str]:
    """What each database is called now, by alias."""
    return {each.alias: str(each.settings_dict["NAME"]) for each in connections.all()}


def set_up(worker: str) -> None:
    """Give this process its databases; `worker` is xdist's name for it, or empty."""
    for each in connections.all():
        creation: Any = each.creation
        if each.vendor == "sqlite":
            _set_up_in_memory(each)
        elif worker:
            rename(each, f"test_{each.settings_dict['NAME']}")
            creation.clone_test_db(suffix=worker, verbosity=0, autoclobber=True)
            rename(each, creation.get_test_db_clone_settings(worker)["NAME"])
        else:
            _make_on_postgresql(each)
        _remember(each)


def tear_down(original: dict[str, str]) -> None:
    """Drop the databases of this process, and end what is still connected to them."""
    connections.close_all()
    for each in connections.all():
        creation: Any = each.creation
        if each.vendor == "postgresql":
            with creation._nodb_cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [each.settings_dict["NAME"]],
                )
        creation.destroy_test_db(original[each.alias], verbosity=0)


def bring_back() -> None:
    """Make the databases what they were before the first test, but for sequences, which go on counting."""
    for each in connections.all():
        if each.vendor == "sqlite":
            each.ensure_connection()
            _before[each.alias].backup(each.connection)
        else:
            _bring_back_on_postgresql(each)


def _bring_back_on_postgresql(database: Database) -> None:
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        filled = set(_filled(database, cursor))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        kept = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            # Neither guards against deleting nor foreign keys are asked: what is written was right before.
            statements = ["SET LOCAL session_replication_role = replica"]
            statements += [f'DELETE FROM "{name}"' for name in filled]
        else:  # twenty times as slow
            statements = ["TRUNCATE " + ", ".join(map(database.ops.quote_name, filled)) + " CASCADE"]
        statements += [f'INSERT INTO "{name}" SELECT * FROM {KEPT}."{name}"' for name in kept]
        cursor.execute("; ".join(statements))


def rename(database: Database, name: str) -> None:
    """Point a connection at another database of the same server."""
    database.settings_dict["NAME"] = settings.DATABASES[database.alias]["NAME"] = name


def _remember(database: Database) -> None:
    """Keep what the migrations wrote, for `bring_back`."""
    if database.vendor == "sqlite":
        _before[database.alias] = sqlite3.connect(":memory:", check_same_thread=False)
        database.connection.backup(_before[database.alias])
        return
    with database.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for name in _filled(database, cursor):
            cursor.execute(f'CREATE TABLE {KEPT}."{name}" AS TABLE "{name}"')


def _filled(database: Database, cursor: Any) -> list[str]:
    """The tables that have rows."""
    tables = database.introspection.table_names(cursor)
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
    )
    return [name for (name,) in cursor.fetchall()]


def _make_on_postgresql(database: Database) -> None:
    """Create a test database: from the kept dump, else by the migrations, which leaves the dump."""
    creation: Any = database.creation
    folder = postgresql_folder()
    kept = _kept(database, "sql")
    if folder is None or not kept.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if folder is not None:
            _keep_dump(database, folder, kept)
        return
    name = creation._get_test_db_name()
    creation._create_test_db(verbosity=0, autoclobber=True)
    database.close()
    rename(database, name)
    loaded = _postgresql(
        database, folder / "psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(kept)
    )
    if loaded.returncode:
        raise RuntimeError(f"{kept} could not be loaded; remove it: {loaded.stderr}")
    _bring_up_to_date(database)


def _keep_dump(database: Database, folder: Path, kept: Path) -> None:
    """A server that this machine's pg_dump is too old for leaves none."""
    draft = _draft_of(database, kept)
    if _postgresql(database, folder / "pg_dump", "--no-owner", "-f", str(draft)).returncode == 0:
        draft.rename(kept)


def _postgresql(database: Database, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's own programs on a test database."""
    command, env = database.client.settings_to_cmd_args_env(database.settings_dict, list(arguments))
    return subprocess.run(
        [str(program), *command[1:]],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def _set_up_in_memory(database: Database) -> None:
    creation: Any = database.creation
    kept = _kept(database, "sqlite3")
    if not kept.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        draft = _draft_of(database, kept)
        with sqlite3.connect(draft) as copy:
            database.connection.backup(copy)
        copy.close()
        draft.rename(kept)
        return
    database.close()
    rename(database, creation._get_test_db_name())
    database.ensure_connection()
    with sqlite3.connect(kept) as copy:
        copy.backup(database.connection)
    copy.close()
    _bring_up_to_date(database)


def _bring_up_to_date(database: Database) -> None:
    """No migration is left to run; what apps do afterwards (groups, permissions) still is."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=database.alias)


def _kept(database: Database, kind: str) -> Path:
    return Path(settings.VAR_DIR) / f"{_holds(database)}-{_fingerprint()}.{kind}"


def _holds(database: Database) -> str:
    """Which tables lie in it: all, or those of one of two."""
    if settings.COMMERCE_DATABASE == DEFAULT_DB_ALIAS:
        return "migrated"
    return f"{database.alias}-apart"


def _draft_of(database: Database, kept: Path) -> Path:
    """Where to write what is to be kept; what older migrations left is removed."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    for outdated in kept.parent.glob(f"{_holds(database)}-*{kept.suffix}"):
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
