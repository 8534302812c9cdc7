"""`make bench ARGS="--scale large"`: lists with 200,000 people beside the same lists with 2,000.

Two academies are filled, each in a database of its own, and answer the same addresses in turn. What counts is
the CPU of an answer, Python's and PostgreSQL's together: it stays the same when others work on the machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench import serving
from scripts.console import PYTHON, ROOT, say, stop

PEOPLE = {"small": 2_000, "large": 200_000}
TABLES = "lists"
AIM = 3.0
ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """What one answer took: milliseconds of CPU of Python and of PostgreSQL, queries, bytes."""

    python: float
    database: float
    queries: int
    size: int

    @property
    def cpu(self) -> float:
        return self.python + self.database


@dataclass(frozen=True)
class Pair:
    """One list in both academies; each the median of the rounds."""

    name: str
    small: Cost
    large: Cost

    @property
    def ratio(self) -> float:
        return self.large.cpu / self.small.cpu if self.small.cpu else 0.0

    @property
    def verdict(self) -> str:
        return "reached" if self.ratio <= AIM else "missed"


def main(*, only: str = "", rounds: int = ROUNDS) -> int:
    """Build both, measure, print the table and keep the figures. 1 where a list answered no page.

    only: words that a list's name has, to measure some of them.
    """
    with serving.environment() as env:
        _make_tables(env)
        plans = {size: _filled(env, size, people) for size, people in PEOPLE.items()}
        pairs = list(_measured(env, plans, only, rounds))
    print(f"\n{table(pairs)}\n")
    kept = serving.FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}-large.json"
    kept.write_text(json.dumps([asdict(pair) | {"ratio": pair.ratio} for pair in pairs], indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    return 0


def _filled(env: Mapping[str, str], size: str, people: int) -> dict[str, Any]:
    """Make a database of its own from the tables that are there, and fill it; what to ask for there."""
    plan = serving.FOLDER / "site" / f"{size}.json"
    _make_database(env, _name(size), like=TABLES)
    say(f"Filling an academy of {people:,} people")
    began = time.perf_counter()
    serving.manage(_of(env, _name(size)), "prepare_lists", str(people), str(plan))
    say(f"… which took {time.perf_counter() - began:.0f} s")
    found: dict[str, Any] = json.loads(plan.read_text())
    return found


def _make_tables(env: Mapping[str, str]) -> None:
    """What both academies begin as: tables without rows."""
    say("Making the tables")
    _make_database(env, TABLES, like="template1")
    serving.manage(_of(env, TABLES), "migrate", "--noinput")


def _make_database(env: Mapping[str, str], name: str, *, like: str) -> None:
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())


def _name(size: str) -> str:
    return f"lists_{size}"


def _of(env: Mapping[str, str], database: str) -> dict[str, str]:
    server = urlsplit(env["DATABASE_URL"])._replace(path=f"/{database}")
    return {**env, "DATABASE_URL": server.geturl()}


def _measured(
    env: Mapping[str, str], plans: Mapping[str, dict[str, Any]], only: str, rounds: int
) -> Iterator[Pair]:
    pages = {size: {page["name"]: page["path"] for page in plan["pages"]} for size, plan in plans.items()}
    with (
        answering(_of(env, _name("small")), plans["small"]["reader"]) as small,
        answering(_of(env, _name("large")), plans["large"]["reader"]) as large,
    ):
        for name in pages["small"]:
            if only not in name:
                continue
            costs: dict[str, list[Cost]] = {"small": [], "large": []}
            for turn in range(rounds + 1):
                for size, academy in (("small", small), ("large", large)):
                    cost = _ask(academy, pages[size][name])
                    if turn:  # the first one fills caches
                        costs[size].append(cost)
            pair = Pair(name, _median(costs["small"]), _median(costs["large"]))
            print(_row(pair), flush=True)
            yield pair


@contextmanager
def answering(env: Mapping[str, str], reader: str) -> Iterator[subprocess.Popen[str]]:
    """A process that answers addresses as somebody."""
    process = subprocess.Popen(
        [PYTHON, "manage.py", "answer_lists", reader],
        cwd=ROOT, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    try:
        while process.stdout.readline().strip() != "ready":
            if process.poll() is not None:
                stop("Nobody answers lists.")
        yield process
    finally:
        process.stdin.close()
        process.wait(timeout=30)


def _ask(academy: subprocess.Popen[str], path: str) -> Cost:
    assert academy.stdin is not None and academy.stdout is not None
    academy.stdin.write(f"{path}\n")
    academy.stdin.flush()
    line = academy.stdout.readline()
    found = json.loads(line) if line else {"status": "nothing"}
    if found["status"] != 200:
        stop(f"{path} answered {found['status']}")
    return Cost(found["python"], found["database"], found["queries"], found["size"])


def _median(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def table(pairs: list[Pair]) -> str:
    """Everything on one page, and how many lists stay within the aim."""
    head = f"{'':44}{'2,000 people':>22}{'200,000 people':>22}"
    names = f"{'':44}{'CPU ms':>9}{'of SQL':>8}{'':>5}{'CPU ms':>9}{'of SQL':>8}{'queries':>9}   ratio (aim)"
    reached = sum(pair.verdict == "reached" for pair in pairs)
    middle = statistics.median(pair.ratio for pair in pairs) if pairs else 0.0
    foot = f"{reached} of {len(pairs)} within {AIM:.0f} ×; the middle one {middle:.2f} ×"
    return "\n".join([head, names, *map(_row, pairs), foot])


def _row(pair: Pair) -> str:
    return (
        f"{pair.name:44}{pair.small.cpu:9.0f}{pair.small.database:8.1f}{'':5}{pair.large.cpu:9.0f}"
        f"{pair.large.database:8.1f}{pair.large.queries:9d}   {pair.ratio:.2f} (≤ {AIM:.0f}: {pair.verdict})"
    )
