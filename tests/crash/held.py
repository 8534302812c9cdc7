"""Servers of one's own that a test may kill, hang and bring back, and the site before them."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from scripts.servers import _answers_ping, free_port, gunicorn

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30


def wait_until(holds: Callable[[], Any], *, seconds: float = PATIENCE_SECONDS, what: str = "it") -> float:
    """Ask again and again until it holds. Returns the seconds that took; fails when they are over."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"{what} did not come about in {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


class HeldProcess:
    """A server that is started, killed as by a power cut, hung, and brought back."""

    def __init__(self, command: list[str], *, is_ready: Callable[[], bool], env: Mapping[str, str]) -> None:
        self.command, self.is_ready, self.env = command, is_ready, dict(env)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            wait_until(self.is_ready, what=self.command[0])

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def hang(self) -> None:
        """Let it keep its connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After `hang`."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """At the end of the tests, however it stands."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, which)


@contextmanager
def held_redis() -> Iterator[tuple[HeldProcess, str]]:
    """A Redis that keeps nothing over a restart, and its address."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]
    server = HeldProcess(command, is_ready=lambda: _answers_ping(port), env=os.environ)
    server.start()
    try:
        yield server, f"redis://127.0.0.1:{port}/0"
    finally:
        server.end()


def site_environment(folder: Path, redis_url: str) -> dict[str, str]:
    """Production's settings for a site on the test database."""
    database = connection.settings_dict
    person = ":".join(filter(None, [database["USER"], database["PASSWORD"]]))
    host = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.production_settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DATABASE_URL": f"postgresql://{person}@{host}/{database['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": f"file://{folder / 'mail'}",
        "HTTPS": "no",
        "REDIS_URL": redis_url,
        "LYCEUM_VAR_DIR": str(folder),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def running_site(environment: Mapping[str, str]) -> Iterator[str]:
    """A real gunicorn; gives its address."""
    with gunicorn(environment) as address:
        yield address


def held_worker(environment: Mapping[str, str]) -> HeldProcess:
    """A Celery worker, not started yet. It counts as started before it takes work."""
    command = [sys.executable, "-m", "celery", "--app", "config", "worker"]
    command += ["--loglevel", "WARNING", "--pool", "solo"]
    return HeldProcess(command, is_ready=lambda: True, env=environment)


class Browser:
    """Asks the site as a browser with cookies would, and notes how long each answer took."""

    def __init__(self, site: str) -> None:
        self.server, self.cookies = urlsplit(site).netloc, dict[str, str]()
        self.seconds = 0.0

    def ask(self, path: str, *, method: str = "GET", body: str = "", **headers: str) -> tuple[int, str]:
        """The status and the body of an answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link = http.client.HTTPConnection(self.server, timeout=20)
        began = time.monotonic()
        try:
            link.request(method, path, body=body or None, headers=named)
            answer = link.getresponse()
            content = answer.read().decode("utf-8", "replace")
        finally:
            link.close()
        self.seconds = time.monotonic() - began
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content

    def send(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Post a form."""
        from urllib.parse import urlencode

        token = self.cookies.get("csrftoken", "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        return self.ask(path, method="POST", body=body, Content_Type="application/x-www-form-urlencoded")

    def send_json(self, path: str, content: str, *, method: str = "POST") -> tuple[int, str]:
        """Call the API."""
        token = self.cookies.get("csrftoken", "")
        return self.ask(path, method=method, body=content, Content_Type="application/json", X_CSRFToken=token)
