"""Plays many sequences, one number after the other, and tells how far it is.

FUZZ_SEQUENCES and FUZZ_FIRST say how many and from which number on; `make fuzz` gives each of its processes a
share, and reads how far they are from the file FUZZ_REPORT.
"""

from __future__ import annotations

import gc
import json
import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connections, transaction

FIRST = int(os.environ.get("FUZZ_FIRST", "0"))
REPORT = os.environ.get("FUZZ_REPORT", "")
MOST_FAILURES = 10
_TOLD_EVERY = 20

Steps = Sequence[tuple[str, int]]


class _Undone(Exception):
    """Takes everything back that a sequence wrote."""


@contextmanager
def undone() -> Iterator[None]:
    """What is written within, in any database, is taken back."""
    try:
        with ExitStack() as all_of_them:
            for each in connections.all():
                all_of_them.enter_context(transaction.atomic(using=each.alias))
            yield
            raise _Undone
    except _Undone:
        pass


def how_many(few: int) -> int:
    """How many sequences to play; few: where nobody says."""
    return int(os.environ.get("FUZZ_SEQUENCES", few))


def play_many(
    name: str, steps_of: Callable[[int], Steps], play: Callable[[Steps], None], *, count: int
) -> None:
    """Play sequences, and raise AssertionError with the first of those that failed, and all their numbers.

    name: what is played. It ends early after MOST_FAILURES.
    """
    failed: dict[int, str] = {}
    told = _Told(name)
    with _few_collections():
        for seed in range(FIRST, FIRST + count):
            steps = steps_of(seed)
            try:
                with undone():
                    play(steps)
            except Exception:  # the others are played all the same
                failed[seed] = f"{steps}\n{traceback.format_exc()}"
            told.add(len(steps), seed if seed in failed else None)
            if len(failed) == MOST_FAILURES:
                break
    told.tell()
    if failed:
        seed, how = next(iter(failed.items()))
        raise AssertionError(f"{name}, sequences {list(failed)} failed. Sequence {seed}: {how}")


class _Told:
    """Writes down how far it is: a line for each few sequences."""

    def __init__(self, name: str) -> None:
        self.name, self.began = name, time.monotonic()
        self.sequences = self.steps = 0
        self.failed: list[int] = []

    def add(self, steps: int, failed: int | None) -> None:
        self.sequences, self.steps = self.sequences + 1, self.steps + steps
        if failed is not None:
            self.failed.append(failed)
        if self.sequences == _TOLD_EVERY:
            self.tell()

    def tell(self) -> None:
        if REPORT and self.sequences:
            line = {
                "name": self.name,
                "sequences": self.sequences,
                "steps": self.steps,
                "seconds": round(time.monotonic() - self.began, 3),
                "failed": self.failed,
            }
            with Path(REPORT).open("a") as report:
                report.write(f"{json.dumps(line)}\n")
        self.began, self.sequences, self.steps, self.failed = time.monotonic(), 0, 0, []


@contextmanager
def _few_collections() -> Iterator[None]:
    """What lives already is not looked through for what is no longer needed."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
