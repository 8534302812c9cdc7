"""Where django-tasks' work is done: by Celery when there is Redis, else by a thread of the server.

Each piece of work is a row (see `common.background.jobs`), written in the transaction that asks for it: it
starts after the commit, never if that is rolled back, and is lost neither with the broker nor with a process.
While the broker is away, the threads of the servers stand in for the workers. `config/settings/base.py`
chooses the backend (TASKS).
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus, task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task
from django_tasks.utils import get_random_id
from redis import Redis
from redis.exceptions import RedisError

from common.caching.breaker import breaker_of
from common.caching.redis_cache import connection_options
from common.postgresql import limits

from . import jobs, schedule

logger = logging.getLogger(__name__)

CELERY_TASK = "common.run_queued_task"
LOOK_SECONDS = 10  # how often the thread looks whether periodic work is due
FAREWELL_SECONDS = 10  # how long a process that ends waits for work it was given


def after_commit(function: Callable[[], Any]) -> None:
    """Call `function` once every transaction that is open in this thread, on any database, has committed."""
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block:
            function = partial(transaction.on_commit, function, using=connection.alias, robust=True)
    function()


def perform(path: str, args: list[Any], kwargs: dict[str, Any]) -> TaskResult:
    """Do the work of the task with this dotted path, here and now. A failure is logged, not raised."""
    task: Task = import_string(path)
    return ImmediateBackend("here", {"QUEUES": []}).enqueue(task, args, kwargs)


def run(task_id: int) -> bool:
    """Take the work of a row and do it. False: it is done, or somebody else has it."""
    return jobs.run(task_id, perform=perform)


class _AfterCommitBackend(BaseTaskBackend):
    """Checks the work as django-tasks wants it, keeps it, and hands it over after the commit."""

    supports_async_task = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        self.accept(task.module_path, result.args, result.kwargs)
        return result

    def accept(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        task_id = jobs.keep(path, args, kwargs, at=timezone.now())
        after_commit(partial(self.hand_over, task_id))

    def hand_over(self, task_id: int) -> None:
        """Tell somebody of work that is kept. Raises nothing: it is told of again."""
        raise NotImplementedError


class CeleryBackend(_AfterCommitBackend):
    """A worker does it. No request waits for the broker: a thread of the process hands the work over.

    While the broker can't be reached, that thread does the work itself.
    """

    def hand_over(self, task_id: int) -> None:
        if _worker.is_serving:
            _worker.put(partial(self._send_or_do, task_id))
        else:
            self.send(task_id)

    def _send_or_do(self, task_id: int) -> None:
        if not self.send(task_id):
            run(task_id)

    def send(self, task_id: int) -> bool:
        """Hand the work to the broker now. False: it can't be reached."""
        if not broker_answers():
            return False
        try:
            once = {"max_retries": 1, "interval_start": 0}
            current_app.send_task(CELERY_TASK, args=[task_id], retry=True, retry_policy=once)
        except Exception as error:
            logger.warning("Celery did not take job %d: %s", task_id, error)
            return False
        return True


class ThreadBackend(_AfterCommitBackend):
    """The process's own thread does it, in the order of enqueueing.

    In a process that serves nothing (a management command, a shell) it is done at once, so that nothing is
    left over when the command ends.
    """

    def accept(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        if _worker.is_serving:
            super().accept(path, args, kwargs)
        else:
            after_commit(partial(perform, path, args, kwargs))

    def hand_over(self, task_id: int) -> None:
        if _worker.is_serving:
            _worker.put(partial(run, task_id))
        else:
            run(task_id)


def broker_answers() -> bool:
    """Whether Redis can be reached within half a second. What the caches have found out counts."""
    breaker = breaker_of(settings.REDIS_URL)
    if not breaker.lets_through():
        return False
    try:
        with Redis.from_url(settings.REDIS_URL, **connection_options()) as broker:
            broker.ping()
    except (RedisError, OSError) as error:
        if breaker.failed():
            logger.warning("Redis can't be reached: %s", error)
        return False
    breaker.answered()
    return True


def sweep() -> int:
    """Tell again of work that nobody took, and of what a dead process left. Returns how much that was."""
    backend = task_backends["default"]
    if not isinstance(backend, _AfterCommitBackend):
        return 0
    return jobs.sweep(now=timezone.now(), tell=backend.hand_over)


def _look() -> None:
    """What the thread does between its jobs: periodic work, where no beat and worker do it."""
    if isinstance(task_backends["default"], CeleryBackend) and broker_answers():
        return
    schedule.run_due()


class _Worker:
    """One daemon thread per process: first what it was given, and between that what is due periodically."""

    def __init__(self) -> None:
        self.is_serving = False
        self._forget_thread()

    def _forget_thread(self) -> None:
        """After a fork the thread stayed with the parent; its locks must not come along either."""
        self._jobs: queue.Queue[Callable[[], Any] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def put(self, job: Callable[[], Any]) -> None:
        self._jobs.put(job)
        self.start()

    def start(self) -> None:
        if self._thread is not None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="background", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Let the thread do what it was given and end; wait for that, but not for ever."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(FAREWELL_SECONDS)

    def _work(self) -> None:
        look_at = time.monotonic()
        while True:
            try:
                job = self._jobs.get(timeout=max(look_at - time.monotonic(), 0.01))
            except queue.Empty:
                pass
            else:
                if job is None:
                    return
                _guarded(job)
            if time.monotonic() >= look_at:
                _guarded(_look)
                look_at = time.monotonic() + LOOK_SECONDS


def _guarded(job: Callable[[], Any]) -> None:
    """Whatever happens to one job, the thread lives on, and keeps no connection that has gone stale."""
    try:
        close_old_connections()
        with limits.unhurried():
            job()
    except DatabaseError as error:
        # Most often a database that is not migrated yet, or a server that is being restarted.
        logger.warning("Background work must wait: %s", error)
    except Exception:
        logger.exception("Background work failed")
    finally:
        close_old_connections()


_worker = _Worker()


def serve() -> None:
    """Say that this process is a server, and start its thread.

    Called by `config/wsgi.py`, hence by gunicorn's workers and by runserver, but not by the autoreloader's
    parent nor by other management commands.
    """
    if not isinstance(task_backends["default"], _AfterCommitBackend):
        return
    _worker.is_serving = True
    os.register_at_fork(after_in_child=_worker._forget_thread)
    # A server that loads the application before it forks starts its thread with the first request.
    request_started.connect(_start, dispatch_uid="common.background")
    atexit.register(_worker.finish)
    _worker.start()


def _start(**_: Any) -> None:
    _worker.start()
