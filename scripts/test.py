"""`make test`: the whole suite in parallel, on a PostgreSQL and a Redis of its own.

`make coverage` also sees which lines are reached; that takes half as long again.

TEST_DATABASE_URL and TEST_REDIS_URL point it at servers that are already there. What is written behind
`--` goes to pytest: `make test ARGS="accounts -k suspended"`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from types import FrameType

from scripts import environment, servers
from scripts.console import PYTHON, ROOT, project_environment, say

REPORT = ROOT / "var" / "coverage"
COVER = "--with-coverage"


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments` and give back its exit code."""
    environment.prepare(for_tests=True)
    if COVER in arguments:
        arguments = [*_covered(), *(each for each in arguments if each != COVER)]
    with ExitStack() as running:
        addresses = {}
        if not os.environ.get("TEST_DATABASE_URL"):
            say("Starting a PostgreSQL for the tests")
            addresses["TEST_DATABASE_URL"] = running.enter_context(
                servers.postgresql(parameters=servers.ROLLED_BACK)
            )
        if not os.environ.get("TEST_REDIS_URL"):
            say("Starting a Redis for the tests")
            addresses["TEST_REDIS_URL"] = running.enter_context(servers.redis())
        return _pytest(arguments, project_environment(**addresses))


def _covered() -> list[str]:
    REPORT.mkdir(parents=True, exist_ok=True)
    return ["--cov", "--cov-report=term", f"--cov-report=html:{REPORT / 'html'}"]


def _pytest(arguments: list[str], env: dict[str, str]) -> int:
    # A worker that has no test left takes some from the other.
    parallel = ["--numprocesses=auto", "--dist=worksteal"]
    suite = subprocess.Popen([PYTHON, "-m", "pytest", *parallel, *arguments], cwd=ROOT, env=env)
    try:
        return suite.wait()
    except KeyboardInterrupt:
        # Ctrl-C reached pytest as well; it ends its workers and says what it saw so far.
        suite.wait()
        return 130
    finally:
        if suite.poll() is None:
            suite.terminate()
            suite.wait()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    sys.exit(main(sys.argv[1:]))
