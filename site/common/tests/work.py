"""Tasks that only the tests enqueue. A backend finds a task by its dotted path, so they stand in a module."""

from __future__ import annotations

import threading

from django.db import OperationalError
from django_tasks import task

done: list[tuple[object, str]] = []


@task()
def write_down(word: object) -> None:
    """Note the word and the thread that did the work."""
    done.append((word, threading.current_thread().name))


@task()
def write_down_nothing() -> None:
    write_down.call(None)


@task()
def give_way() -> None:
    raise OperationalError("deadlock detected")


@task()
def stumble() -> None:
    raise RuntimeError("stumbled")
