"""`make test`: the whole suite in parallel, on a PostgreSQL and a Redis of its own.

Commerce may have a database of its own. So what has to do with selling runs once more with a second one on
the same server: after the whole suite, or alone by `make test ARGS="--commerce-apart"` (and more words of
ARGS instead of that part).

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
from urllib.parse import urlsplit, urlunsplit

from scripts import environment, servers
from scripts.console import PYTHON, ROOT, project_environment, say

REPORT = ROOT / "var" / "coverage"
COVER = "--with-coverage"
APART = "--commerce-apart"
INTERRUPTED = 130
#: What runs once more with two databases.
WITH_TWO_DATABASES = (
    "commerce",
    "learning/access/tests/test_order_settlement.py",
    "learning/access/tests/test_payment_status.py",
    "learning/access/tests/test_purchase_and_path_lists.py",
    "learning/access/tests/test_sales.py",
    "learning/classroom/tests/test_offers.py",
    "learning/courses/tests/test_dated_prices.py",
    "tests/crash/test_access_survives_a_kill.py",
    "tests/crash/test_payments_survive_a_kill.py",
    "tests/crash/test_two_backups.py",
    "tests/fuzzing/test_payments.py",
    "tests/fuzzing/test_providers.py",
    "tests/journeys/test_buying.py",
    "tests/races/test_checkout_at_once.py",
    "tests/races/test_coupons_at_once.py",
    "tests/races/test_orders_at_once.py",
    "tests/races/test_payments_at_once.py",
    "tests/races/test_top_ups_at_once.py",
    "tests/races/test_wallet_at_once.py",
    "tests/test_commerce_apart.py",
)


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
        return _suites(arguments, addresses)


def _suites(arguments: list[str], addresses: dict[str, str]) -> int:
    """The suite, and what runs once more with two databases; the first exit code that isn't nought."""
    code = 0
    if APART not in arguments:
        code = _pytest(arguments, project_environment(**addresses))
    if code != INTERRUPTED and (APART in arguments or not arguments):
        say("Once more, with a database of its own for commerce")
        own = {"TEST_COMMERCE_DATABASE_URL": _beside(addresses)}
        wanted = [each for each in arguments if each != APART] or WITH_TWO_DATABASES
        code = _pytest(list(wanted), project_environment(**addresses, **own)) or code
    return code


def _beside(addresses: dict[str, str]) -> str:
    """The address of another database on the same server; the tests make it themselves."""
    address = addresses.get("TEST_DATABASE_URL") or os.environ["TEST_DATABASE_URL"]
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}_commerce"))


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
        return INTERRUPTED
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
