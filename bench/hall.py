"""`make hall`: many learners take one quiz at once, and nothing they answered may be lost.

Each learner begins when the bell rings, answers question after question with time to think in between,
changes some answers, sends some twice as a browser does whose network failed, and submits. Afterwards what
the database holds is compared with every answer that was acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import sys
import time
import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from bench import serving
from bench.browser import Browser, Reply
from scripts import environment
from scripts.console import PYTHON, ROOT, Command, run, say

OPTIONS = ("a", "b", "c", "d")
CHANGES_MIND = 0.1  # of all answers are followed by another one
SENDS_TWICE = 0.05  # of all answers are sent again under the same key
SLOWEST_MS = 1000  # what 99 of 100 requests have to stay below


@dataclass(frozen=True)
class Wanted:
    """pace: seconds to think about a question, on average. bell: seconds within which all begin."""

    learners: int
    questions: int
    pace: float
    bell: float
    seed: int


@dataclass
class Seen:
    """Milliseconds of each kind of request; refusals; by learner, the last acknowledged answers by place."""

    spans: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)
    answers: dict[str, dict[int, str]] = field(default_factory=dict)

    def note(self, kind: str, reply: Reply, expected: tuple[int, ...]) -> Reply:
        self.spans[kind].append(reply.milliseconds)
        if reply.status not in expected:
            self.refused.append(f"{kind}: {reply.status}")
        return reply


def main(arguments: list[str]) -> int:
    """Measure, compare, print. 1 when an answer was lost or refused, or too many requests were slow."""
    wanted = _wanted(arguments)
    environment.prepare(for_tests=True)
    with serving.environment(uses_redis=True) as env:
        say(f"Building a course with {wanted.questions} questions for {wanted.learners} learners")
        plan = serving.FOLDER / "site" / "hall.json"
        serving.build(env, "prepare_hall", str(plan), str(wanted.learners), str(wanted.questions))
        with serving.running(env) as address:
            say(f"The bell rings: about {wanted.questions * wanted.pace + wanted.bell:.0f} s")
            seen, seconds = asyncio.run(_sit(json.loads(plan.read_text()), address, wanted))
        kept = serving.FOLDER / "site" / "answers.json"
        kept.write_text(json.dumps(seen.answers))
        check: Command = [PYTHON, "manage.py", "check_hall", kept]
        run(check, but="Not everything that was acknowledged is kept", env=env)
    return _tell(seen, seconds, wanted)


def _wanted(arguments: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="make hall", description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--pace", type=float, default=6.0, help="seconds to think about a question")
    parser.add_argument("--bell", type=float, default=30.0, help="seconds within which everybody begins")
    parser.add_argument("--seed", type=int, default=1)
    return Wanted(**vars(parser.parse_args(arguments)))


async def _sit(plan: dict[str, Any], address: str, wanted: Wanted) -> tuple[Seen, float]:
    seen, began = Seen(), time.monotonic()
    chance = random.Random(wanted.seed)  # to vary what people do, not to keep a secret
    sitting = [
        _take(learner, plan, address, wanted, seen, random.Random(chance.random()))
        for learner in plan["learners"]
    ]
    await asyncio.gather(*sitting)
    return seen, time.monotonic() - began


async def _take(
    learner: dict[str, Any],
    plan: dict[str, Any],
    address: str,
    wanted: Wanted,
    seen: Seen,
    chance: random.Random,
) -> None:
    """One learner, from the bell to the result."""
    await asyncio.sleep(chance.uniform(0, wanted.bell))
    async with Browser(address, learner["headers"]) as browser:
        seen.note("start page", await browser.ask("GET", plan["quiz"]), (200,))
        begun = seen.note("begin", await browser.ask("POST", plan["quiz"], form="begin=1"), (302,))
        attempt = urlsplit(begun.headers.get("location", "")).path
        public_id = attempt.strip("/").rpartition("/")[2]
        seen.note("paper", await browser.ask("GET", attempt), (200,))
        answers = seen.answers[public_id] = {}
        for place in range(1, wanted.questions + 1):
            await asyncio.sleep(chance.expovariate(1 / wanted.pace))
            for _answer in range(2 if chance.random() < CHANGES_MIND else 1):
                choice, key = chance.choice(OPTIONS), str(uuid.UUID(int=chance.getrandbits(128), version=4))
                body = json.dumps({"key": key, "fields": {"choice": [choice]}})
                for _time in range(2 if chance.random() < SENDS_TWICE else 1):
                    path = f"/api/v1/attempts/{public_id}/answers/{place}/"
                    reply = seen.note("answer", await browser.ask("PUT", path, json=body), (200,))
                    if reply.status == 200:
                        answers[place] = choice
        seen.note("submit", await browser.ask("POST", attempt, form="submit=1&kept=1"), (302,))
        seen.note("result", await browser.ask("GET", attempt), (200,))


def _tell(seen: Seen, seconds: float, wanted: Wanted) -> int:
    everything = [span for spans in seen.spans.values() for span in spans]
    rows = {**seen.spans, "all": everything}
    figures = {kind: _figures(spans) for kind, spans in rows.items()}
    print(f"\n{'request':<12}{'number':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'slowest':>9}")
    for kind, each in figures.items():
        print(f"{kind:<12}{len(rows[kind]):>8}" + "".join(f"{each[name]:>9.0f}" for name in each))
    rate = len(everything) / seconds
    print(f"\n{rate:.0f} requests a second for {seconds:.0f} s on {os.cpu_count()} cores")
    kept = serving.FOLDER / f"hall-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"
    setting = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    told = {**asdict(wanted), **setting, "seconds": seconds, "figures": figures}
    kept.write_text(json.dumps(told, indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    if seen.refused:
        say(f"{len(seen.refused)} requests were refused, such as {seen.refused[0]}")
    if figures["all"]["p99"] > SLOWEST_MS:
        say(f"More than one request in a hundred took longer than {SLOWEST_MS} ms")
    return 1 if seen.refused or figures["all"]["p99"] > SLOWEST_MS else 0


def _figures(spans: list[float]) -> dict[str, float]:
    ordered = sorted(spans)
    last = len(ordered) - 1
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "slowest": 1.0}
    return {name: ordered[min(last, int(share * len(ordered)))] for name, share in shares.items()}


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
