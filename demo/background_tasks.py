"""The background work that building the demo academy asks for: done once, after all of it."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResult, TaskResultStatus, task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from django_tasks.utils import get_random_id
from modelsearch.backends import get_search_backends
from modelsearch.tasks import insert_or_update_object_task
from wagtail.tasks import update_reference_index_task

logger = logging.getLogger(__name__)

#: What is drawn when somebody first asks for it: seeding does not draw it for visitors who may never come.
DRAWN_ON_DEMAND = {
    "home.tasks.draw_share_picture",
    "learning.certificates.tasks.draw_certificate",
    "learning.certificates.tasks.sign_certificate",
}
#: How many objects are read at a time for the search index.
BATCH = 500

#: App label, model name and primary key, as the tasks of both indexes take them.
ObjectName = tuple[str, str, str]


class TaskCollector(BaseTaskBackend):
    """Keeps what is enqueued. The same task with the same arguments is kept once: it looks at the present."""

    supports_async_task = True

    def __init__(self) -> None:
        super().__init__(DEFAULT_TASK_BACKEND_ALIAS, {"QUEUES": []})
        self._kept: dict[str, tuple[Task, Any, Any]] = {}

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        key = json.dumps([task.module_path, args, kwargs], sort_keys=True)
        self._kept.pop(key, None)  # it runs where it was asked for last
        self._kept[key] = task, args, kwargs
        return TaskResult(
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

    def write_indexes(self) -> None:
        """Bring both indexes up to date with what was saved so far, for all objects at once."""
        _update_search_index(self._take(insert_or_update_object_task))
        with transaction.atomic():
            for name in self._take(update_reference_index_task):
                update_reference_index_task.func(*name)

    def hand_over(self, backend: BaseTaskBackend) -> None:
        """Write the indexes and enqueue the other tasks, but what is drawn on demand."""
        self.write_indexes()
        for task, args, kwargs in self._kept.values():
            if task.module_path not in DRAWN_ON_DEMAND:
                backend.enqueue(task, args, kwargs)

    def _take(self, wanted: Task) -> list[ObjectName]:
        """The arguments of each call of this task, which names an object. They are kept no longer."""
        calls = {key: args for key, (task, args, _) in self._kept.items() if task.func is wanted.func}
        for key in calls:
            del self._kept[key]
        return list(calls.values())


@contextmanager
def tasks_run_once_afterwards() -> Iterator[TaskCollector]:
    """Hold back the tasks that are enqueued in the block, and do each once after it; none if it raises.

    The block may write the indexes itself, as a part of its transaction.
    """
    usual, collector = task_backends[DEFAULT_TASK_BACKEND_ALIAS], TaskCollector()
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = collector
    try:
        yield collector
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = usual
    collector.hand_over(usual)


def _update_search_index(names: Iterable[ObjectName]) -> None:
    """What modelsearch's task does, many objects at a time."""
    keys: defaultdict[Any, list[str]] = defaultdict(list)
    for app_label, model_name, key in names:
        keys[apps.get_model(app_label, model_name)].append(key)
    indexed: defaultdict[Any, list[Any]] = defaultdict(list)
    for model, wanted in keys.items():
        for start in range(0, len(wanted), BATCH):
            for found in model._default_manager.filter(pk__in=wanted[start : start + BATCH]):
                if (instance := found.get_indexed_instance()) is not None:
                    indexed[type(instance)].append(instance.pk)
    for model, wanted in indexed.items():
        for start in range(0, len(wanted), BATCH):
            batch = model.get_indexed_objects().filter(pk__in=wanted[start : start + BATCH])
            _add_to_search_index(model, list(batch))


def _add_to_search_index(model: Any, objects: list[Any]) -> None:
    """Add objects of one model. A search server that is down stops nothing."""
    for backend in get_search_backends(with_auto_update=True):
        try:
            backend.add_bulk(model, objects)
        except Exception:
            if not backend.catch_indexing_errors:
                raise
            logger.exception("%s could not be added to the search index", model._meta.label)
