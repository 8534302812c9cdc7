"""Work that is asked for with a change: kept beside it, and handed over once it is committed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from common import background
from common.background.durable import TaskRequested, enqueue_durably
from common.events import outbox
from common.models import OutboxRow, QueuedTask
from common.tests import work

pytestmark = pytest.mark.django_db
CELERY = {"default": {"BACKEND": "common.background.CeleryBackend"}}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[Any]:
    """The rows that the broker was told of."""
    settings.TASKS = CELERY
    taken: list[Any] = []
    monkeypatch.setattr(background, "broker_answers", lambda: True)
    monkeypatch.setattr(current_app, "send_task", lambda _name, args, **_how: taken.extend(args))
    return taken


def row() -> OutboxRow:
    return OutboxRow.objects.get(kind=TaskRequested.kind)


def test_it_is_kept_and_handed_over_after_the_commit(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_durably(work.write_down, "kept", 1, None, subject="about:it")
        assert not QueuedTask.objects.exists()
    job = QueuedTask.objects.get()
    assert (job.task, job.args, job.subject) == (
        "common.tests.work.write_down",
        ["kept", 1, None],
        "about:it",
    )
    assert sent == [job.pk]
    assert row().delivered_at is not None


def test_a_fact_of_an_earlier_version_is_understood() -> None:
    known = TaskRequested.from_json({"task": "common.tests.work.write_down", "args": {"tuple": ["old"]}})
    assert known == TaskRequested(task="common.tests.work.write_down", args=("old",))


def test_what_is_rolled_back_is_never_done(sent: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue_durably(work.write_down, "lost")
        raise RuntimeError
    assert not OutboxRow.objects.exists()
    outbox.sweep(now=timezone.now() + timedelta(hours=1))
    assert sent == []


def test_what_a_fact_cannot_keep_is_refused() -> None:
    with pytest.raises(TypeError):
        enqueue_durably(work.write_down, object())
    assert not OutboxRow.objects.exists()
