"""The Celery app: `PYTHONPATH=site celery --app config worker` (and `beat`)."""

import os

from celery import Celery, signals
from celery.beat import PersistentScheduler

from common.postgresql import limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("lyceum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
@signals.beat_init.connect
def answer_no_requests(**_: object) -> None:
    """Before a worker forks, and with that in all its processes."""
    limits.for_whole_process()


class Planner(PersistentScheduler):
    """Beat with our list of periodic work, which is known only once the apps are loaded."""

    def setup_schedule(self) -> None:
        from common.background.schedule import beat_schedule

        self.app.conf.beat_schedule = beat_schedule()
        super().setup_schedule()
