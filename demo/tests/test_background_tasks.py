"""The background work of seeding: each task once, after all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.module_loading import import_string
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task

from demo.background_tasks import DRAWN_ON_DEMAND, tasks_run_once_afterwards
from home.tasks import make_renditions

pytestmark = pytest.mark.django_db


class Recorder(BaseTaskBackend):
    """Notes the tasks that reach it."""

    def __init__(self) -> None:
        super().__init__("default", {"QUEUES": []})
        self.enqueued: list[tuple[str, Any]] = []

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> Any:
        self.enqueued.append((task.name, args))


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    usual, task_backends["default"] = task_backends["default"], Recorder()
    yield task_backends["default"]
    task_backends["default"] = usual


def test_a_task_that_was_enqueued_twice_runs_once(recorder: Recorder) -> None:
    with tasks_run_once_afterwards():
        for key in (1, 2, 1):
            make_renditions.enqueue("home.homepage", key)
        assert recorder.enqueued == []
    assert [args for _name, args in recorder.enqueued] == [("home.homepage", 2), ("home.homepage", 1)]


def test_what_is_drawn_on_demand_is_left_out(recorder: Recorder) -> None:
    with tasks_run_once_afterwards():
        for path in DRAWN_ON_DEMAND:
            import_string(path).enqueue(1)
    assert recorder.enqueued == []


def test_a_block_that_raises_leaves_nothing_to_do(recorder: Recorder) -> None:
    with pytest.raises(RuntimeError), tasks_run_once_afterwards():
        make_renditions.enqueue("home.homepage", 1)
        raise RuntimeError
    assert recorder.enqueued == []
