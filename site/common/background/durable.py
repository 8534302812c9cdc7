"""Work that must not be lost with its broker: kept in the outbox, and handed over again until it is taken.

`task.enqueue(...)` after a commit is lost when the broker can't be reached at that moment. Whoever enqueues
work that nothing else would find again uses `enqueue_durably`; else the task's docstring says what does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.module_loading import import_string
from django_tasks import task_backends
from django_tasks.base import Task

from common.background import CeleryBackend
from common.events import Fact, emit, handles


@dataclass(frozen=True)
class TaskRequested(Fact):
    """A task is to be done with these arguments. task: its dotted path."""

    task: str
    args: tuple[Any, ...] = ()


def enqueue_durably(task: Task[..., Any], *args: Any, using: str = DEFAULT_DB_ALIAS) -> None:
    """Have a task done after the commit; as long as no broker takes it, the sweep of the outbox asks again.

    args: what a fact can keep (None, bool, int, str, date, aware datetime, Decimal, UUID). The task may be
    done twice, so it must be safe to repeat. In a server without a broker its thread does the work: what that
    thread had not begun when the process ended is lost. using: the database whose transaction asks for it.
    """
    with transaction.atomic(using=using):
        emit(TaskRequested(task=task.module_path, args=args), using=using)


@handles(TaskRequested, name="common.background.hand_over")
def hand_over(fact: TaskRequested) -> None:
    """Raises what the broker raises, so that the sweep tries again."""
    task: Task[..., Any] = import_string(fact.task)
    backend = task_backends[task.backend]
    if isinstance(backend, CeleryBackend):
        backend.send(fact.task, list(fact.args), {})
    else:
        task.enqueue(*fact.args)
