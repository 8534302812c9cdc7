"""The site that is measured: gunicorn with production's settings before a PostgreSQL of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import servers
from scripts.console import PYTHON, ROOT, Command, project_environment, run, say, stop

FOLDER = ROOT / "var" / "bench"
PATIENCE_SECONDS = 60
# Static files that no measured page names; hashing and compressing all of them would take minutes.
UNSEEN = ("wagtail*", "admin", "ninja", "django_htmx", "hls-demo*")


@contextmanager
def environment(*, uses_redis: bool = False) -> Iterator[dict[str, str]]:
    """Start a PostgreSQL and make an empty folder; gives the environment that the site runs in there.

    uses_redis: start one as well, and let gunicorn have as many processes as in production on all cores;
    otherwise it has one process and a core of its own, which makes figures steadier.
    """
    shutil.rmtree(FOLDER / "site", ignore_errors=True)
    (FOLDER / "site").mkdir(parents=True)
    with ExitStack() as running:
        redis = ""
        if uses_redis:
            redis = running.enter_context(servers.redis())
        else:
            _stay_off_the_servers_core()
        say("Starting a PostgreSQL to measure with")
        server = running.enter_context(servers.postgresql("bench-postgresql"))
        # The database that a new server has; the one in the address is for the tests to make.
        yield _environment(server.rpartition("/")[0] + "/postgres", redis)


def _environment(database: str, redis: str) -> dict[str, str]:
    """Production's settings, but over plain HTTP and in a folder of its own."""
    return project_environment(
        DJANGO_SETTINGS_MODULE="bench.settings",
        DATABASE_URL=database,
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="localhost",
        SITE_URL="http://localhost",
        EMAIL_URL="memory:",
        HTTPS="no",
        REDIS_URL=redis,
        S3_BUCKET="",
        LOG_LEVEL="WARNING",
        LYCEUM_VAR_DIR=str(FOLDER / "site"),
    )


def build(env: Mapping[str, str], *fill: str, root: Path = ROOT) -> None:
    """Make the tables and the static files, then fill the academy by a management command. root: whose
    code.
    """
    unseen = [word for name in UNSEEN for word in ("--ignore", name)]
    collect = ["collectstatic", "--noinput", *unseen]
    for command in (["migrate", "--noinput"], collect, [*fill]):
        manage(env, *command, root=root)


def manage(env: Mapping[str, str], *command: str, root: Path = ROOT) -> None:
    """Run a management command, which is part of building."""
    words: Command = [PYTHON, "manage.py", *command]
    run(words, but="The academy could not be built", env=env, quiet=True, folder=root)


@dataclass(frozen=True)
class Server:
    """A gunicorn that runs: where it answers, and its first process, whose children are the workers."""

    address: str
    pid: int


@contextmanager
def running(env: Mapping[str, str]) -> Iterator[str]:
    """Run gunicorn as in production; gives its address."""
    with served(env) as server:
        yield server.address


@contextmanager
def served(env: Mapping[str, str], *, root: Path = ROOT, python: Path = PYTHON) -> Iterator[Server]:
    """The same, with what is to be known to measure it. root: whose code runs; python: and with what."""
    port = servers.free_port()
    log = Path(env["LYCEUM_VAR_DIR"]) / "gunicorn.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [python, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=root, env={**env, "BIND": f"127.0.0.1:{port}"}, stdout=output, stderr=output,
            preexec_fn=_take_the_servers_core, start_new_session=True,
        )  # fmt: skip
    try:
        _await(server, port, log)
        yield Server(f"http://localhost:{port}", server.pid)
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=30):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
                stop(f"The site did not start: {last}")
            time.sleep(0.2)


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []


def _stay_off_the_servers_core() -> None:
    """PostgreSQL and whoever asks, which this process starts, leave the first core to gunicorn."""
    if len(_cores()) > 1:
        _FIRST.extend(_cores()[:1])
        os.sched_setaffinity(0, _cores()[1:])


_FIRST: list[int] = []


def _take_the_servers_core() -> None:
    if _FIRST:
        os.sched_setaffinity(0, _FIRST)
