"""The course page, and the way into the course."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learning.access import actions
from learning.classroom.caching.page_cache import may_be_kept
from learning.classroom.catalogue.cards import FavouriteButton, favourite_url, keep_favourite_url
from learning.classroom.course import appearance
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.resolve import course_context_for
from learning.classroom.course.screen import course_screen
from learning.classroom.course.tabs import course_tabs
from learning.classroom.dashboard.visitor_favourites import kept_for
from learning.progress.selectors import favourites_of, onward, progress_of


def show(request: HttpRequest, standing: CourseContext, *, page_id: int | None = None) -> HttpResponse:
    """page_id: of the course's page in the tree; None for a preview."""
    screen = course_screen(standing, tab=request.GET.get("tab", ""))
    context = {
        "screen": screen,
        "standing": standing,
        "tabs": course_tabs(screen),
        "favourite_button": _favourite_button(request, standing),
        "appearance": appearance.of_course(screen, request, page_id=page_id),
    }
    return may_be_kept(render(request, "classroom/course.html", context))


def _favourite_button(request: HttpRequest, standing: CourseContext) -> FavouriteButton | None:
    """At most one query; none in a preview."""
    person, course = standing.viewer.person, standing.course
    if standing.shows_only:
        return None
    if person is None:
        is_kept = str(course.public_id) in kept_for(request)
        return FavouriteButton(keep_favourite_url(course.public_id), is_kept, is_visitors=True)
    return FavouriteButton(favourite_url(course.public_id), course.pk in favourites_of(person))


def join(request: HttpRequest, standing: CourseContext) -> HttpResponse:
    """Take the course, and go back to the lesson that was wanted, or to its first open one.

    A stranger signs in first.
    """
    viewer = standing.viewer
    if viewer.person is None:
        return redirect(standing.sign_in_url)
    try:
        actions.enrol(person=viewer.person, course=standing.course, at=viewer.moment)
    except actions.EnrolmentRefused as refusal:
        messages.error(request, refusal.verdict.sentence)
        return redirect(standing.url)
    messages.success(request, _("You're enrolled in “%(title)s”.") % {"title": standing.outline.title})
    return redirect(_wanted_address(request, standing) or _first_address(standing))


def _wanted_address(request: HttpRequest, standing: CourseContext) -> str:
    """Of the lesson whose lock screen sent them; empty where they came from elsewhere."""
    origin = urlsplit(request.headers.get("Referer", "")).path
    wanted = standing.outline.by_path.get(origin.removeprefix(standing.url))
    return standing.lesson_url(wanted) if wanted else ""


def _first_address(standing: CourseContext) -> str:
    """Of the lesson to go on with, for somebody who has just enrolled; the course where none is open yet."""
    joined = course_context_for(standing.viewer, standing.course, url=standing.url)
    lesson = onward(progress_of(joined.enrolment, joined.outline), joined.lesson_verdicts).lesson
    return joined.lesson_url(lesson) if lesson else joined.url
