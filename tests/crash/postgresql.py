"""A PostgreSQL that a test may stop, hang and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scripts import servers

PATIENCE_SECONDS = 30


class Server:
    """One that runs. address: of its database."""

    def __init__(self, address: str) -> None:
        self.address = address
        with self.connect() as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        self._noted = Path(row[0]) / "postmaster.pid"
        self._again: subprocess.Popen[bytes] | None = None

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.address, autocommit=True, connect_timeout=5)

    def freeze(self) -> None:
        """Let it hang: the machine goes on taking what is sent to it, and nobody reads it."""
        for pid in self._processes():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self._processes():
            os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Let it end in the midst of what it does, as when its machine is restarted."""
        pid = self._pid
        place = Path(f"/proc/{pid}")
        self._command = (place / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        self._folder, self._owner = (place / "cwd").resolve(), place.stat()
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not self._noted.exists())

    def start(self) -> None:
        owner = {"user": self._owner.st_uid, "group": self._owner.st_gid, "extra_groups": []}
        self._again = subprocess.Popen(
            self._command,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **(owner if os.geteuid() == 0 else {}),  # type: ignore[arg-type]
        )
        wait_until(self._answers)

    def end(self) -> None:
        """What was started again is ours to end."""
        if self._again is not None:
            self._again.send_signal(signal.SIGINT)
            self._again.wait(timeout=PATIENCE_SECONDS)

    @property
    def _pid(self) -> int:
        return int(self._noted.read_text().splitlines()[0])

    def _processes(self) -> list[int]:
        first = self._pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running(name: str) -> Iterator[Server]:
    """A new one, with the empty database `lyceum`. name: of its folder."""
    with servers.postgresql(name) as address:
        place = address.rpartition("/")[0]
        with psycopg.connect(f"{place}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE lyceum")
        server = Server(address)
        try:
            yield server
        finally:
            server.end()


def wait_until(is_so: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again; an AssertionError when it isn't so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)
