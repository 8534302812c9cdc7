"""Random sequences of payments, shared out among processes, with what they have done so far."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from scripts.console import PYTHON, ROOT, Command, project_environment, say

#: The invented provider, whose truth the play itself knows, and those that exist.
PROVIDERS = ("scripted", "stripe", "razorpay", "sandbox", "bank_transfer")
TESTS = ("tests/fuzzing/test_payments.py", "tests/fuzzing/test_providers.py")
TOLD_EVERY_SECONDS = 30
#: What a process needs before its first sequence is worth more processes from here on.
LEAST_EACH = 100


def play(sequences: int, providers: Sequence[str], *, folder: Path) -> int:
    """Play so many sequences at each provider, the same ones each time. 1 where one of them failed.

    folder: for what the processes write. FUZZ_FIRST in the environment is the number of the first sequence.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"Playing {sequences} sequences each: {', '.join(providers)}")
    began = time.monotonic()
    with ExitStack() as open_files:
        processes = [
            _started(first, count, providers, folder / f"from-{first}", open_files)
            for first, count in shares(sequences, first=int(os.environ.get("FUZZ_FIRST", "0")))
        ]
        told_at = began
        while any(process.poll() is None for process in processes):
            time.sleep(1)
            if time.monotonic() - told_at > TOLD_EVERY_SECONDS:
                told_at = time.monotonic()
                say("; ".join(_summed(folder)) or "Making the tables")
    for line in _summed(folder):
        say(line)
    say(f"{time.monotonic() - began:.0f} s by the clock")
    if not any(process.returncode for process in processes):
        return 0
    for log in sorted(folder.glob("*.log")):
        print(log.read_text())
    return 1


def shares(sequences: int, *, first: int) -> list[tuple[int, int]]:
    """The first number and the count of each process's sequences: the processors share them out."""
    workers = max(1, min(os.cpu_count() or 1, sequences // LEAST_EACH))
    each, rest = divmod(sequences, workers)
    found = []
    for worker in range(workers):
        count = each + (worker < rest)
        found.append((first, count))
        first += count
    return found


def _started(
    first: int, count: int, providers: Iterable[str], path: Path, open_files: ExitStack
) -> subprocess.Popen[bytes]:
    words = " or ".join(providers)
    chosen = f"test_random_sequences and ({words})"
    command: Command = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, *TESTS]
    log = open_files.enter_context(path.with_suffix(".log").open("wb"))
    env = project_environment(
        TEST_DATABASE_URL="",
        FUZZ_SEQUENCES=str(count),
        FUZZ_FIRST=str(first),
        FUZZ_REPORT=str(path.with_suffix(".jsonl")),
    )
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)


def _summed(folder: Path) -> list[str]:
    """For each provider how much was played, of all that the processes have written down."""
    sums: dict[str, tuple[int, int, float]] = {}
    failed: dict[str, list[int]] = {}
    for report in sorted(folder.glob("*.jsonl")):
        for line in report.read_text().splitlines():
            told = json.loads(line)
            sequences, steps, seconds = sums.get(told["name"], (0, 0, 0.0))
            sums[told["name"]] = (
                sequences + told["sequences"],
                steps + told["steps"],
                seconds + told["seconds"],
            )
            failed.setdefault(told["name"], []).extend(told["failed"])
    return [
        f"{name}: {sequences} sequences, {steps} steps, {seconds:.0f} s"
        + (f", FAILED {failed[name]}" if failed[name] else "")
        for name, (sequences, steps, seconds) in sums.items()
    ]
