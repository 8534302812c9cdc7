"""A bulk enrolment that was started while the broker was away runs once it is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from django_tasks import task_backends

from common import background
from common.background import jobs
from common.models import QueuedTask
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
    taken: list[Any] = []
    monkeypatch.setattr(background, "broker_answers", lambda: False)
    monkeypatch.setattr(current_app, "send_task", lambda _name, args, **_how: taken.extend(args))
    with django_capture_on_commit_callbacks(execute=True):
        actions.start_bulk(bulk=bulk, by=admin, at=timezone.now())
    job = QueuedTask.objects.get(task="learning.access.tasks.run_bulk")
    assert BulkEnrolmentJob.objects.get().state == BulkEnrolmentJob.State.RUNNING
    assert (job.args, taken) == ([bulk.pk], [])
    monkeypatch.setattr(background, "broker_answers", lambda: True)
    jobs.sweep(now=timezone.now() + timedelta(hours=1), tell=task_backends["default"].hand_over)
    assert job.pk in taken
