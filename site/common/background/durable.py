"""Work asked for together with a change, in whatever database that is written.

`task.enqueue(...)` keeps the work in the default database, in the transaction that is open there. Whoever
writes to another database, or wants a screen to know how the work stands, uses `enqueue_durably`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task

from common.events import Fact, emit, handles

from .jobs import subject_of_enqueued


@dataclass(frozen=True)
class TaskRequested(Fact):
    """A task is to be done with these arguments. task: its dotted path. subject: see `enqueue_durably`."""

    task: str
    args: tuple[Any, ...] = ()
    subject: str = ""


def enqueue_durably(
    task: Task[..., Any], *args: Any, subject: str = "", using: str = DEFAULT_DB_ALIAS
) -> None:
    """Have a task done after the commit, whatever dies meanwhile: the broker, a worker, this process.

    args: as JSON holds them. A task whose process died is begun again, so it must be safe to repeat; two
    never do it at the same time. subject: by which a screen asks how it stands (`jobs.outlook`). using: the
    database whose transaction asks for it.
    """
    with transaction.atomic(using=using):
        emit(TaskRequested(task=task.module_path, args=args, subject=subject), using=using)


@handles(TaskRequested, name="common.background.hand_over")
def hand_over(fact: TaskRequested) -> None:
    """Keep the work beside the record that this was delivered: both stand, or neither."""
    task: Task[..., Any] = import_string(fact.task)
    token = subject_of_enqueued.set(fact.subject)
    try:
        task.enqueue(*fact.args)
    finally:
        subject_of_enqueued.reset(token)
