"""A learner's own screens: all their courses, and one of them lesson by lesson."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from learning.certificates.selectors import certificate_of
from learning.classroom.curriculum import curriculum_of
from learning.classroom.dashboard import dashboard_screen
from learning.classroom.finding import course_addresses, course_by_slug, standing_in
from learning.courses.viewer import viewer_of
from learning.progress.selectors import progress_of


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    screen = dashboard_screen(
        request, viewer_of(request), shown=request.GET.get("show", ""), sort=request.GET.get("sort", "")
    )
    return render(request, "classroom/dashboard.html", {"screen": screen})


@login_required
@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course, lesson by lesson. Whoever does not take it is led to its page."""
    viewer = viewer_of(request)
    record = course_by_slug(slug)
    url = course_addresses(request, [record.pk], viewer.language_code).get(record.pk)
    if url is None:
        raise Http404("the course stands nowhere on this site")
    standing = standing_in(viewer, record, url=url)
    if standing.enrolment is None:
        return redirect(url)
    progress = progress_of(standing.enrolment, standing.outline)
    context = {
        "standing": standing,
        "progress": progress,
        "modules": curriculum_of(standing, progress),
        "next_url": standing.lesson_url(progress.next_lesson) if progress.next_lesson else "",
        "certificate": certificate_of(standing.enrolment.pk) if progress.is_completed else None,
        "celebrates": progress.is_completed and "completed" in request.GET,
    }
    return render(request, "classroom/course_progress.html", context)
