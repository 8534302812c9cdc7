"""A bulk enrolment that was started while the broker was away runs once it is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from common.background.durable import TaskRequested
from common.events import outbox
from common.models import OutboxRow
from learning.access import actions
from learning.access.models import BulkEnrolmentJob
from learning.testing.bulk_jobs import prepare
from learning.testing.courses import AccountFactory, make_course, make_manager

pytestmark = pytest.mark.django_db


def test_a_job_is_run_by_the_sweep_when_the_broker_was_away(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    admin, learner = make_manager(), AccountFactory()
    bulk = prepare(admin, make_course(), learner.email)
    settings.TASKS = {"default": {"BACKEND": "common.background.CeleryBackend"}}
    broker_is_away = True
    taken: list[Any] = []

    def send(name: str, args: list[Any]) -> None:
        if broker_is_away:
            raise ConnectionError("nobody there")
        taken.append(args)

    monkeypatch.setattr(current_app, "send_task", send)
    with django_capture_on_commit_callbacks(execute=True):
        actions.start_bulk(bulk=bulk, by=admin, at=timezone.now())
    row = OutboxRow.objects.get(kind=TaskRequested.kind)
    assert BulkEnrolmentJob.objects.get().state == BulkEnrolmentJob.State.RUNNING
    assert (row.delivered_at, taken) == (None, [])
    broker_is_away = False
    outbox.sweep(now=timezone.now() + timedelta(hours=1))
    of_jobs = [args for args in taken if args[0] != "learning.access.tasks.follow_last_day"]  # of the release
    assert of_jobs == [["learning.access.tasks.run_bulk", [bulk.pk], {}]]
