"""Who else has a course, or something in it, open: by the sessions that Wagtail keeps of its editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.admin.models import EditingSession

from learning.courses.models import CoursePage, LessonPage, ModulePage

from .conflicts import name_of
from .outline import CourseOutline

if TYPE_CHECKING:
    from accounts.models import User

#: Builders and editors report more often than this for as long as they are seen.
AWAY_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody, and the part that they have open in the editor; page_id 0: the course."""

    name: str
    page_id: int = 0
    title: str = ""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def report_presence(*, course_page: CoursePage, actor: User, at: datetime) -> None:
    """Note that somebody has the builder of a course open. Two queries."""
    kind = ContentType.objects.get_for_model(CoursePage)
    mine = EditingSession.objects.filter(user=actor, content_type=kind, object_id=str(course_page.pk))
    if not mine.update(last_seen_at=at):
        mine.create(user=actor, content_type=kind, object_id=str(course_page.pk), last_seen_at=at)


def who_else(outline: CourseOutline, *, reader: User, at: datetime) -> tuple[Present, ...]:
    """The others who were here within the last minute, each once; what they edit first. One query."""
    titles = {str(part.page_id): part.title for part in outline.every_part}
    kinds = ContentType.objects.get_for_models(CoursePage, ModulePage, LessonPage).values()
    sessions = EditingSession.objects.filter(
        content_type__in=kinds,
        object_id__in=[str(outline.page.pk), *titles],
        last_seen_at__gte=at - AWAY_AFTER,
    )
    found: dict[int, Present] = {}
    for session in sessions.exclude(user=reader).select_related("user").order_by("last_seen_at"):
        title = titles.get(session.object_id, "")
        if title or session.user_id not in found:
            here = Present(name_of(session.user), int(session.object_id) if title else 0, title)
            found[session.user_id] = here
    return tuple(sorted(found.values(), key=lambda here: here.name))
