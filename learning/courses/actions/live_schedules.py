"""When a live lesson takes place: acts at once, and is not part of a draft or a release."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from learning.courses.models import Lesson, LiveSchedule, LiveScheduleChange

if TYPE_CHECKING:
    from accounts.models import User


def schedule_lesson(
    *,
    lesson: Lesson,
    starts_at: datetime | None,
    minutes: int | None = None,
    join_url: str = "",
    actor: User | None,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> LiveScheduleChange | None:
    """Say when a live lesson takes place, for how long, and where to join it, from now on.

    starts_at: None while there is no date. minutes: None for as long as the lesson is said to take.
    The same again changes nothing and returns None.
    """
    says = {"starts_at": starts_at, "minutes": minutes, "join_url": join_url}
    with transaction.atomic(using=using):
        Lesson.objects.using(using).select_for_update().get(pk=lesson.pk)
        standing = LiveSchedule.objects.using(using).filter(lesson=lesson).first()
        if standing is None:
            if says == {"starts_at": None, "minutes": None, "join_url": ""}:
                return None
            LiveSchedule.objects.using(using).create(lesson=lesson, **says)
        elif all(getattr(standing, name) == value for name, value in says.items()):
            return None
        else:
            LiveSchedule.objects.using(using).filter(pk=standing.pk).update(**says)
        return LiveScheduleChange.objects.using(using).create(
            lesson=lesson, changed_at=at, changed_by=actor, **says
        )


def copy_live_schedule(*, source: Lesson, target: Lesson, actor: User | None, at: datetime) -> None:
    """Let a copied lesson take place when the lesson does that it was copied from."""
    standing = LiveSchedule.objects.filter(lesson=source).first()
    if standing is not None:
        schedule_lesson(
            lesson=target,
            starts_at=standing.starts_at,
            minutes=standing.minutes,
            join_url=standing.join_url,
            actor=actor,
            at=at,
        )
