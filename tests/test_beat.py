"""Celery's beat starts with the list of periodic work."""

from datetime import timedelta
from pathlib import Path

from celery.beat import Service

from common.background.schedule import CELERY_TASK, periodic_work
from config import celery_app


def test_beat_knows_all_periodic_work(tmp_path: Path) -> None:
    chosen = celery_app.conf.beat_scheduler  # the command `celery beat` reads it, the class does not
    service = Service(celery_app, scheduler_cls=chosen, schedule_filename=str(tmp_path / "beat"))
    planned = service.scheduler.schedule
    service.scheduler.close()

    assert set(periodic_work()) <= set(planned)
    sweep = planned["common.tasks.sweep_outbox"]
    assert (sweep.task, list(sweep.args)) == (CELERY_TASK, ["common.tasks.sweep_outbox"])
    assert sweep.schedule.run_every == timedelta(minutes=1)
