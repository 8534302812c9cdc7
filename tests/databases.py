"""The test databases: migrated once, copied after that.

On PostgreSQL the controller of a parallel run migrates one database, and each worker copies it. On SQLite,
which serves a quick run of one file, the migrated database is kept under var/test for as long as no
migration changes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections


def prepare() -> str:
    """Migrate the database that the workers copy. Returns the name that the settings gave."""
    original = str(connection.settings_dict["NAME"])
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
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
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    # What the migrations wrote, for the tests whose end empties every table. It is kept on the class, because
    # beside a browser's event loop the same thread gets another connection.
    kind: Any = type(connections[connection.alias])
    kind._test_serialized_contents = creation.serialize_db_to_string()


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


def rename(name: str) -> None:
    """Point the connection at another database of the same server."""
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def _set_up_in_memory(creation: Any) -> None:
    kept = Path(settings.VAR_DIR) / f"migrated-{_fingerprint()}.sqlite3"
    if not kept.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        kept.parent.mkdir(parents=True, exist_ok=True)
        for outdated in kept.parent.glob("migrated-*.sqlite3"):
            outdated.unlink(missing_ok=True)
        draft = kept.with_suffix(f".{id(kept)}")
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
    # No migration is left to run; what apps bring up to date afterwards (groups, permissions) still is.
    call_command("migrate", verbosity=0, interactive=False)


def _fingerprint() -> str:
    """A hash over every migration of every app."""
    files = sorted(path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py"))
    whole = hashlib.sha256()
    for path in files:
        whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()[:16]
