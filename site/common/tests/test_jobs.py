"""Background work in the database: taken once, found again, given up when it kills its process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from common import background
from common.background import jobs, ongoing
from common.background.jobs import MOST_ATTEMPTS, Outlook, outlook, subject_of_enqueued
from common.models import OngoingWork, QueuedTask

from . import work

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATH = "common.tests.work.write_down"


@pytest.fixture(autouse=True)
def nothing_done() -> Any:
    work.done.clear()
    yield
    work.done.clear()


def kept(subject: str = "", at: datetime = NOON) -> QueuedTask:
    token = subject_of_enqueued.set(subject)
    row = QueuedTask.objects.get(pk=jobs.keep(PATH, ["word"], {}, at=at))
    subject_of_enqueued.reset(token)
    return row


def swept(now: datetime) -> list[int]:
    told: list[int] = []
    jobs.sweep(now=now, tell=told.append)
    return told


def taken(row: QueuedTask, *, at: datetime, attempts: int = 1) -> None:
    """As a process leaves it that was killed."""
    QueuedTask.objects.filter(pk=row.pk).update(
        state="running", holder="11111111-1111-1111-1111-111111111111", alive_at=at, attempts=attempts
    )


def test_what_was_lost_is_told_of_less_and_less_often() -> None:
    row = kept()
    minutes = [minute for minute in range(20) if swept(NOON + minute * MINUTE)]
    assert minutes == [1, 3, 7, 15]
    assert background.run(row.pk)
    assert not background.run(row.pk)
    assert swept(NOON + timedelta(days=1)) == []
    assert len(work.done) == 1


def test_what_a_dead_process_left_is_done_again_and_then_given_up() -> None:
    row = kept()
    taken(row, at=NOON)
    assert swept(NOON + MINUTE) == []
    assert swept(NOON + 3 * MINUTE) == [row.pk]
    taken(row, at=NOON, attempts=MOST_ATTEMPTS)
    assert swept(NOON + 3 * MINUTE) == []
    row.refresh_from_db()
    assert row.state == QueuedTask.State.FAILED
    assert not background.run(row.pk)
    assert jobs.retry_failed(now=NOON) == 1
    assert swept(NOON) == [row.pk]
    assert background.run(row.pk)


def test_a_process_that_was_taken_for_dead_keeps_nothing_of_the_next_one() -> None:
    """It hung, somebody else did the work meanwhile, and now it wants to say that it failed."""
    row = kept()

    def perform(*_what: Any) -> Any:
        QueuedTask.objects.filter(pk=row.pk).update(holder="22222222-2222-2222-2222-222222222222")
        return background.perform("common.tests.work.stumble", [], {})

    assert jobs.run(row.pk, perform=perform)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (QueuedTask.State.RUNNING, "")


def test_what_fails_by_the_database_waits_for_another_attempt() -> None:
    row = kept()
    QueuedTask.objects.update(task="common.tests.work.give_way", args=[])
    states = []
    for _attempt in range(MOST_ATTEMPTS):
        background.run(row.pk)
        row.refresh_from_db()
        states.append(row.state)
    assert states == ["waiting", "waiting", "failed"]
    assert "deadlock detected" in row.last_error


def test_a_task_that_is_gone_since_has_failed() -> None:
    row = kept()
    QueuedTask.objects.update(task="common.tests.work.gone")
    assert background.run(row.pk)
    row.refresh_from_db()
    assert (row.state, "gone" in row.last_error) == (QueuedTask.State.FAILED, True)


def test_a_screen_learns_how_its_work_stands() -> None:
    assert outlook("import:1", now=NOON) == Outlook.NONE
    row = kept("import:1")
    assert outlook("import:1", now=NOON) == Outlook.WAITING
    assert outlook("import:1", now=NOON + 2 * MINUTE) == Outlook.LATE
    taken(row, at=NOON)
    assert outlook("import:1", now=NOON + MINUTE) == Outlook.RUNNING
    assert outlook("import:1", now=NOON + 3 * MINUTE) == Outlook.LATE
    QueuedTask.objects.update(state="failed")
    assert outlook("import:1", now=NOON) == Outlook.FAILED
    kept("import:1")
    assert outlook("import:1", now=NOON) == Outlook.WAITING


def test_what_failed_long_ago_is_forgotten() -> None:
    for days in (1, 31):
        taken(kept(at=NOON - timedelta(days=days)), at=NOON)
    QueuedTask.objects.update(state="failed")
    assert jobs.forget_failed(now=NOON) == 1


def test_work_is_one_persons_until_it_is_over_or_too_old() -> None:
    minute = {"lasts": MINUTE}
    mine = ongoing.claim("a", at=NOON, **minute)
    assert mine is not None
    assert ongoing.claim("a", at=NOON, **minute) is None
    assert ongoing.claim("b", at=NOON, **minute) is not None
    assert ongoing.go_on("a", mine, at=NOON + MINUTE / 2, **minute)
    assert ongoing.claim("a", at=NOON + MINUTE, **minute) is None
    theirs = ongoing.claim("a", at=NOON + 2 * MINUTE, **minute)
    assert theirs is not None
    assert not ongoing.go_on("a", mine, at=NOON, **minute)
    ongoing.release("a", mine)
    assert OngoingWork.objects.filter(name="a", holder=theirs).exists()
    ongoing.release("a", theirs)
    assert ongoing.claim("a", at=timezone.now(), **minute) is not None


def test_how_far_work_is_that_goes_on_in_turns() -> None:
    for done in (1, 2):
        ongoing.tell("turns", done=done, total=9, at=NOON, lasts=MINUTE)
    found = ongoing.find("turns", at=NOON)
    assert found is not None
    assert (found.done, found.total) == (2, 9)
    assert ongoing.find("turns", at=NOON + MINUTE) is None
