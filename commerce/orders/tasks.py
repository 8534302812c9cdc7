"""Periodic work of orders."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from common.background.schedule import every

from . import actions

#: A visitor's basket is there when they come back within this time.
KEEP_BASKETS = timedelta(days=60)


@every(days=1)
@task()
def forget_abandoned_baskets() -> None:
    actions.forget_abandoned_baskets(before=timezone.now() - KEEP_BASKETS)
