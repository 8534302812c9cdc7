"""The Celery app: `PYTHONPATH=site celery --app config worker` (and `beat`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("lyceum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def plan_periodic_work(**_: Any) -> None:
    """Give beat the list of periodic work; earlier than this, Django's apps are not loaded."""
    from common.schedule import beat_schedule

    app.conf.beat_schedule = beat_schedule()
