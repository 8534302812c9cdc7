"""`make bench`: measure the site beside its yardsticks, on servers of its own.

PostgreSQL and gunicorn are started for the occasion, the academy is built, and wrk asks for one address after
the other on loopback. A scenario and its yardstick take turns, a few seconds each, several times over.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from bench import report
from bench.driver import DriverFailed, Round, drive
from bench.scenarios import COMPARISONS, Call, Target
from scripts import environment, servers
from scripts.console import PYTHON, ROOT, project_environment, run, say, stop

FOLDER = ROOT / "var" / "bench"
PATIENCE_SECONDS = 60
WARM_UP = 12  # requests to each address before anything is measured: more than there are threads
NUMBERS_APART = 1_000_000
# Static files that no measured page names; hashing and compressing all of them would take minutes.
UNSEEN = ("wagtail*", "admin", "ninja", "django_htmx", "hls-demo*")


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. connections: requests that wait at the same time."""

    seconds: int
    rounds: int
    connections: int


def main(arguments: list[str]) -> int:
    """Measure, print the table and keep the figures. 1 when the site did not answer as it should."""
    wanted = _wanted(arguments)
    environment.prepare(for_tests=True, for_bench=True)
    shutil.rmtree(FOLDER / "site", ignore_errors=True)
    (FOLDER / "site").mkdir(parents=True)
    _stay_off_the_servers_core()
    say("Starting a PostgreSQL to measure with")
    with servers.postgresql("bench-postgresql") as server:
        # The database that a new server has; the one in the address is for the tests to make.
        env = _site_environment(server.rpartition("/")[0] + "/postgres")
        say("Building an academy of a thousand courses")
        targets = _prepare(env)
        with _site(env) as address:
            answers = {name: _warm_up(target, address) for name, target in targets.items()}
            rounds = _measure(targets, address, wanted)
    figures = [report.figures_of(targets[name], each, answers[name]) for name, each in rounds.items()]
    ratios = report.ratios_of(rounds)
    print(f"\n{report.table(figures, ratios)}\n")
    kept = FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"
    kept.write_text(json.dumps(report.as_json(figures, ratios, _setting(wanted)), indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    return 0


def _wanted(arguments: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="how long a round takes")
    parser.add_argument("--rounds", type=int, default=4, help="how many rounds each address gets")
    parser.add_argument("--connections", type=int, default=4, help="requests at the same time")
    return Wanted(**vars(parser.parse_args(arguments)))


def _site_environment(database: str) -> dict[str, str]:
    """Production's settings, but over plain HTTP and in a folder of its own."""
    return project_environment(
        DJANGO_SETTINGS_MODULE="bench.settings",
        DATABASE_URL=database,
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="localhost",
        SITE_URL="http://localhost",
        EMAIL_URL="memory:",
        HTTPS="no",
        REDIS_URL="",
        S3_BUCKET="",
        LOG_LEVEL="WARNING",
        LYCEUM_VAR_DIR=str(FOLDER / "site"),
    )


def _prepare(env: Mapping[str, str]) -> dict[str, Target]:
    plan = FOLDER / "site" / "plan.json"
    unseen = [word for name in UNSEEN for word in ("--ignore", name)]
    collect = ["collectstatic", "--noinput", *unseen]
    for command in (["migrate", "--noinput"], collect, ["prepare_bench", str(plan)]):
        run([PYTHON, "manage.py", *command], but="The academy could not be built", env=env, quiet=True)
    targets = [Target.from_json(each) for each in json.loads(plan.read_text())]
    return {target.name: target for target in targets}


@contextmanager
def _site(env: Mapping[str, str]) -> Iterator[str]:
    """Run gunicorn as in production, on a core of its own where there are two; gives its address."""
    port = servers.free_port()
    log = FOLDER / "site" / "gunicorn.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=ROOT, env={**env, "BIND": f"127.0.0.1:{port}"}, stdout=output, stderr=output,
            preexec_fn=_take_the_servers_core, start_new_session=True,
        )  # fmt: skip
    try:
        _await(server, port, log)
        yield f"http://localhost:{port}"
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
            _ask(f"http://localhost:{port}", Call("/healthz"))
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
                stop(f"The site did not start: {last}")
            time.sleep(0.2)


def _warm_up(target: Target, address: str) -> report.Answer:
    """Let the site fill its caches for a target, and see what an answer costs afterwards."""
    for number in range(WARM_UP):
        _ask(address, target.calls[number % len(target.calls)], number)
    return _ask(address, target.calls[0], WARM_UP)


def _ask(address: str, call: Call, number: int = 0) -> report.Answer:
    """One request. Raises OSError where the answer is no success (urllib's own errors are such)."""
    request = urllib.request.Request(
        address + call.path.replace("{n}", str(number)),
        data=call.body.replace("{n}", str(number)).encode() or None,
        headers={**call.headers, "X-Count-Queries": "yes"},
        method=call.method,
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return report.Answer(int(response.headers.get("X-Queries", 0)), len(response.read()))


def _measure(targets: Mapping[str, Target], address: str, wanted: Wanted) -> dict[str, list[Round]]:
    """Rounds by target. A scenario's and its yardstick's stand next to each other in time."""
    order = list(dict.fromkeys(name for each in COMPARISONS for name in (each.scenario, each.yardstick)))
    rounds: dict[str, list[Round]] = defaultdict(list)
    total = len(order) * wanted.rounds * wanted.seconds
    say(f"Measuring {len(order)} addresses, {wanted.rounds} rounds of {wanted.seconds} s: {total} s")
    for turn in range(wanted.rounds):
        for place, name in enumerate(order):
            rounds[name].append(
                _round(targets[name], address, wanted, NUMBERS_APART * (1 + turn * len(order) + place))
            )
    return rounds


def _round(target: Target, address: str, wanted: Wanted, first_number: int) -> Round:
    try:
        seen = drive(
            target,
            address=address,
            seconds=wanted.seconds,
            connections=wanted.connections,
            folder=FOLDER / "site",
            first_number=first_number,
        )
    except DriverFailed as error:
        stop(f"wrk could not measure {target.title}: {error}")
    if seen.refused or seen.broken or not seen.requests:
        stop(f"{target.title}: {seen.refused} refusals, {seen.broken} broken of {seen.requests} answers")
    return seen


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []


def _stay_off_the_servers_core() -> None:
    """PostgreSQL and wrk, which this process starts, leave the first core to gunicorn."""
    if len(_cores()) > 1:
        _FIRST.extend(_cores()[:1])
        os.sched_setaffinity(0, _cores()[1:])


_FIRST: list[int] = []


def _take_the_servers_core() -> None:
    if _FIRST:
        os.sched_setaffinity(0, _FIRST)


def _setting(wanted: Wanted) -> dict[str, object]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "seconds": wanted.seconds,
        "rounds": wanted.rounds,
        "connections": wanted.connections,
        "load_before": os.getloadavg()[0],
    }


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
