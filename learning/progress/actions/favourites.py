"""Courses that a person keeps an eye on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from learning.progress.models import Favourite

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def toggle_favourite(*, person: User, course_id: int, at: datetime) -> bool:
    """Make a course a favourite, or no longer one. Returns whether it is one now."""
    removed, _per_model = Favourite.objects.filter(person=person, course_id=course_id).delete()
    if removed:
        return False
    Favourite.objects.get_or_create(person=person, course_id=course_id, defaults={"added_at": at})
    return True
