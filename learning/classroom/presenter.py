"""How pages are shown: the presenter that `courses` asks, and the way from an address to a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.models import Page

from learning.access.models import BundleIndexPage, BundlePage, LearningPathIndexPage, LearningPathPage
from learning.access.selectors import moves_on
from learning.classroom.activities import screen_at
from learning.classroom.catalogue import views as catalogue_views
from learning.classroom.course import directory, preview_views
from learning.classroom.course import views as course_views
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.resolve import (
    course_by_id,
    course_context_for,
    draft_course_context_for,
    known_of,
)
from learning.classroom.instructors import views as instructor_views
from learning.classroom.lesson import views as lesson_views
from learning.classroom.offers import views as offer_views
from learning.classroom.requests import VisitRequest
from learning.courses.models import CatalogPage, Course, CoursePage, InstructorIndexPage, InstructorPage
from learning.courses.models.authored import AuthoredPage
from learning.courses.release.candidate_outlines import outline_of_candidate
from learning.courses.release.outlines import Outline, outline_of_release
from learning.courses.viewer import Viewer, viewer_of
from learning.progress.actions import move_at_next_lesson

ENROL = ("enroll",)

#: The screens of pages that are not courses or parts of one, by their type.
SCREENS: dict[type[Page], Callable[[HttpRequest, Any], HttpResponse]] = {
    LearningPathIndexPage: offer_views.show_path_list,
    LearningPathPage: offer_views.show_path,
    BundleIndexPage: offer_views.show_bundle_list,
    BundlePage: offer_views.show_bundle,
    InstructorIndexPage: instructor_views.show_list,
    InstructorPage: instructor_views.show,
}


def _standing(request: HttpRequest, page: CoursePage, path: tuple[str, ...]) -> CourseContext:
    """How whoever looks stands to the course; to its drafts, where a preview is of those."""
    viewer = viewer_of(request)
    url = page.get_url(request) or request.path
    lent = getattr(request, "preview_as", None)
    if lent is not None and lent.draft_course_id == page.course_id:
        course = course_by_id(page.course_id)
        outline = _submitted(lent.candidate_id, course, viewer) if lent.candidate_id else None
        return draft_course_context_for(viewer.on_drafts(), course, page, url=url, outline=outline)
    directory.remember(request, page, path)
    known = known_of(viewer, page.course_id)
    course = known.course if known else course_by_id(page.course_id)
    return course_context_for(viewer, course, url=url, known=known)


def _submitted(candidate_id: str, course: Course, viewer: Viewer) -> Outline:
    """What was submitted of a course. Raises Http404."""
    candidates = course.candidates.select_related("course__latest_release__course__source_locale")
    candidate = get_object_or_404(candidates.select_related("page__locale"), public_id=candidate_id)
    return outline_of_candidate(candidate, at=viewer.moment)


def _moved_on(request: HttpRequest, standing: CourseContext, path: str) -> str:
    """Where a learner finds the lesson that they open, if that moved them to a newer release; else nothing.

    A course may have its learners move with the next lesson that they open, which may be one that only the
    newer release has. path: of the lesson, below the course. No query for anybody else.
    """
    enrolment, viewer, course = standing.enrolment, standing.viewer, standing.course
    if request.method != "GET" or enrolment is None or not standing.verdict:
        return ""
    if standing.shows_only or viewer.looks_back or not moves_on(enrolment, course):
        return ""
    latest = outline_of_release(course.latest_release_id, viewer.language_code)
    lesson = standing.outline.by_path.get(path) or latest.by_path.get(path)
    enrolment.course = course
    if lesson is None or not move_at_next_lesson(enrolment=enrolment, lesson_id=lesson.id, at=viewer.moment):
        return ""
    there = latest.by_id.get(lesson.id)
    return standing.lesson_url(there) if there else f"{standing.url}?tab=modules"


class ClassroomPresenter:
    """Resolves what follows a course's address in the release that the viewer is shown."""

    def present_catalogue(self, request: HttpRequest, page: CatalogPage) -> HttpResponse:
        directory.remember(request, page, None)
        return catalogue_views.show(cast(VisitRequest, request), page)

    def present_course(self, request: HttpRequest, page: CoursePage, path: tuple[str, ...]) -> HttpResponse:
        standing = _standing(request, page, path)
        if path == ENROL:
            return (
                course_views.join(request, standing) if request.method == "POST" else redirect(standing.url)
            )
        if not path:
            return course_views.show(request, standing, page_id=page.pk)
        if request.method == "POST" and not standing.viewer.is_signed_in:
            # From a page whose session has ended: what was typed is kept on the way to the sign-in form.
            return redirect(standing.sign_in_url_for(f"{standing.url}{'/'.join(path)}/"))
        found = standing.outline.by_path.get("/".join(path) + "/")
        if moved := _moved_on(request, standing, "/".join(path) + "/"):
            return redirect(moved)
        if found is not None:
            return lesson_views.show(request, standing, found, page_id=page.pk)
        activity = screen_at(path)
        if activity is not None:
            screen, address = activity
            wanted = "/".join(address.lesson_path) + "/"
            is_added = bool(address.lesson_path) and wanted not in standing.outline.by_path
            is_added = is_added and standing.newer is not None and wanted in standing.newer.by_path
            return screen.show(request, standing.beyond() if is_added else standing, address)
        if standing.newer is not None and (added := standing.newer.by_path.get("/".join(path) + "/")):
            own = standing.outline.by_id.get(added.id)
            if own is not None:  # it has moved since; in their edition it stands where it stood
                return redirect(standing.lesson_url(own))
            return lesson_views.show(request, standing.beyond(), added, page_id=page.pk)
        module = standing.outline.module_by_slug(path[0]) if len(path) == 1 else None
        if module is None:
            raise Http404(f"nothing stands at {'/'.join(path)}")
        return redirect(f"{standing.url}#{module.slug}")

    def present_preview(self, request: HttpRequest, page: AuthoredPage) -> HttpResponse:
        return preview_views.show(request, page)

    def present_page(self, request: HttpRequest, page: Page) -> HttpResponse:
        screen = SCREENS.get(type(page))
        if screen is None:
            raise ImproperlyConfigured(
                f"the classroom has no screen for a page of type {type(page).__name__}"
            )
        return screen(request, page)
