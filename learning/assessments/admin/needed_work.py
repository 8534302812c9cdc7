"""Which quizzes, exams and assignments learners need: those that a release places which is in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from learning.access.needed_files import releases_in_use
from learning.courses.editor.needed_by_lessons import Need, names_first
from learning.courses.models import CoursePage, LessonPage, ReleaseLesson

from ..activity_kinds import assessment_kind
from ..models import Assignment, Exam, Quiz


def needs_of_work(items: Sequence[Quiz | Exam | Assignment]) -> list[Need]:
    """Where learners need them. At most six queries.

    Drafts that nobody published are needed nowhere, nor are translations: then learners take the source's.
    """
    own = {item.graded_item.public_id: item for item in items if item.live and _is_source(item)}
    courses = {item.course_id for item in own.values()}
    releases = {release.pk: release for release in releases_in_use(courses)} if own else {}
    on_course = [_on_course(item) for item in own.values() if _stands_on_course(item, releases)]
    rows = (
        ReleaseLesson.objects.filter(release__in=releases).exclude(activities=[]).order_by("-release__number")
    )
    pages = dict(
        LessonPage.objects.filter(lesson__course__in=courses, alias_of=None).values_list("lesson", "pk")
    )
    found: dict[tuple[UUID, int], Need] = {}
    named: dict[int, str] = {}
    for row in rows.select_related("lesson"):
        release = releases[row.release_id]
        for _block, _kind, public_id in row.activities:
            item = own.get(UUID(public_id))
            if item is None:
                continue
            named.setdefault(row.lesson_id, row.lesson.title)
            is_latest = release.pk == release.course.latest_release_id
            page = pages.get(row.lesson_id) if is_latest else None
            need = Need(item.title, release.course.title, named[row.lesson_id], page)
            found.setdefault((UUID(public_id), row.lesson_id), need)
    return [*on_course, *found.values()]


def _is_source(item: Any) -> bool:
    return bool(item.locale_id == item.course.source_locale_id)


def _stands_on_course(item: Any, releases: dict[int, Any]) -> bool:
    kind = assessment_kind(item.ACTIVITY_KIND)
    if kind.on_course is None or not any(each.course_id == item.course_id for each in releases.values()):
        return False
    there = Q(pk=item.pk, **dict(kind.on_course))
    return kind.stands_on_course(item) and type(item).objects.filter(there).exists()


def _on_course(item: Any) -> Need:
    page = (
        CoursePage.objects.filter(course=item.course_id, alias_of=None).values_list("pk", flat=True).first()
    )
    return Need(item.title, item.course.title, "", page)


def asked_before_deletion(request: HttpRequest, items: Sequence[Any]) -> HttpResponse | None:
    """The answer to a deletion, of one or of many, that learners would miss."""
    work = [item for item in items if isinstance(item, Quiz | Exam | Assignment)]
    return names_first(request, needs_of_work(work)) if work else None
