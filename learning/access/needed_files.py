"""Which files learners need: those that a release shows which somebody learns with, or newcomers begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from learning.courses.editor.needed_by_lessons import Need, names_first
from learning.courses.models import Course, CoursePage, LessonPage, Release
from learning.courses.release.outlines import outline_of_release

from .file_access import lessons_that_name, names_on_cover
from .models import Enrolment

View = Callable[..., HttpResponse]


def releases_in_use(courses: Iterable[int]) -> list[Release]:
    """The latest releases of courses that are on the site, and those that learners were left on. One query.

    courses: their ids.
    """
    ids = list(courses)
    left_on = Enrolment.objects.filter(course__in=ids, release__isnull=False).values("release")
    latest = Q(course__latest_release=None) | Q(is_withdrawn=True)
    used = Q(pk__in=left_on) | (
        Q(pk__in=Course.objects.filter(pk__in=ids).values("latest_release")) & ~latest
    )
    rows = Release.objects.filter(used, course__in=ids).select_related("course").order_by("course", "-number")
    return list(rows.defer("content", "search_text"))


def needs_of_files(items: Sequence[Any]) -> list[Need]:
    """Where learners need these pictures, documents or media.

    Six queries, and the reading of each release that this process has not read yet.
    """
    courses = _courses_with(items)
    found: dict[tuple[int, str, int | None], Need] = {}
    pages = dict(
        LessonPage.objects.filter(lesson__course__in=courses, alias_of=None).values_list("lesson", "pk")
    )
    covers = dict(CoursePage.objects.filter(course__in=courses, alias_of=None).values_list("course", "pk"))
    for release in releases_in_use(courses):
        is_latest = release.pk == release.course.latest_release_id
        for item in items:
            wanted = (item._meta.label, str(item.pk))
            for lesson_id in lessons_that_name(release, wanted):
                titles = {lesson.id: lesson.title for lesson in outline_of_release(release.pk).lessons}
                page = pages.get(lesson_id) if is_latest else None
                need = Need(item.title, release.course.title, titles.get(lesson_id, ""), page)
                found.setdefault((item.pk, item._meta.label, lesson_id), need)
            if is_latest and names_on_cover(release, wanted):
                need = Need(item.title, release.course.title, "", covers.get(release.course_id))
                found.setdefault((item.pk, item._meta.label, None), need)
    return list(found.values())


def _courses_with(items: Sequence[Any]) -> set[int]:
    """Courses in whose collections the files lie, or whose pages name them. Three queries."""
    paths = {
        item.collection.path[:end]
        for item in items
        for end in range(item.collection.steplen, len(item.collection.path) + 1, item.collection.steplen)
    }
    named = Q(pk__in=[])
    for item in items:
        kind = ContentType.objects.get_for_model(type(item))
        named |= Q(to_content_type=kind, to_object_id=str(item.pk))
    pages = {
        int(pk)
        for pk in ReferenceIndex.objects.filter(named).values_list("object_id", flat=True)
        if pk.isdigit()
    }
    by_page = Course.objects.filter(Q(pages__in=pages) | Q(lessons__pages__in=pages))
    own = Course.objects.filter(collection__path__in=paths)
    return set(own.values_list("pk", flat=True)) | set(by_page.values_list("pk", flat=True))


def asked_before_many(request: HttpRequest, kind: str, items: list[Any]) -> HttpResponse | None:
    """The answer to a bulk action that would delete files which learners need."""
    if kind != "delete" or not items or not hasattr(items[0], "collection"):
        return None
    return names_first(request, needs_of_files(items))


def asks_first(view: View, model: Any, name: str) -> View:
    """Wagtail's view that deletes a file, behind the question who needs it. name: of the address's id."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = model.objects.select_related("collection").filter(pk=kwargs[name]).first()
        policy: Any = policy_registry.get_by_type(model)
        if item is None or not policy.user_has_permission_for_instance(request.user, "delete", item):
            return view(request, *args, **kwargs)
        return names_first(request, needs_of_files([item])) or view(request, *args, **kwargs)

    return asking
