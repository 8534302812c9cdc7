"""The comments that a marker keeps to use again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F

from ..models import SavedComment

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_SAVED = 2000  # characters


def keep_comment(*, person: User, text: str, at: datetime) -> SavedComment | None:
    """Keep a comment, each once; None where there is nothing to keep."""
    text = text.strip()[:LONGEST_SAVED]
    if not text:
        return None
    found = SavedComment.objects.filter(person=person, text=text).first()
    return found or SavedComment.objects.create(person=person, text=text, created_at=at)


def delete_comment(*, person: User, public_id: UUID) -> None:
    """Forget a comment of one's own; a repeat changes nothing."""
    SavedComment.objects.filter(person=person, public_id=public_id).delete()


def count_use(*, person: User, text: str) -> None:
    """Remember which of somebody's comments stand in a text, so that the most used come first."""
    kept = SavedComment.objects.filter(person=person).values_list("pk", "text")
    used = [pk for pk, comment in kept if comment in text]
    if used:
        SavedComment.objects.filter(pk__in=used).update(used_count=F("used_count") + 1)
