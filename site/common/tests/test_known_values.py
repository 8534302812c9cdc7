"""Values of a column are found one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from common.known_values import values_of
from common.models import QueuedTask

pytestmark = pytest.mark.django_db


def queue(*names: str) -> None:
    now = timezone.now()
    QueuedTask.objects.bulk_create(QueuedTask(task=name, enqueued_at=now, next_send_at=now) for name in names)


def test_each_value_once_in_order(django_assert_num_queries: Any) -> None:
    assert values_of(QueuedTask, "task") == []
    queue("b.b", "a.a", "b.b", "c.c", "a.a")
    with django_assert_num_queries(1):
        assert values_of(QueuedTask, "task") == ["a.a", "b.b", "c.c"]


def test_a_list_stays_short() -> None:
    queue(*(f"task.{place:04}" for place in range(600)))
    found = values_of(QueuedTask, "task")
    assert len(found) == 500 and found[0] == "task.0000"
