"""Background work that leaves a trace in the database, for a real worker to do."""

from __future__ import annotations

import time
from uuid import uuid4

from django.utils import timezone
from django_tasks import task

from common.models import CountedLimit


def traces(word: str) -> int:
    """How often a word was noted."""
    return CountedLimit.objects.filter(cache_key__startswith=f"{word}.").count()


@task()
def note(word: str) -> None:
    """Note that this was done once more."""
    CountedLimit.objects.create(cache_key=f"{word}.{uuid4()}", value="", expires=timezone.now())


@task()
def dawdle(word: str) -> None:
    """Begin, and never come to an end the first time."""
    note.call(f"{word}-begun")
    if traces(f"{word}-begun") == 1:
        time.sleep(300)
    note.call(f"{word}-done")
