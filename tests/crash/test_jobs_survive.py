"""Redis loses its queue, hangs, or a worker is killed at work: each job is done, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

from common import background
from common.background import jobs
from common.models import PeriodicRun, QueuedTask

from .conftest import Site
from .held import wait_until
from .tasks_at_hand import dawdle, note, traces

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE = 90  # a worker takes its time to start on a busy machine


def tell(site: Site, task_id: int) -> None:
    """As a server does it that has just kept the work."""
    with Celery(broker=site.redis_url) as app:
        app.send_task(background.CELERY_TASK, args=[task_id])


def sweep_later(site: Site, minutes: int = 3) -> None:
    """As beat has it done, some minutes from now."""
    jobs.sweep(now=timezone.now() + timedelta(minutes=minutes), tell=lambda task_id: tell(site, task_id))


def test_what_redis_lost_and_what_a_killed_worker_left_is_done(site: Site) -> None:
    lost = jobs.keep(note.module_path, ["lost"], {}, at=timezone.now())
    tell(site, lost)
    site.redis.kill()  # with all that was queued
    site.redis.start()
    left = jobs.keep(dawdle.module_path, ["left"], {}, at=timezone.now())
    tell(site, left)
    site.worker.start()
    wait_until(lambda: traces("left-begun") == 1, seconds=PATIENCE, what="the job that is cut off")
    assert traces("lost") == 0
    site.worker.kill()

    sweep_later(site)  # its last sign of life is three minutes old then
    sweep_later(site)  # a message that comes twice does no harm
    site.worker.start()
    wait_until(lambda: not QueuedTask.objects.exists(), seconds=PATIENCE, what="the end of both jobs")
    assert (traces("lost"), traces("left-begun"), traces("left-done")) == (1, 2, 1)
    site.worker.kill()


@pytest.mark.parametrize("fault", ["kill", "hang"])
def test_while_redis_is_away_the_servers_do_the_work(site: Site, fault: str) -> None:
    PeriodicRun.objects.all().delete()
    getattr(site.redis, fault)()
    jobs.keep(note.module_path, ["away"], {}, at=timezone.now() - timedelta(minutes=2))
    wait_until(lambda: traces("away") == 1, seconds=PATIENCE, what="the job")
    wait_until(lambda: not QueuedTask.objects.exists(), what="its end")
    assert PeriodicRun.objects.filter(name="common.tasks.sweep_outbox", succeeded_at__isnull=False).exists()
