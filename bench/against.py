"""An older revision beside the present one: its own code, database and files, on the same PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench import serving
from scripts.console import ROOT, run, say, stop
from scripts.environment import postgresql_folder

TREE = serving.FOLDER / "against"
FILES = serving.FOLDER / "against-files"
DATABASE = "against"


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A worktree of the revision below an ignored folder, with the libraries of the present one.

    An edition that needs other libraries than ours can't be measured this way, and stops with what it said.
    """
    _remove()
    say(f"Checking out {revision} to measure beside it")
    run(
        ["git", "worktree", "add", "--detach", "--force", TREE, revision],
        but="There is no such revision",
        quiet=True,
    )
    try:
        for name in (".venv", "node_modules"):
            (TREE / name).symlink_to(ROOT / name)
        yield TREE
    finally:
        _remove()


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the older edition: that of the present one, with a database and files of its own."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir(parents=True)
    server = env["DATABASE_URL"].rpartition("/")[0]
    _create_database(server)
    return {
        **env,
        "DATABASE_URL": f"{server}/{DATABASE}",
        "LYCEUM_VAR_DIR": str(FILES),
        "PYTHONPATH": os.pathsep.join([str(TREE), str(TREE / "site")]),
    }


def _create_database(server: str) -> None:
    programs, place = postgresql_folder(), urlsplit(server)
    if programs is None or place.hostname is None:
        stop("PostgreSQL is not installed: install the package postgresql.")
    where = ["-h", place.hostname, "-p", str(place.port), "-U", place.username or "lyceum"]
    run([programs / "createdb", *where, DATABASE], but="No second database could be made", quiet=True)


def _remove() -> None:
    """Forget a worktree, also one that an interrupted run has left."""
    shutil.rmtree(TREE, ignore_errors=True)
    subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=False, capture_output=True)
