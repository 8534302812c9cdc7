"""The second half of `make run`, inside the environment: bring the database up to date and start the site.

The development server starts this module again whenever the code changes; only the first time prepares.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from urllib.error import URLError
from urllib.request import urlopen

import django
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from scripts.console import say

STARTED = time.monotonic()


def main(host: str, port: str) -> None:
    """Serve on `host` and `port` until interrupted."""
    django.setup()
    if os.environ.get("RUN_MAIN") != "true":
        _migrate()
        _seed()
        threading.Thread(target=_announce, args=(port,), daemon=True).start()
    call_command("runserver", f"{host}:{port}", "--skip-checks", verbosity=0)


def _migrate() -> None:
    """Commerce's database first, if it has one: a migration of the academy moves prices there."""
    for database in sorted(connections.all(), key=lambda each: each.alias == DEFAULT_DB_ALIAS):
        executor = MigrationExecutor(database)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("Bringing the database up to date")
            call_command("migrate", database=database.alias, verbosity=0, interactive=False)


def _seed() -> None:
    """Load the demo academy into a database without people. It would change nothing the second time."""
    from django.contrib.auth import get_user_model

    if not get_user_model().objects.exists():
        say("Loading the demo academy")
        call_command("seed_demo", verbosity=0)


def _announce(port: str) -> None:
    """Once the site answers, say where it is and who may sign in."""
    address = f"http://localhost:{port}"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urlopen(f"{address}/healthz", timeout=5).close()
        except URLError as error:
            if not hasattr(error, "code"):
                time.sleep(0.2)
                continue
        break
    print(f"\nLyceum is ready after {time.monotonic() - STARTED:.0f} s: {address}/")
    for name, path in (("courses", "/courses/"), ("staff", "/admin/"), ("API", "/api/v1/docs")):
        print(f"  {name:<8} {address}{path}")
    if "demo_signins" in get_commands():
        print()
        call_command("demo_signins")
    print("\nStop with Ctrl-C.", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
