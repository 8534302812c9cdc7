"""Periodic work runs once per interval, wherever it is asked for, and says how it went."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common import tasks
from common.background import schedule
from common.background.schedule import LONGEST_RUN, Periodic, every
from common.models import PeriodicRun

from .work import done, write_down_nothing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Bell:
    """Work that counts how often it was done, and fails when it is cracked."""

    def __init__(self) -> None:
        self.rung, self.cracked = 0, False

    def __call__(self) -> None:
        self.rung += 1
        if self.cracked:
            raise RuntimeError("cracked")


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Bell:
    """The only periodic work there is: every five minutes."""
    bell = Bell()
    work = Periodic("common.tests.bell", 5 * MINUTE, bell)
    monkeypatch.setattr(schedule, "_periodic", {work.name: work})
    # What the apps registered when they were imported stays away.
    monkeypatch.setattr(schedule, "autodiscover_modules", lambda name: None)
    return bell


@pytest.mark.django_db
class TestRunDue:
    def test_it_runs_at_once_and_then_once_per_interval(self, bell: Any) -> None:
        ran = [
            (minute, bool(schedule.run_due(now=NOON + minute * MINUTE))) for minute in (0, 1, 4, 5, 6, 9, 10)
        ]

        assert ran == [(0, True), (1, False), (4, False), (5, True), (6, False), (9, False), (10, True)]
        assert bell.rung == 3

    def test_a_success_is_recorded(self, bell: Any) -> None:
        schedule.run_due(now=NOON)

        run = PeriodicRun.objects.get()
        assert (run.name, run.started_at, run.failures, run.last_error) == ("common.tests.bell", NOON, 0, "")
        assert run.finished_at == run.succeeded_at is not None

    def test_a_failure_is_recorded_and_counted_until_the_next_success(
        self, bell: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        bell.cracked = True
        schedule.run_due(now=NOON)
        schedule.run_due(now=NOON + 5 * MINUTE)

        run = PeriodicRun.objects.get()
        assert (run.failures, run.last_error, run.succeeded_at) == (2, "RuntimeError: cracked", None)
        assert "common.tests.bell failed" in caplog.text

        bell.cracked = False
        schedule.run_due(now=NOON + 10 * MINUTE)
        run.refresh_from_db()
        assert (run.failures, run.last_error) == (0, "")

    def test_what_another_process_is_doing_is_left_to_it(self, bell: Any) -> None:
        PeriodicRun.objects.create(name="common.tests.bell", started_at=NOON - 10 * MINUTE)

        assert schedule.run_due(now=NOON) == []
        assert bell.rung == 0

    def test_what_a_dead_process_began_is_done_again(self, bell: Any) -> None:
        PeriodicRun.objects.create(name="common.tests.bell", started_at=NOON - LONGEST_RUN)

        assert schedule.run_due(now=NOON) == ["common.tests.bell"]

    def test_a_dead_process_is_known_by_its_silence(self, bell: Any) -> None:
        long_ago = NOON - 20 * MINUTE
        PeriodicRun.objects.create(name="common.tests.bell", started_at=long_ago, alive_at=NOON - MINUTE)
        assert schedule.run_due(now=NOON) == []
        assert schedule.run_due(now=NOON + MINUTE) == ["common.tests.bell"]

    def test_of_two_processes_that_found_it_due_one_does_it(self, bell: Any) -> None:
        """The second looked before the first took the row, and comes too late."""
        [work] = schedule.periodic_work().values()
        since = NOON - work.interval

        assert schedule.run(work, now=NOON, unless_started_after=since)
        assert not schedule.run(work, now=NOON, unless_started_after=since)
        assert bell.rung == 1

    def test_beat_asks_for_it_by_name(self, bell: Any) -> None:
        assert schedule.beat_schedule() == {
            "common.tests.bell": {
                "task": "common.run_periodic",
                "schedule": 5 * MINUTE,
                "args": ["common.tests.bell"],
            }
        }
        tasks.run_periodic("common.tests.bell")
        tasks.run_periodic("common.tests.bell")  # beat keeps the interval itself
        tasks.run_periodic("gone.since")
        assert bell.rung == 2


@pytest.mark.django_db
def test_a_task_can_be_periodic_too(bell: Any) -> None:
    every(minutes=1)(write_down_nothing)

    assert schedule.run_due(now=NOON) == ["common.tests.bell", "common.tests.work.write_down_nothing"]
    assert done == [(None, "MainThread")]
    done.clear()


def test_work_runs_at_most_once_a_minute() -> None:
    with pytest.raises(ValueError, match="minute"):
        every()


def test_what_every_site_needs_is_on_the_list() -> None:
    listed = {name: work.interval for name, work in schedule.periodic_work().items()}

    assert listed["common.tasks.sweep_outbox"] == MINUTE
    assert listed["common.tasks.publish_scheduled"] == MINUTE
    assert listed["common.tasks.forget_delivered"] == timedelta(days=1)
    assert listed["common.tasks.clear_sessions"] == timedelta(days=1)


@pytest.mark.django_db
def test_everything_on_our_own_list_can_run() -> None:
    own = {name: work for name, work in schedule.periodic_work().items() if name.startswith("common.")}
    for work in own.values():
        schedule.run(work, now=NOON)

    assert PeriodicRun.objects.filter(succeeded_at__isnull=False).count() == len(own) > 5
    assert not PeriodicRun.objects.filter(failures__gt=0).exists()
