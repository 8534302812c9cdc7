"""The course page, and the way into the course."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learning.access import actions
from learning.classroom.caching.page_cache import may_be_kept
from learning.classroom.catalogue.cards import FavouriteButton, favourite_url
from learning.classroom.course import appearance
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.screen import course_screen
from learning.classroom.course.tabs import course_tabs
from learning.progress.selectors import favourites_of


def show(request: HttpRequest, standing: CourseContext, *, page_id: int | None = None) -> HttpResponse:
    """page_id: of the course's page in the tree; None for a preview."""
    screen = course_screen(standing, tab=request.GET.get("tab", ""))
    person = standing.viewer.person
    context = {
        "screen": screen,
        "standing": standing,
        "tabs": course_tabs(screen),
        "favourite_button": FavouriteButton(
            favourite_url(standing.course.public_id), standing.course.pk in favourites_of(person)
        )
        if person and not standing.viewer.is_preview
        else None,
        "appearance": appearance.of_course(screen, request, page_id=page_id),
    }
    return may_be_kept(render(request, "classroom/course.html", context))


def join(request: HttpRequest, standing: CourseContext) -> HttpResponse:
    """Take the course, and go to its first lesson. A stranger signs in first."""
    viewer = standing.viewer
    if viewer.person is None:
        return redirect(standing.sign_in_url)
    try:
        actions.enrol(person=viewer.person, course=standing.course, at=viewer.moment)
    except actions.EnrolmentRefused as refusal:
        messages.error(request, refusal.verdict.sentence)
        return redirect(standing.url)
    messages.success(request, _("You're enrolled in “%(title)s”.") % {"title": standing.outline.title})
    first = next(iter(standing.outline.lessons), None)
    return redirect(standing.lesson_url(first) if first else standing.url)
