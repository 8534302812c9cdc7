"""`make bench`: measure the site beside its yardsticks, on servers of its own.

PostgreSQL and gunicorn are started for the occasion, the academy is built, and wrk asks for one address after
the other on loopback. A scenario and its yardstick take turns, a few seconds each, several times over.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

from bench import report, serving
from bench.driver import DriverFailed, Round, drive
from bench.scenarios import COMPARISONS, Call, Target
from scripts import environment
from scripts.console import ROOT, say, stop

WARM_UP = 12  # requests to each address before anything is measured: more than there are threads
NUMBERS_APART = 1_000_000
LARGE = "large"


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. connections: requests that wait at the same time.

    scale, only: lists with 200,000 people (`bench.large`), and which of them.
    """

    seconds: int
    rounds: int
    connections: int
    scale: str = ""
    only: str = ""


def main(arguments: list[str]) -> int:
    """Measure, print the table and keep the figures. 1 when the site did not answer as it should."""
    wanted = _wanted(arguments)
    environment.prepare(for_tests=True, for_bench=True)
    if wanted.scale == LARGE:
        from bench.large.run import main as measure_lists  # reads libraries that were not there before

        return measure_lists(only=wanted.only)
    with serving.environment() as env:
        say("Building an academy of a thousand courses")
        targets = _prepare(env)
        with serving.running(env) as address:
            answers = {name: _warm_up(target, address) for name, target in targets.items()}
            rounds = _measure(targets, address, wanted)
    figures = [report.figures_of(targets[name], each, answers[name]) for name, each in rounds.items()]
    ratios = report.ratios_of(rounds)
    print(f"\n{report.table(figures, ratios)}\n")
    kept = serving.FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"
    kept.write_text(json.dumps(report.as_json(figures, ratios, _setting(wanted)), indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    return 0


def _wanted(arguments: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="how long a round takes")
    parser.add_argument("--rounds", type=int, default=4, help="how many rounds each address gets")
    parser.add_argument("--connections", type=int, default=4, help="requests at the same time")
    parser.add_argument("--scale", choices=[LARGE], default="", help="lists with 200,000 people instead")
    parser.add_argument("--only", default="", help="with --scale: lists whose name has these words")
    return Wanted(**vars(parser.parse_args(arguments)))


def _prepare(env: Mapping[str, str]) -> dict[str, Target]:
    plan = serving.FOLDER / "site" / "plan.json"
    serving.build(env, "prepare_bench", str(plan))
    targets = [Target.from_json(each) for each in json.loads(plan.read_text())]
    return {target.name: target for target in targets}


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
            folder=serving.FOLDER / "site",
            first_number=first_number,
        )
    except DriverFailed as error:
        stop(f"wrk could not measure {target.title}: {error}")
    if seen.refused or seen.broken or not seen.requests:
        stop(f"{target.title}: {seen.refused} refusals, {seen.broken} broken of {seen.requests} answers")
    return seen


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
