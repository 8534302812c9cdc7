"""Many are told of one job at once, and many want the same work for themselves: one has it (PostgreSQL)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import TaskResult

from common import background
from common.background import jobs, ongoing
from common.caching.counting import CountingTable
from common.models import QueuedTask
from tests.races.test_outbox_at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PATH = "common.tests.work.write_down_nothing"
MANY = 6


def test_who_looks_first_and_then_begins_is_not_alone() -> None:
    """The race that the conditional update is for."""
    task_id, begun = jobs.keep(PATH, [], {}, at=NOON), []
    have_looked = threading.Barrier(MANY)

    def look_and_begin() -> None:
        is_waiting = QueuedTask.objects.waiting().filter(pk=task_id).exists()
        have_looked.wait(timeout=10)
        if is_waiting:
            QueuedTask.objects.filter(pk=task_id).update(state="running")
            begun.append(1)

    at_once(*[look_and_begin] * MANY)
    assert len(begun) == MANY


def test_of_many_who_are_told_one_does_it() -> None:
    task_id, begun = jobs.keep(PATH, [], {}, at=NOON), []

    def perform(*_what: Any) -> TaskResult:
        begun.append(1)
        return background.perform(PATH, [], {})

    did = at_once(*[lambda: jobs.run(task_id, perform=perform)] * MANY)
    assert (sorted(did), len(begun)) == ([False] * (MANY - 1) + [True], 1)
    assert not QueuedTask.objects.exists()


def test_a_sweep_and_the_process_that_comes_back_to_life() -> None:
    """Its sign of life or the sweep counts, whichever is first; the work is never at two places."""
    row = QueuedTask.objects.get(pk=jobs.keep(PATH, [], {}, at=NOON))
    holder = "11111111-1111-1111-1111-111111111111"
    QueuedTask.objects.update(state="running", holder=holder, alive_at=NOON, attempts=1)
    told: list[int] = []
    own = QueuedTask.objects.filter(pk=row.pk, holder=holder)
    at_once(
        lambda: jobs.sweep(now=NOON + timedelta(minutes=5), tell=told.append),
        lambda: own.running().update(alive_at=timezone.now()),
    )
    row.refresh_from_db()
    assert (row.state, told) in [("waiting", [row.pk]), ("running", [])]


@pytest.mark.parametrize("is_left_over", [False, True])
def test_of_many_who_want_work_for_themselves_one_gets_it(is_left_over: bool) -> None:
    minute = timedelta(minutes=1)
    if is_left_over:
        ongoing.claim("work", at=NOON - 2 * minute, lasts=minute)
    got = at_once(*[lambda: ongoing.claim("work", at=NOON, lasts=minute)] * MANY)
    assert len([holder for holder in got if holder is not None]) == 1


def test_many_who_are_counted_in_the_database_are_all_counted() -> None:
    table = CountingTable("common_counted_limit", {"TIMEOUT": 3600})
    table.set("many", 0)
    counted = at_once(*[lambda: CountingTable("common_counted_limit", {}).incr("many")] * MANY)
    assert sorted(counted) == list(range(1, MANY + 1))
