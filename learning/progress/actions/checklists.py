"""Ticking off what stands in a checklist of a lesson."""

from __future__ import annotations

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction

from learning.courses.release.outlines import content_of
from learning.courses.selectors import checklist_items
from learning.courses.viewer import Viewer
from learning.progress.models import ChecklistTick

from .lesson_session import LessonSession, open_lesson_session


class ItemNotFound(Exception):
    """The learner's edition of the lesson has no such item in a checklist; nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def tick(*, viewer: Viewer, lesson_public_id: UUID, block_id: str, item_id: str) -> None:
    """Tick off an item of a checklist. A repeat changes nothing.

    block_id, item_id: the ids in the body of the lesson. Raises LessonNotFound, LessonRefused, ItemNotFound.
    """
    seat = _seat_with(viewer, lesson_public_id, block_id, item_id)
    ChecklistTick.objects.get_or_create(
        enrolment=seat.enrolment,
        lesson_id=seat.lesson.id,
        block_id=block_id,
        item_id=item_id,
        defaults={"ticked_at": viewer.moment},
    )


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def untick(*, viewer: Viewer, lesson_public_id: UUID, block_id: str, item_id: str) -> None:
    """Take a tick back. A repeat changes nothing. Raises LessonNotFound, LessonRefused, ItemNotFound."""
    seat = _seat_with(viewer, lesson_public_id, block_id, item_id)
    ChecklistTick.objects.filter(
        enrolment=seat.enrolment, lesson=seat.lesson.id, block_id=block_id, item_id=item_id
    ).delete()


def _seat_with(viewer: Viewer, lesson_public_id: UUID, block_id: str, item_id: str) -> LessonSession:
    seat = open_lesson_session(viewer, lesson_public_id)
    if item_id not in checklist_items(content_of(seat.lesson).body).get(block_id, ()):
        raise ItemNotFound(item_id)
    return seat
