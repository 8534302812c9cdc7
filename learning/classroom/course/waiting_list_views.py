"""The list of those who want to hear when a course that is coming is there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.access import actions
from learning.access.policies import course_verdict, shows_cover
from learning.classroom.course.resolve import course_addresses
from learning.classroom.requests import PersonRequest
from learning.courses.models import Course
from learning.courses.viewer import viewer_of


@login_required
@require_POST
def start(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Write to me when it is there."""
    course = _course(request, public_id)
    try:
        actions.wait_for_course(person=request.user, course=course, at=timezone.now())
    except actions.NothingToWaitFor as refusal:
        messages.info(request, str(refusal))
    else:
        words = _("We'll notify you when “%(title)s” opens.")
        messages.success(request, words % {"title": course.title})
    return redirect(_way_back(request, course))


@login_required
@require_POST
def stop(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Don't write to me after all."""
    course = _course(request, public_id)
    actions.stop_waiting(person=request.user, course=course)
    words = _("You'll no longer be notified about “%(title)s”.")
    messages.success(request, words % {"title": course.title})
    return redirect(_way_back(request, course))


def _course(request: PersonRequest, public_id: UUID) -> Course:
    """The course, if the person may know of it."""
    released = Course.objects.select_related("latest_release").filter(latest_release__isnull=False)
    course = get_object_or_404(released, public_id=public_id)
    if not shows_cover(course_verdict(viewer_of(request), course)):
        raise Http404("not for these eyes")
    return course


def _way_back(request: PersonRequest, course: Course) -> str:
    addresses = course_addresses(request, [course.pk], viewer_of(request).language_code)
    return addresses.get(course.pk) or reverse("classroom:dashboard")
