"""What deleting modules and lessons would touch, said before it is done.

`courses` knows nothing of learners: upper apps register what they know.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.courses.models import LessonPage

from .outline import OutlinePart, PartState

#: Sentences about the lessons with these identities, in a known number of queries.
Tell = Callable[[Collection[int]], Iterable[str]]
_registered: list[Tell] = []


def register(tell: Tell) -> None:
    """Let an upper app say what it knows of lessons that are to be deleted."""
    if tell not in _registered:
        _registered.append(tell)


def consequences_of(parts: Iterable[OutlinePart]) -> list[str]:
    """What deleting these would touch, in sentences. One query, and those of whoever registered."""
    every = {each.page_id: each for part in parts for each in (part, *part.lessons)}
    lessons = [part for part in every.values() if not part.is_module]
    told = []
    count = len(lessons)
    if count and any(part.is_module for part in every.values()):
        words = ngettext(
            "%(count)s lesson is deleted with it.", "%(count)s lessons are deleted with it.", count
        )
        told.append(words % {"count": count})
    if any(part.state != PartState.DRAFT for part in lessons):
        told.append(_("Learners keep what is published until the course is published again."))
    rows = LessonPage.objects.filter(pk__in=[part.page_id for part in lessons])
    identities = list(rows.values_list("lesson_id", flat=True))
    for tell in _registered:
        told += tell(identities)
    if any(activity for part in lessons for activity in part.activities):
        told.append(_("Quizzes and assignments in these lessons stay under Assessments."))
    return [*told, _("You can restore it from the list of what was deleted.")]
