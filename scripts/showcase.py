"""The demo academy as a server would serve it, for programs that look at it: screenshots and Lighthouse.

It lives in var/showcase and is built anew when the demo or the tables change. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import servers
from scripts.console import PYTHON, ROOT, project_environment, run, say, stop

FOLDER = ROOT / "var" / "showcase"
COPY = ROOT / "var" / "showcase-copy"
PATIENCE_SECONDS = 60
# What the academy is built from: a change in one of these asks for a new one.
SOURCES = ("demo/**/*", "**/migrations/*.py")
NOT_OURS = {"node_modules", "var", ".venv", "__pycache__"}


@dataclass(frozen=True)
class Showcase:
    """A running site. `paths` by name of the screen, `sessions`: the cookie's value by role.

    desk: what of it an author works on (`scripts.showcase_plan` says what).
    """

    address: str
    paths: Mapping[str, str]
    sessions: Mapping[str, str]
    desk: Mapping[str, Any]


@contextmanager
def showcase(*, to_change: bool = False) -> Iterator[Showcase]:
    """Serve the academy on a free port of this machine until the block ends.

    to_change: a copy of it, for programs that change what they look at; it's gone afterwards.
    """
    port = servers.free_port()
    env = _environment(port, FOLDER)
    _prepare(env)
    plan = json.loads((FOLDER / "plan.json").read_text())
    if to_change:
        shutil.rmtree(COPY, ignore_errors=True)
        shutil.copytree(FOLDER, COPY)
        env = _environment(port, COPY)
    try:
        with _gunicorn(env, port):
            yield Showcase(f"http://localhost:{port}", plan["paths"], plan["sessions"], plan["desk"])
    finally:
        if to_change:
            shutil.rmtree(COPY, ignore_errors=True)


def _environment(port: int, folder: Path) -> dict[str, str]:
    """Production's settings over plain HTTP. The key stays, so that sessions outlive a start."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    key = FOLDER / "key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(50))
    return project_environment(
        DJANGO_SETTINGS_MODULE="scripts.showcase_settings",
        DATABASE_URL=f"sqlite:///{folder / 'lyceum.sqlite3'}",
        SECRET_KEY=key.read_text(),
        ALLOWED_HOSTS="localhost",
        SITE_URL=f"http://localhost:{port}",
        EMAIL_URL="memory:",
        HTTPS="no",
        REDIS_URL="",
        S3_BUCKET="",
        LOG_LEVEL="WARNING",
        LYCEUM_VAR_DIR=str(folder),
    )


def _prepare(env: Mapping[str, str]) -> None:
    stamp, wanted = FOLDER / "stamp", fingerprint()
    commands = [["collectstatic", "--noinput", "--clear"]]
    if not stamp.exists() or stamp.read_text() != wanted:
        say("Building the demo academy in var/showcase")
        stamp.unlink(missing_ok=True)
        for leftover in FOLDER.glob("lyceum.sqlite3*"):
            leftover.unlink()
        for folder in ("media", "private"):
            shutil.rmtree(FOLDER / folder, ignore_errors=True)
        commands += [["migrate", "--noinput"], ["seed_demo", "--yes"]]
    for command in commands:
        run([PYTHON, "manage.py", *command], but="The academy could not be built", env=env, quiet=True)
    stamp.write_text(wanted)
    plan: list[str] = [str(PYTHON), "-m", "scripts.showcase_plan", str(FOLDER / "plan.json")]
    run(plan, but="The academy has nothing to look at", env=env, quiet=True)


def fingerprint(sources: tuple[str, ...] = SOURCES) -> str:
    """What `sources` hold, in short."""
    files = {path for pattern in sources for path in ROOT.glob(pattern) if path.is_file()}
    summary = hashlib.sha256()
    for path in sorted(files):
        if NOT_OURS.isdisjoint(path.relative_to(ROOT).parts):
            summary.update(path.read_bytes())
    return summary.hexdigest()


@contextmanager
def _gunicorn(env: Mapping[str, str], port: int) -> Iterator[None]:
    log = FOLDER / "gunicorn.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=ROOT, env={**env, "BIND": f"127.0.0.1:{port}"}, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                stop(f"The site did not start: {(log.read_text().strip().splitlines() or ['no word'])[-1]}")
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False
