"""Hearts: a course becomes a favourite, or no longer is one. Each press can be undone by the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from learning.classroom.catalogue.cards import favourite_url, keep_favourite_url
from learning.classroom.dashboard import visitor_favourites
from learning.classroom.requests import PersonRequest, VisitRequest
from learning.courses.models import Course
from learning.progress import actions


@login_required
@require_POST
def toggle(request: PersonRequest, public_id: UUID) -> HttpResponse:
    course = get_object_or_404(Course.objects.filter(latest_release__isnull=False), public_id=public_id)
    is_favourite = actions.toggle_favourite(person=request.user, course_id=course.pk, at=timezone.now())
    words = (
        _("“%(title)s” added to your favourites.")
        if is_favourite
        else _("“%(title)s” removed from your favourites.")
    )
    url = favourite_url(course.public_id)
    context = {"url": url, "is_favourite": is_favourite, "undo_target": f".favourite-form[action='{url}']"}
    return _answer(request, course, words, context)


@csrf_exempt  # pages from a cache hold no token; all that can be forged is a heart of a visitor
@require_POST
def keep(request: VisitRequest, public_id: UUID) -> HttpResponse:
    """The heart of somebody who is not signed in. It is theirs once they sign in."""
    course = get_object_or_404(Course.objects.filter(latest_release__isnull=False), public_id=public_id)
    if request.user.is_authenticated:  # who signed in in another tab: nothing is changed without a token
        return (
            HttpResponseClientRedirect(_way_back(request)) if request.htmx else redirect(_way_back(request))
        )
    is_favourite = visitor_favourites.turn_over(request, course.public_id)
    words = (
        _("“%(title)s” added to your favourites. Sign in to keep it.")
        if is_favourite
        else _("“%(title)s” removed from your favourites.")
    )
    url = keep_favourite_url(course.public_id)
    return _answer(request, course, words, {"url": url, "is_favourite": is_favourite, "is_visitors": True})


def _answer(request: VisitRequest, course: Course, words: str, context: dict[str, Any]) -> HttpResponse:
    """The button as it stands now; without a script, the page it stood on. words: with `%(title)s`."""
    told = words % {"title": course.title}
    if not request.htmx:
        messages.success(request, told)
        return redirect(_way_back(request))
    return render(request, "classroom/favourite.html", context | {"title": course.title, "words": told})


def _way_back(request: HttpRequest) -> str:
    """The page that the form stood on, if it is one of ours."""
    origin = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure())
    return origin if origin and is_ours else reverse("classroom:dashboard")
