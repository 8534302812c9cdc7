"""Courses that a person keeps an eye on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from learning.progress.models import Favourite

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def add_favourites(*, person: User, course_ids: Collection[int], at: datetime) -> None:
    """Make courses favourites; those that are stay as they are. One query; none for no courses."""
    rows = [Favourite(person=person, course_id=course_id, added_at=at) for course_id in course_ids]
    Favourite.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def toggle_favourite(*, person: User, course_id: int, at: datetime) -> bool:
    """Make a course a favourite, or no longer one. Returns whether it is one now."""
    removed, _per_model = Favourite.objects.filter(person=person, course_id=course_id).delete()
    if removed:
        return False
    Favourite.objects.get_or_create(person=person, course_id=course_id, defaults={"added_at": at})
    return True
