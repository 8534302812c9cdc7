"""Two processes at the outbox at once: each fact reaches each handler once (PostgreSQL's row locks)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction

from common.background import schedule
from common.background.schedule import Periodic
from common.events import outbox
from common.models import OutboxDelivery, OutboxRow, PeriodicRun
from common.tests.facts import SampleFact, listening

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def leave_behind(count: int) -> list[OutboxRow]:
    return [
        OutboxRow.objects.create(
            kind=SampleFact.kind,
            payload=SampleFact(number).as_json(),
            emitted_at=NOON,
            next_attempt_at=NOON,
        )
        for number in range(count)
    ]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with its own connection, from the same moment on. Returns what they return."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=10)
            results[place] = jobs[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_a_sweep_passes_over_what_another_holds() -> None:
    held, free = leave_behind(2)
    claimed: list[list[OutboxRow]] = []

    with transaction.atomic():
        list(OutboxRow.objects.filter(pk=held.pk).select_for_update())
        at_once(lambda: claimed.append(outbox._claim(NOON, 10, "default")))

    assert claimed == [[free]]


def test_two_sweeps_share_the_work() -> None:
    leave_behind(60)
    heard: list[int] = []
    with listening(_Notes(heard)):
        swept = at_once(lambda: outbox.sweep(now=NOON), lambda: outbox.sweep(now=NOON))

    assert sorted(heard) == list(range(60))
    assert sum(each.delivered for each in swept) == 60
    assert not OutboxRow.objects.undelivered().exists()


def test_the_race_is_real_without_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were deliveries not recorded, the process that told a fact and the sweep would both deliver it."""
    assert _deliver_twice_at_once(monkeypatch, is_recorded=False) == [0, 0]


def test_the_record_lets_one_through(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _deliver_twice_at_once(monkeypatch, is_recorded=True) == [0]
    assert OutboxDelivery.objects.count() == 1


def _deliver_twice_at_once(monkeypatch: pytest.MonkeyPatch, *, is_recorded: bool) -> list[int]:
    [row] = leave_behind(1)
    heard: list[int] = []
    if not is_recorded:
        monkeypatch.setattr(outbox, "_DELIVERIES", _NoRecord())
    with listening(_Notes(heard)):
        at_once(*[lambda: outbox.deliver(row, SampleFact(0))] * 2)
    return heard


class _NoRecord:
    def add(self, _row: Any, *, using: str) -> bool:
        return True


class _Notes:
    """A handler that takes a moment and then notes which fact it heard of."""

    __name__ = "notes"

    def __init__(self, heard: list[int]) -> None:
        self.heard = heard

    def __call__(self, fact: SampleFact) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.005)")
        self.heard.append(fact.number)


def test_of_many_processes_one_does_the_periodic_work() -> None:
    rung: list[int] = []
    work = Periodic("common.tests.bell", schedule.LONGEST_RUN, lambda: rung.append(1))
    at_once(*[lambda: schedule.run(work, now=NOON, unless_started_after=NOON - work.interval)] * 8)

    assert rung == [1]
    assert PeriodicRun.objects.count() == 1
