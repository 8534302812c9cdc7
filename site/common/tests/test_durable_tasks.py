"""Work that must not be lost: a broker that is away gets it later, from the sweep of the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from common.background.durable import TaskRequested, enqueue_durably
from common.events import outbox
from common.models import OutboxRow
from common.tests import work

pytestmark = pytest.mark.django_db
CELERY = {"default": {"BACKEND": "common.background.CeleryBackend"}}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[Any]:
    """What the broker was given; while `broken` stands in it first, it raises instead."""
    settings.TASKS = CELERY
    taken: list[Any] = []

    def send(name: str, args: list[Any]) -> None:
        if taken[:1] == ["broken"]:
            raise ConnectionError("nobody there")
        taken.append(args)

    monkeypatch.setattr(current_app, "send_task", send)
    return taken


def row() -> OutboxRow:
    return OutboxRow.objects.get(kind=TaskRequested.kind)


def test_it_is_handed_over_after_the_commit(sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_durably(work.write_down, "kept", 1, None)
        assert sent == []
    assert sent == [["common.tests.work.write_down", ["kept", 1, None], {}]]
    assert row().delivered_at is not None


def test_a_broker_that_was_away_gets_it_from_the_sweep(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    sent.append("broken")
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_durably(work.write_down, "late")
    assert (row().delivered_at, row().attempts) == (None, 1)
    del sent[:]
    outbox.sweep(now=timezone.now() + timedelta(hours=1))
    assert sent == [["common.tests.work.write_down", ["late"], {}]]
    outbox.sweep(now=timezone.now() + timedelta(hours=2))
    assert len(sent) == 1


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
