"""Background work in the database: kept with what asked for it, taken once, found again if its process dies.

A row is written by `keep`, in the transaction that asks for the work. Whoever is told of it (a Celery worker,
the thread of a server) takes it by a conditional update, so that nobody does it beside somebody else, and
deletes it when it is done. What nobody took, as when Redis lost the message, and what a process left when it
died, is found by `sweep`.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResult, TaskResultStatus

from .heartbeat import DEAD_AFTER, heartbeat

if TYPE_CHECKING:
    from common.models import QueuedTask

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=1)  # whoever was told first is given so long to take it
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 3  # after which work is not begun again by itself
MOST_AT_ONCE = 500
MOST_LETTERS = 4_000  # of what went wrong
KEEP_FAILED = timedelta(days=30)
#: The work did nothing wrong: the database was away, or chose it to give way to others.
PASSING = {f"{error.__module__}.{error.__qualname__}" for error in (OperationalError, InterfaceError)}

#: What the work that is being enqueued is about; see `enqueue_durably`.
subject_of_enqueued: ContextVar[str] = ContextVar("subject_of_enqueued", default="")


class Outlook(StrEnum):
    """How work on a subject stands, for a screen that waits for it."""

    NONE = "none"  # nothing is kept: it is done, or was never asked for
    WAITING = "waiting"
    LATE = "late"  # nobody has taken it for a while
    RUNNING = "running"
    FAILED = "failed"


def keep(path: str, args: list[Any], kwargs: dict[str, Any], *, at: datetime) -> int:
    """Write down that a task is to be done. Returns the id of its row; one query, two where it has a subject.

    path: the task's dotted path. args, kwargs: as JSON holds them.
    """
    from common.models import QueuedTask

    subject = subject_of_enqueued.get()
    if subject:
        dismiss(subject)
    row = QueuedTask.objects.create(
        task=path,
        args=args,
        kwargs=kwargs,
        subject=subject,
        enqueued_at=at,
        next_send_at=at + GRACE,
    )
    return int(row.pk)


def run(task_id: int, *, perform: Callable[[str, list[Any], dict[str, Any]], TaskResult]) -> bool:
    """Take this work and do it, here and now. False: it is done, or somebody else has it.

    A failure is kept with the row; one that passes by itself is tried again later. Three queries.
    """
    from common.models import QueuedTask

    rows, now, holder = QueuedTask.objects.filter(pk=task_id), timezone.now(), uuid4()
    taken = rows.waiting().update(
        state=QueuedTask.State.RUNNING, holder=holder, alive_at=now, attempts=F("attempts") + 1
    )
    row = rows.filter(holder=holder).first() if taken else None
    if row is None:
        return False
    own = rows.filter(holder=holder)
    with heartbeat(lambda: own.update(alive_at=timezone.now())):
        try:
            result = perform(row.task, row.args, row.kwargs)
        except Exception:  # there is no such task any more
            logger.exception("%s can't be done", row)
            own.update(state=row.State.FAILED, last_error=traceback.format_exc()[-MOST_LETTERS:])
            return True
    if result.status == TaskResultStatus.SUCCESSFUL:
        own.delete()
    else:
        _give_back(row, result)
    return True


def _give_back(row: QueuedTask, result: TaskResult) -> None:
    """Keep what went wrong; what will pass waits for another attempt."""
    error = result.errors[-1] if result.errors else None
    passes = error is not None and error.exception_class_path in PASSING
    again = passes and row.attempts < MOST_ATTEMPTS
    own = type(row).objects.filter(pk=row.pk, holder=row.holder)
    own.update(
        state=row.State.WAITING if again else row.State.FAILED,
        next_send_at=timezone.now() + pause_before(row.attempts + 1),
        last_error=error.traceback[-MOST_LETTERS:] if error else "",
    )


def pause_before(send: int) -> timedelta:
    """How long until work is told of for this time (1 is the first): a minute, doubling, up to an hour."""
    return min(GRACE * 2 ** max(send - 1, 0), LONGEST_PAUSE)


def sweep(*, now: datetime, tell: Callable[[int], Any]) -> int:
    """Call `tell` with the ids of what nobody has taken, and of what a dead process left. Returns how many.

    What a process died of three times is given up: it may be what kills them.
    """
    from common.models import QueuedTask

    silent = QueuedTask.objects.silent_since(now - DEAD_AFTER)
    for row in silent.order_by("alive_at")[:MOST_AT_ONCE]:
        left = QueuedTask.objects.filter(pk=row.pk, holder=row.holder, alive_at=row.alive_at).running()
        if row.attempts < MOST_ATTEMPTS:
            logger.warning("The process of %s died; it is done again", row)
            left.update(state=QueuedTask.State.WAITING, next_send_at=now)
        else:
            logger.error("The process of %s died %d times; it is given up", row, row.attempts)
            left.update(
                state=QueuedTask.State.FAILED,
                last_error="Its process died each time. Nothing tries it again.",
            )
    due = list(QueuedTask.objects.due_at(now).order_by("next_send_at")[:MOST_AT_ONCE])
    for row in due:
        told = QueuedTask.objects.filter(pk=row.pk).waiting()
        told.update(sends=F("sends") + 1, next_send_at=now + pause_before(row.sends + 2))
        tell(row.pk)
    return len(due)


def outlook(subject: str, *, now: datetime) -> Outlook:
    """How the newest work on a subject stands; one query."""
    return outlooks([subject], now=now)[subject]


def outlooks(subjects: list[str], *, now: datetime) -> dict[str, Outlook]:
    """How the newest work on each subject stands; one query."""
    from common.models import QueuedTask

    rows = QueuedTask.objects.filter(subject__in=subjects).exclude(subject="").order_by("pk")
    newest = {row.subject: row for row in rows.defer("args", "kwargs", "last_error")}
    return {subject: _outlook(newest.get(subject), now) for subject in subjects}


def _outlook(row: QueuedTask | None, now: datetime) -> Outlook:
    if row is None:
        return Outlook.NONE
    from common.models import QueuedTask

    if row.state == QueuedTask.State.FAILED:
        return Outlook.FAILED
    if row.state == QueuedTask.State.WAITING:
        return Outlook.LATE if row.enqueued_at < now - GRACE else Outlook.WAITING
    is_silent = row.alive_at is None or row.alive_at < now - DEAD_AFTER
    return Outlook.LATE if is_silent else Outlook.RUNNING


def dismiss(subject: str) -> None:
    """Forget that work on a subject failed: it is done anew."""
    from common.models import QueuedTask

    QueuedTask.objects.failed().filter(subject=subject).exclude(subject="").delete()


def retry_failed(*, now: datetime) -> int:
    """Have everything that was given up done again; the next sweep tells of it. Returns how many."""
    from common.models import QueuedTask

    failed = QueuedTask.objects.failed()
    return failed.update(state=QueuedTask.State.WAITING, attempts=0, sends=0, next_send_at=now)


def forget_failed(*, now: datetime) -> int:
    """Delete what failed more than 30 days ago. Returns how many."""
    from common.models import QueuedTask

    return QueuedTask.objects.failed().filter(enqueued_at__lt=now - KEEP_FAILED).delete()[0]
