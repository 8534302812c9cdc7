"""A process that is killed anywhere between telling a fact and its last handler loses and doubles nothing.

Real processes, killed by SIGKILL. Their database is a file of their own, or a database on the test server.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("driver.py")
Run = Callable[..., str]


def start(address: str, what: str, stop_at: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "DATABASE_URL": address, "STOP_AT": stop_at}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(
        [sys.executable, str(DRIVER), what],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def run(address: str) -> Run:
    """Run one process to its end and return what it says."""

    def run(what: str) -> str:
        process = start(address, what)
        said, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints
        return said.strip()

    run("prepare")
    return run


def tell_and_kill(address: str, place: str) -> None:
    process = start(address, "tell", stop_at=place)
    with process:
        assert process.stdout is not None
        reached = process.stdout.readline().strip()
        process.kill()
    assert reached == place
    assert process.returncode == -9


def test_without_a_kill_everything_happens_once(run: Run) -> None:
    run("tell")

    assert run("sweep") == "0 delivered, 0 failed: 1 1 1"


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("between commit and handlers", "1 0 0"),
        ("in the first handler", "1 0 0"),
        ("between the handlers", "1 1 0"),
    ],
)
def test_the_sweep_finishes_what_a_killed_process_began(
    address: str, run: Run, place: str, left: str
) -> None:
    tell_and_kill(address, place)
    assert run("count") == left

    assert run("sweep") == "1 delivered, 0 failed: 1 1 1"
    assert run("sweep") == "0 delivered, 0 failed: 1 1 1"


def test_a_process_that_is_killed_before_its_commit_has_told_nothing(address: str, run: Run) -> None:
    tell_and_kill(address, "before the commit")

    assert run("sweep") == "0 delivered, 0 failed: 0 0 0"


def test_two_sweeps_at_once_do_it_once(address: str, run: Run) -> None:
    tell_and_kill(address, "between commit and handlers")

    sweeps = [start(address, "sweep") for _ in range(2)]
    said = sorted(sweep.communicate(timeout=60)[0].partition(":")[0] for sweep in sweeps)

    assert said == ["0 delivered, 0 failed", "1 delivered, 0 failed"]
    assert run("count") == "1 1 1"
