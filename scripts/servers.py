"""A PostgreSQL, a Redis and an nginx of one's own: on free loopback ports, as long as a `with` block lasts.

Their data is thrown away afterwards. Standard library only.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scripts.console import ROOT, Command, stop
from scripts.environment import nginx_program, postgresql_folder

FOLDER = ROOT / "var" / "test"
PATIENCE_SECONDS = 30
NGINX = """
daemon off; pid pid; error_log stderr; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path other; uwsgi_temp_path other; scgi_temp_path other;
    server {{
        listen 127.0.0.1:{port};
        {rules}
    }}
}}
"""
# It is thrown away anyhow, so nothing waits for the disk.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "on",
    "timezone": "UTC",
}
# Where tests roll back what they write, no table is worth tidying and no query worth compiling.
ROLLED_BACK = {"autovacuum": "off", "jit": "off", "max_wal_size": "1GB", "checkpoint_timeout": "1h"}


@contextmanager
def postgresql(
    name: str = "postgresql", parameters: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Run a new PostgreSQL; gives the address of the database `lyceum` as its owner.

    name: of its folder, so that two may run at the same time. parameters: beyond `FAST`, or instead.
    """
    programs = postgresql_folder()
    if programs is None:
        stop("PostgreSQL is not installed: install the package postgresql, or set TEST_DATABASE_URL.")
    owner, port = _unprivileged(), free_port()
    with _folder(name, owner) as folder:
        data = folder / "data"
        rules = ["-U", "lyceum", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        initdb: Command = [programs / "initdb", "-D", data, *rules]
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=folder, **_as(owner))
        if made.returncode:
            stop(f"PostgreSQL could not create its data: {made.stderr.strip().splitlines()[-1]}")
        options = [word for key, value in {**FAST, **parameters}.items() for word in ("-c", f"{key}={value}")]
        place = ["-h", "127.0.0.1", "-p", str(port)]
        command: Command = [programs / "postgres", "-D", data, *place, "-k", "", *options]
        ready: Command = [programs / "pg_isready", "-q", *place]
        with _running(command, folder, owner, lambda: subprocess.run(ready, check=False).returncode == 0):
            yield f"postgresql://lyceum@127.0.0.1:{port}/lyceum"


@contextmanager
def redis() -> Iterator[str]:
    """Run a new Redis that keeps nothing; gives its address."""
    program = shutil.which("redis-server")
    if program is None:
        stop("Redis is not installed: install the package redis-server, or set TEST_REDIS_URL.")
    owner, port = _unprivileged(), free_port()
    with _folder("redis", owner) as folder:
        command: Command = [
            program,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            folder,
        ]
        with _running(command, folder, owner, lambda: _answers_ping(port)):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def nginx(rules: str) -> Iterator[str]:
    """Run an nginx whose one server has these rules; gives its address, without a slash at the end.

    Unlike the others it runs as whoever we are: it reads our files.
    """
    program = nginx_program()
    if program is None:
        stop("nginx is not installed: run `make test`, or install the package nginx.")
    port = free_port()
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    with _folder(f"nginx-{port}", None) as folder:
        configuration = folder / "nginx.conf"
        configuration.write_text(NGINX.format(user=user, port=port, rules=rules))
        command: Command = [program, "-e", "stderr", "-p", folder, "-c", configuration]
        with _running(command, folder, None, lambda: _listens(port)):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def gunicorn(env: Mapping[str, str]) -> Iterator[str]:
    """Run the site as on a server, with these variables besides our own; gives its address."""
    port = free_port()
    own = {**os.environ, **env, "BIND": f"127.0.0.1:{port}"}
    with _folder(f"gunicorn-{port}", None) as folder:
        command: Command = [sys.executable, "-m", "gunicorn", "--config", ROOT / "gunicorn.conf.py"]
        with _running(command, folder, None, lambda: _listens(port), env=own):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def versitygw(key: str, secret: str) -> Iterator[str]:
    """Run a versitygw, which speaks S3 and keeps its buckets in a folder; gives its address.

    Nothing installs it: `go install github.com/versity/versitygw/cmd/versitygw@latest` does.
    """
    program = shutil.which("versitygw")
    if program is None:
        stop("versitygw is not on the PATH.")
    port = free_port()
    with _folder(f"versitygw-{port}", None) as folder:
        buckets = folder / "buckets"
        buckets.mkdir()
        place = ["--port", f"127.0.0.1:{port}", "--access", key, "--secret", secret]
        with _running([program, *place, "posix", buckets], folder, None, lambda: _listens(port)):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(
    command: Command,
    folder: Path,
    owner: pwd.struct_passwd | None,
    is_ready: Callable[[], bool],
    env: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Keep a server running, in a session of its own so that Ctrl-C reaches the tests only."""
    log = folder / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, **_as(owner),
        )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
                stop(f"{Path(command[0]).name} did not start: {last}")
            time.sleep(0.1)
        yield
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def _folder(name: str, owner: pwd.struct_passwd | None) -> Iterator[Path]:
    """An empty folder of the server: under var/test, or among the temporary ones if it can't get there."""
    folder = FOLDER / name
    if owner and not _reachable(ROOT, owner):
        folder = Path(tempfile.mkdtemp(prefix=f"lyceum-{name}-"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom a server runs as when we are root: PostgreSQL refuses root. Nobody else's affair otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}


def _reachable(path: Path, owner: pwd.struct_passwd) -> bool:
    """Whether that user may walk down to this folder."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents])


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _answers_ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False
