"""`make run`: from an empty folder to a running academy. The second start keeps everything and is quick."""

from __future__ import annotations

import os
import socket

from scripts import environment
from scripts.console import PYTHON, ROOT, project_environment, stop


def main() -> None:
    """Prepare this machine, then hand over to the environment's own interpreter."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        stop(f"PORT must be a number between 1 and 65535, not “{port}”.")
    if _is_taken(host, int(port)):
        stop(f"Port {port} is taken: choose another one, as in `make run PORT={int(port) + 1}`.")
    environment.prepare(for_tests=False)
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "SITE_URL": f"http://localhost:{port}"}
    os.chdir(ROOT)
    command = [str(PYTHON), "-m", "scripts.serve", host, port]
    os.execve(PYTHON, command, {**project_environment(), **settings})


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    main()
