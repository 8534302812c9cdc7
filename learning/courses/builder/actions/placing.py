"""Make a quiz or an assignment, and place it in a lesson."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses import activities
from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused
from learning.courses.models import CoursePage, LessonPage

from .editing import part_of, refuse_locked

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def place_new_activity(
    *, course_page: CoursePage, page_id: int, kind: str, title: str, actor: User
) -> activities.BegunActivity:
    """Begin an activity of a kind for the course and place it at the end of a lesson's draft.

    Raises GestureConflict where the lesson is gone, GestureRefused for a module, a locked lesson and a kind
    that can't be begun here. About forty queries.
    """
    lock_course(course_page.course_id)
    page = part_of(course_page, page_id)
    known = {each.name: each for each in activities.placed_kinds()}
    if not isinstance(page, LessonPage) or kind not in known:
        raise GestureRefused(_("This can't be changed here."))
    refuse_locked(page, actor)
    begun = known[kind].begin(course=course_page.course, title=title, actor=actor)
    if begun is None:
        raise GestureRefused(_("This can't be changed here."))
    draft = page.get_latest_revision_as_object()
    block = {"type": kind, "value": begun.block_value, "id": str(uuid.uuid4())}
    draft.body = [*draft.body.raw_data, block]
    draft.save_revision(user=actor, clean=False, log_action=True)
    return begun
