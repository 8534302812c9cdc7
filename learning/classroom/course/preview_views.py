"""A page of a course as a learner would see it, from the drafts as they stand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from common.verdict import Verdict
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.screen import course_screen
from learning.classroom.course.tabs import course_tabs
from learning.classroom.lesson.article import article_of
from learning.classroom.lesson.screen import lesson_screen
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage
from learning.courses.models.authored import AuthoredPage
from learning.courses.release.outlines import outline_of_draft
from learning.courses.viewer import viewer_of


def show(request: HttpRequest, page: AuthoredPage) -> HttpResponse:
    """The screen that the page ends up on: of its course, of its module's place there, or of the lesson."""
    standing = _standing(request, page)
    if isinstance(page, LessonPage):
        return _lesson(request, standing, page)
    screen = course_screen(standing, tab="modules" if isinstance(page, ModulePage) else "")
    context = {"screen": screen, "standing": standing, "tabs": course_tabs(screen), "is_preview": True}
    return render(request, "classroom/course.html", context)


def _standing(request: HttpRequest, page: AuthoredPage) -> CourseContext:
    """The course with its drafts, entered as somebody who may read everything."""
    course_page = page if isinstance(page, CoursePage) else page.course_page()
    viewer = viewer_of(request).on_drafts()
    return CourseContext(
        viewer=viewer,
        course=course_page.course if course_page.course_id else Course(title=course_page.title),
        outline=outline_of_draft(course_page, shown=page),
        enrolment=None,
        verdict=Verdict.yes("preview"),
        url=course_page.get_url(request) or "/",
        is_preview=True,
    )


def _lesson(request: HttpRequest, standing: CourseContext, page: LessonPage) -> HttpResponse:
    found = standing.outline.by_id.get(page.lesson_id)
    if found is None:
        raise Http404("the lesson is not in the drafts of its course")
    screen = lesson_screen(standing, found)
    context = {
        "screen": screen,
        "standing": standing,
        "article": article_of(screen, request),
    }
    return render(request, "classroom/lesson.html", context)
