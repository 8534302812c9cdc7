"""From what stands in an address to the course, the lesson, and the place where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from learning.access.policies import course_verdict, draft_verdict
from learning.access.selectors import enrolment_of, outline_with, release_for
from learning.classroom.course.course_context import CourseContext
from learning.courses.models import Course, CoursePage, Lesson
from learning.courses.release.outlines import Outline, outline_of_draft, outline_of_release
from learning.courses.viewer import Viewer, viewer_of
from learning.progress.selectors import KnownInCourse, known_course, known_in_course


def _courses() -> QuerySet[Course]:
    """Courses with what rules ask of their latest release, without its long texts."""
    return Course.objects.select_related("latest_release").defer(
        "latest_release__content", "latest_release__search_text"
    )


def course_by_id(course_id: int) -> Course:
    """Raises Course.DoesNotExist. One query."""
    return known_course(course_id)


def known_of(viewer: Viewer, course_id: int) -> KnownInCourse | None:
    """What one statement says of the viewer in a course; None for who looks back or is made up, whose rows
    lie elsewhere: each of them is asked for. Raises Course.DoesNotExist."""
    return None if viewer.looks_back or viewer.persona is not None else known_in_course(viewer, course_id)


def course_by_slug(slug: str) -> Course:
    """The course whose latest release has this slug. Raises Http404."""
    found = (
        _courses().filter(latest_release__slug=slug).order_by("latest_release__is_withdrawn", "pk").first()
    )
    if found is None:
        raise Http404(f"no course is called {slug}")
    return found


def lesson_by_id(public_id: UUID) -> Lesson:
    """A lesson with its course. Raises Http404."""
    return get_object_or_404(Lesson.objects.select_related("course__latest_release"), public_id=public_id)


def course_context_for(
    viewer: Viewer, course: Course, *, url: str, known: KnownInCourse | None = None
) -> CourseContext:
    """How the viewer stands to a course: at most six queries. Raises Http404 when there is nothing to show.

    url: the address of the course. known: what was read of the viewer in it; two queries less then, and the
    context has their progress without one.
    """
    enrolment = known.enrolment if known else enrolment_of(viewer, course)
    release_id = release_for(enrolment, course, viewer)
    if release_id is None:
        raise Http404("the course was never released")
    outline = outline_of_release(release_id, viewer.language_code)
    if outline.is_withdrawn and enrolment is None:
        raise Http404("the course was taken off the site")
    verdict = course_verdict(viewer, course, known.grants if known else None)
    if verdict.code == "private" and enrolment is None:
        raise Http404("the course exists only for those who have a grant")
    return CourseContext(
        viewer=viewer,
        course=course,
        outline=outline,
        enrolment=enrolment,
        verdict=verdict,
        url=url,
        recorded=known.progress if known else None,
    )


def draft_course_context_for(
    viewer: Viewer, course: Course, page: CoursePage, *, url: str, outline: Outline | None = None
) -> CourseContext:
    """How the viewer would stand to the course if its drafts were released. page: the course's.

    outline: what would be released; None: the drafts as they stand.
    """
    outline = outline or outline_of_draft(page)
    return CourseContext(
        viewer=viewer,
        course=course,
        outline=outline,
        enrolment=enrolment_of(viewer, course),
        verdict=draft_verdict(viewer, course, outline),
        url=url,
    )


def course_addresses(request: HttpRequest, course_ids: Iterable[int], language_code: str) -> dict[int, str]:
    """Where courses stand: the page in the language, else one that is published, else any. One query.

    A course whose page is unpublished still has its address, for those who are in.
    """
    pages = CoursePage.objects.filter(course__in=list(course_ids)).select_related("locale")
    best_last = sorted(pages, key=lambda page: (page.locale.language_code == language_code, page.live))
    addresses = {page.course_id: page.get_url(request) for page in best_last}
    return {course_id: url for course_id, url in addresses.items() if url}


def lesson_address(request: HttpRequest, lesson: Lesson) -> str:
    """Where a lesson stands in the edition that the viewer is shown; their dashboard if it is in none."""
    viewer = viewer_of(request)
    enrolment = enrolment_of(viewer, lesson.course)
    outline = outline_with(enrolment, lesson.course, lesson.pk, viewer.language_code)
    found = outline.by_id.get(lesson.pk) if outline else None
    url = course_addresses(request, [lesson.course_id], viewer.language_code).get(lesson.course_id)
    return f"{url}{found.path}" if url and found else reverse("classroom:dashboard")
