"""`make bench`: measure the site beside its yardsticks, on servers of its own.

PostgreSQL and gunicorn are started for the occasion, the academy is built, and wrk asks for one address after
the other on loopback. A scenario and its yardstick take turns, a few seconds each, several times over; with
`--against REV` the same scenario as it was in an older revision takes its turn between them.
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
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from bench import against, processes, report, serving
from bench.driver import DriverFailed, Round, drive
from bench.scenarios import COMPARISONS, Call, Target
from scripts import environment
from scripts.console import ROOT, say, stop

WARM_UP = 12  # requests to each address before anything is measured: more than there are threads
NUMBERS_APART = 1_000_000
LARGE, MEMORY, ORDERS = "large", "memory", "orders"


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. connections: requests that wait at the same time. against: an older
    revision, or empty. scenarios: names of those to measure; all without any.

    scale, only: lists with 200,000 people (`bench.large`), and which of them; or a worker's memory over so
    many mixed `requests` (`bench.memory`), or orders that settle (`bench.orders`).
    """

    seconds: int
    rounds: int
    connections: int
    against: str = ""
    scenarios: tuple[str, ...] = ()
    scale: str = ""
    only: str = ""
    requests: int = 20_000


def main(arguments: list[str]) -> int:
    """Measure, print the table and keep the figures. 1 when the site did not answer as it should."""
    wanted = _wanted(arguments)
    environment.prepare(for_tests=True, for_bench=True)
    if wanted.scale == LARGE:
        from bench.large.run import main as measure_lists  # reads libraries that were not there before

        return measure_lists(only=wanted.only)
    if wanted.scale == MEMORY:
        from bench.memory.run import main as measure_memory

        return measure_memory(requests=wanted.requests)
    if wanted.scale == ORDERS:
        from bench.orders import main as settle_many

        return settle_many()
    with ExitStack() as running:
        env = running.enter_context(serving.environment())
        say("Building an academy of a thousand courses")
        sites = [_Site("", _prepare(env), running.enter_context(serving.served(env)))]
        if wanted.against:
            sites.append(_older(wanted.against, env, running))
        answers = {
            (site.revision, name): _warm_up(target, site.server.address)
            for site in sites
            for name, target in site.targets.items()
        }
        rounds = _measure(sites, wanted)
    targets = sites[0].targets
    figures = [
        report.figures_of(targets[name], each, answers[revision, name], revision=revision)
        for (revision, name), each in rounds.items()
    ]
    ratios = report.ratios_of(rounds)
    print(f"\n{report.table(figures, ratios)}\n")
    kept = serving.FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"
    kept.write_text(json.dumps(report.as_json(figures, ratios, _setting(wanted)), indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    return 0


@dataclass(frozen=True)
class _Site:
    """One edition that runs. revision: empty for the present one."""

    revision: str
    targets: Mapping[str, Target]
    server: serving.Server


def _older(revision: str, env: Mapping[str, str], running: ExitStack) -> _Site:
    root = running.enter_context(against.checked_out(revision))
    own = against.environment(env)
    say(f"Building the same academy with the code of {revision}")
    targets = _prepare(own, root=root)
    return _Site(revision, targets, running.enter_context(serving.served(own, root=root)))


def _wanted(arguments: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="how long a round takes")
    parser.add_argument("--rounds", type=int, default=4, help="how many rounds each address gets")
    parser.add_argument("--connections", type=int, default=4, help="requests at the same time")
    parser.add_argument("--against", default="", metavar="REV", help="measure this revision beside ours")
    parser.add_argument(
        "scenarios", nargs="*", metavar="SCENARIO", help="measure these alone, such as lesson"
    )
    others = "lists with 200,000 people, a worker's memory, or 10,000 orders that settle, instead"
    parser.add_argument("--scale", choices=[LARGE, MEMORY, ORDERS], default="", help=others)
    parser.add_argument("--only", default="", help="with --scale: lists whose name has these words")
    parser.add_argument("--requests", type=int, default=20_000, help="with --scale memory: how many")
    wanted = Wanted(**vars(parser.parse_args(arguments)))
    known = {each.scenario for each in COMPARISONS}
    if unknown := [name for name in wanted.scenarios if name not in known]:
        parser.error(f"{unknown[0]} is none of {', '.join(sorted(known))}")
    return wanted


def _prepare(env: Mapping[str, str], *, root: Path = ROOT) -> dict[str, Target]:
    plan = Path(env["LYCEUM_VAR_DIR"]) / "plan.json"
    serving.build(env, "prepare_bench", str(plan), root=root)
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


def _measure(sites: Sequence[_Site], wanted: Wanted) -> dict[tuple[str, str], list[Round]]:
    """Rounds by revision and target. A scenario's and its yardstick's stand next to each other in time."""
    beside: dict[str, list[str]] = defaultdict(list)
    for each in COMPARISONS:
        if not wanted.scenarios or each.scenario in wanted.scenarios:
            beside[each.yardstick].append(each.scenario)
    order = [
        (site, name)
        for yardstick, scenarios in beside.items()
        for name in (*scenarios, yardstick)
        for site in (sites[:1] if name == yardstick else sites)
        if name in site.targets
    ]
    rounds: dict[tuple[str, str], list[Round]] = defaultdict(list)
    total = len(order) * wanted.rounds * wanted.seconds
    say(f"Measuring {len(order)} addresses, {wanted.rounds} rounds of {wanted.seconds} s: {total} s")
    for turn in range(wanted.rounds):
        for place, (site, name) in enumerate(order):
            number = NUMBERS_APART * (1 + turn * len(order) + place)
            rounds[site.revision, name].append(_round(site, name, wanted, number))
    return rounds


def _round(site: _Site, name: str, wanted: Wanted, first_number: int) -> Round:
    target, workers = site.targets[name], processes.workers_of(site.server.pid)
    before = processes.cpu_seconds(workers)
    try:
        seen = drive(
            target,
            address=site.server.address,
            seconds=wanted.seconds,
            connections=wanted.connections,
            folder=serving.FOLDER / "site",
            first_number=first_number,
        )
    except DriverFailed as error:
        stop(f"wrk could not measure {target.title}: {error}")
    if seen.refused or seen.broken or not seen.requests:
        stop(f"{target.title}: {seen.refused} refusals, {seen.broken} broken of {seen.requests} answers")
    after = processes.cpu_seconds(workers)
    taken = None if before is None or after is None else after - before
    return replace(seen, cpu_seconds=taken, memory_mb=processes.memory_mb(workers))


def _setting(wanted: Wanted) -> dict[str, object]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "seconds": wanted.seconds,
        "rounds": wanted.rounds,
        "connections": wanted.connections,
        "against": wanted.against,
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
