"""The one list of periodic work: `@every(minutes=5)` on a function in an app's `tasks.py`.

Celery's beat reads it (`beat_schedule`), and so does the embedded thread (`common.background`). Each run is
recorded in `PeriodicRun`, and claiming that row is what keeps two processes from doing the same work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import Task

from common.models import PeriodicRun

from .heartbeat import DEAD_AFTER, heartbeat

logger = logging.getLogger(__name__)

LONGEST_RUN = timedelta(hours=1)  # a run that has not ended and gives no sign of life is then taken for dead
CELERY_TASK = "common.run_periodic"

Work = TypeVar("Work", bound=Callable[[], Any] | Task)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A function without arguments that runs once per interval; `name` is its dotted path."""

    name: str
    interval: timedelta
    call: Callable[[], Any]


_periodic: dict[str, Periodic] = {}


def every(*, minutes: int = 0, hours: int = 0, days: int = 0) -> Callable[[Work], Work]:
    """Register the decorated function, or django-tasks' task, as periodic work. It must be safe to run twice.

    Raises ValueError unless the interval is at least a minute.
    """
    interval = timedelta(minutes=minutes, hours=hours, days=days)
    if interval < timedelta(minutes=1):
        raise ValueError("periodic work runs at most once a minute")

    def register(work: Work) -> Work:
        function = work.func if isinstance(work, Task) else work
        name = f"{function.__module__}.{function.__qualname__}"
        _periodic[name] = Periodic(name, interval, function)
        return work

    return register


def periodic_work() -> dict[str, Periodic]:
    """Everything that is registered, by name."""
    autodiscover_modules("tasks")
    return dict(sorted(_periodic.items()))


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The list in the form of Celery's `beat_schedule`."""
    return {
        work.name: {"task": CELERY_TASK, "schedule": work.interval, "args": [work.name]}
        for work in periodic_work().values()
    }


def run_due(*, now: datetime | None = None) -> list[str]:
    """Run what is due at `now` and not being run by another process. Returns the names of what ran."""
    now = now or timezone.now()
    last = dict(PeriodicRun.objects.values_list("name", "started_at"))
    due = [
        work
        for work in periodic_work().values()
        if work.name not in last or last[work.name] <= now - work.interval
    ]
    return [work.name for work in due if run(work, now=now, unless_started_after=now - work.interval)]


def run(work: Periodic, *, now: datetime | None = None, unless_started_after: datetime | None = None) -> bool:
    """Run one piece of work and record how it went. False when another process has it.

    unless_started_after: leave it alone when its last run began later than this.
    A failure is recorded and logged, not raised.
    """
    now = now or timezone.now()
    if not _claim(work.name, now, unless_started_after):
        return False
    rows = PeriodicRun.objects.filter(name=work.name)
    try:
        with heartbeat(lambda: rows.filter(started_at=now).update(alive_at=timezone.now())):
            work.call()
    except Exception as error:
        logger.exception("Periodic work %s failed", work.name)
        rows.update(
            finished_at=timezone.now(),
            failures=F("failures") + 1,
            last_error=f"{type(error).__name__}: {error}"[:4_000],
        )
    else:
        ended = timezone.now()
        rows.update(finished_at=ended, succeeded_at=ended, failures=0, last_error="")
    return True


def _claim(name: str, now: datetime, unless_started_after: datetime | None) -> bool:
    """Take the row in one conditional statement: of several processes one sees a row changed."""
    is_silent = Q(alive_at__isnull=True, started_at__lte=now - LONGEST_RUN) | Q(
        alive_at__lte=now - DEAD_AFTER
    )
    claimable = Q(finished_at__isnull=False) | is_silent
    if unless_started_after is not None:
        claimable &= Q(started_at__lte=unless_started_after)
    if PeriodicRun.objects.filter(claimable, name=name).update(
        started_at=now, alive_at=now, finished_at=None
    ):
        return True
    _, is_new = PeriodicRun.objects.get_or_create(name=name, defaults={"started_at": now, "alive_at": now})
    return is_new
