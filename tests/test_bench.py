"""The measuring itself: its sums, its table, and that the yardsticks stand nowhere but beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from bench import processes, report, run, serving
from bench.driver import DriverFailed, Round, drive, read
from bench.scenarios import Call, Comparison, Target

ROOT = Path(settings.BASE_DIR)
AIMED = Comparison("lesson", "bare", 0.6)


def a_round(requests: int, seconds: float = 2.0, **latencies: int) -> Round:
    """latencies: how many answers took so many ms, as in ms5=2."""
    counted = Counter({int(name[2:]) * 1000: count for name, count in latencies.items()})
    return Round(requests=requests, seconds=seconds, refused=0, broken=0, latencies=counted)


@pytest.mark.parametrize(
    ("latencies", "share", "expected"),
    [
        ({}, 0.5, 0),
        ({7: 1}, 0.5, 7),
        ({7: 1}, 0.95, 7),
        ({1: 1, 2: 1, 3: 1, 4: 1}, 0.5, 2),
        ({4: 1, 3: 1, 2: 1, 1: 1}, 0.75, 3),
        ({1: 95, 9: 5}, 0.95, 1),
        ({1: 94, 9: 6}, 0.95, 9),
        ({1: 1, 2: 3}, 1.0, 2),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    latencies: dict[int, int], share: float, expected: int
) -> None:
    assert report.percentile(latencies, share) == expected


def test_figures_take_the_middle_round_and_the_percentiles_of_all() -> None:
    rounds = [a_round(200, ms5=90), a_round(20, ms80=10), a_round(220, ms6=1)]
    figures = report.figures_of(Target("lesson", "Lesson", []), rounds, report.Answer(queries=7, size=900))
    assert (figures.rate, figures.p50, figures.p95) == (100.0, 5.0, 80.0)
    assert (figures.queries, figures.size) == (7, 900)


def test_a_ratio_compares_rounds_that_stood_next_to_each_other() -> None:
    """The machine was half as fast in the second pair: that changes nothing."""
    ratio = report.ratio_of(
        AIMED, [a_round(60), a_round(30), a_round(70)], [a_round(100), a_round(50)] * 1 + [a_round(100)]
    )
    assert (ratio.value, ratio.lowest, ratio.highest) == (0.6, 0.6, 0.7)
    assert ratio.verdict == "reached"


@pytest.mark.parametrize(
    ("value", "aim", "verdict"),
    [(0.6, 0.6, "reached"), (0.59, 0.6, "missed"), (3.0, 2.0, "reached"), (0.1, None, "for information")],
)
def test_an_aim_is_reached_or_missed(value: float, aim: float | None, verdict: str) -> None:
    assert report.Ratio("lesson", "bare", value, value, value, aim).verdict == verdict


def test_the_table_shows_each_scenario_above_its_yardstick() -> None:
    figures = [
        report.Figures("lesson", "", "Lesson", 55.0, 18.04, 31.0, 9, 68000, 12.345, 180.4),
        report.Figures("lesson", "v1", "Lesson", 30.0, 30.0, 40.0, 14, 68000, 20.0, None),
        report.Figures("bare", "", "Bare page", 100.0, 9.0, 12.0, 8, 68001, None, None),
    ]
    ratio = report.Ratio("lesson", "bare", 0.55, 0.5, 0.6, None, 1.2, 1.5, {"v1": 0.61})
    head, *rows = report.table(figures, [ratio]).splitlines()
    columns = "req/s p50 ms p95 ms queries bytes cpu ms MB by cpu (aim), by rate (aim)"
    assert " ".join(head.split()) == columns
    assert [" ".join(row.split()) for row in rows] == [
        "Lesson 55.0 18.0 31.0 9 68000 12.35 180 1.20 (≥ 1.5), 0.55, 0.50 to 0.60: missed",
        "as of v1 30.0 30.0 40.0 14 68000 20.00 – 0.61",
        "Bare page 100.0 9.0 12.0 8 68001 – –",
    ]


def test_processor_time_is_compared_in_pairs_too_and_decides_where_it_is_aimed_at() -> None:
    """The driver waited for another program in the second pair, so the rate tells nothing; the time does."""
    aimed = Comparison("lesson", "bare", cpu_aim=1.5)
    scenario = [replace(a_round(100), cpu_seconds=1.0), replace(a_round(20), cpu_seconds=0.2)]
    yardstick = [replace(a_round(100), cpu_seconds=1.6), replace(a_round(80), cpu_seconds=1.2)]
    older = [replace(a_round(50), cpu_seconds=2.0), replace(a_round(50), cpu_seconds=1.5)]
    ratio = report.ratio_of(aimed, scenario, yardstick, {"v1": older})
    assert ratio.by_cpu == pytest.approx(1.55)
    assert ratio.older["v1"] == pytest.approx((0.4 + 0.5) / 2)
    assert ratio.verdict == "reached"
    assert report.figures_of(Target("l", "L", []), scenario, report.Answer(1, 1)).cpu_ms == pytest.approx(10)


def test_without_processor_time_an_aim_at_it_is_missed() -> None:
    ratio = report.ratio_of(Comparison("lesson", "bare", cpu_aim=1.5), [a_round(9)], [a_round(3)])
    assert (ratio.by_cpu, ratio.verdict) == (None, "missed")


def test_what_processes_take_is_read_of_the_machine() -> None:
    here = os.getpid()
    began = processes.cpu_seconds([here])
    assert began is not None
    while (now := processes.cpu_seconds([here])) == began:  # a hundredth of a second of work
        sum(range(100_000))
    assert now is not None and now > began
    assert (processes.memory_mb([here]) or 0) > 10
    assert processes.cpu_seconds([]) is None
    assert processes.memory_mb([2**22 + 1]) is None
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert child.pid in processes.workers_of(here)
    child.communicate(b"\n")


def test_scenarios_of_one_yardstick_are_driven_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def driven(site: Any, name: str, *_rest: Any) -> Round:
        asked.append((site.revision, name))
        return a_round(1)

    monkeypatch.setattr(run, "_round", driven)
    names = {"catalogue", "catalogue-first", "bare-catalogue", "lesson", "bare-lesson"}
    targets = {name: Target(name, name, []) for name in names}
    server = serving.Server("http://localhost:1", 1)
    sites = [
        run._Site("", targets, server),
        run._Site("v1", {"catalogue": targets["catalogue"], "lesson": targets["lesson"]}, server),
    ]
    only = ("catalogue", "catalogue-first", "lesson")
    rounds = run._measure(sites, run.Wanted(seconds=1, rounds=2, connections=1, against="v1", scenarios=only))
    turn = [
        ("", "catalogue"),
        ("v1", "catalogue"),
        ("", "catalogue-first"),
        ("", "bare-catalogue"),
        ("", "lesson"),
        ("v1", "lesson"),
        ("", "bare-lesson"),
    ]
    assert asked == turn * 2
    assert {ratio.scenario: set(ratio.older) for ratio in report.ratios_of(rounds)} == {
        "catalogue": {"v1"},
        "catalogue-first": set(),
        "lesson": {"v1"},
    }


def test_what_the_driver_prints_is_read() -> None:
    said = (
        "Running 2s test @ http://localhost:1\n\n"
        'MEASURED {"requests":300,"microseconds":2000000,"refused":1,"broken":2,'
        '"latencies":[[900,200],[1500,100]]}\n'
    )
    seen = read(said)
    assert (seen.rate, seen.refused, seen.broken) == (150.0, 1, 2)
    assert seen.latencies == {900: 200, 1500: 100}


def test_a_driver_that_could_not_connect_is_quoted() -> None:
    with pytest.raises(DriverFailed, match="unable to connect"):
        read("unable to connect to localhost:1 Connection refused\n")


def test_the_driver_is_given_each_call_on_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def wrk(command: list[str], **_how: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        said = 'MEASURED {"requests":1,"microseconds":1,"refused":0,"broken":0,"latencies":[]}'
        return subprocess.CompletedProcess(command, 0, stdout=said, stderr="")

    monkeypatch.setattr(subprocess, "run", wrk)
    calls = [Call("/a/"), Call("/b/?n={n}", "POST", {"Cookie": "x=1; y=2", "X-Who": "me"}, '{"n": {n}}')]
    drive(
        Target("both", "Both", calls),
        address="http://localhost:1", seconds=2, connections=3, folder=tmp_path, first_number=70,
    )  # fmt: skip
    assert (tmp_path / "both.calls").read_text().split("\n")[:-1] == [
        "GET\t/a/\t\t",
        'POST\t/b/?n={n}\tCookie\x1ex=1; y=2\x1fX-Who\x1eme\t{"n": {n}}',
    ]
    assert asked[0][-3:] == ["--", str(tmp_path / "both.calls"), "70"]
    assert {"-c3", "-d2s", "http://localhost:1"} <= set(asked[0])


def test_the_site_knows_no_yardstick() -> None:
    assert not any(name.startswith("bench") for name in settings.INSTALLED_APPS)
    with pytest.raises(Resolver404):
        resolve("/bench/upsert/", "common.urls")
    assert resolve("/bench/upsert/").url_name == "wagtail_serve"  # a page that nobody has made


LOOK = """
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve
assert settings.DEBUG is False
assert resolve("/bench/upsert/").func.__module__ == "bench.views"
assert apps.get_model("bench.BarePage")
call_command("makemigrations", "bench", "--check", "--dry-run", verbosity=0)
"""


@pytest.mark.parametrize(
    ("module", "has_yardsticks"), [("bench.settings", True), ("config.settings.production", False)]
)
def test_only_the_settings_for_measuring_have_them(module: str, has_yardsticks: bool, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": module,
            "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
            "SECRET_KEY": "x" * 50,
            "ALLOWED_HOSTS": "localhost",
            "EMAIL_URL": "memory:",
            "LYCEUM_VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is has_yardsticks, done.stderr
    if not has_yardsticks:
        assert "AssertionError" in done.stderr
