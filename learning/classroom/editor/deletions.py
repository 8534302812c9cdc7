"""What deleting a page would mean for those who learn, said before it is done."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from learning.access.models import Enrolment
from learning.classroom.requests import PersonRequest
from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage
from learning.courses.policies import may_change_standing


def courses_kept_by_learners(pages: Iterable[Page]) -> list[CoursePage]:
    """The course pages at or below these pages whose courses have enrolments; deleting them is refused.

    Only pages in a course's own language count: a translation can go without taking the course away.
    """
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    own = CoursePage.objects.filter(below, locale_id=F("course__source_locale_id"), alias_of=None)
    with_learners = own.filter(course__in=Enrolment.objects.values("course"))
    return list(with_learners.select_related("course").order_by("path"))


def refuse_or_warn(request: PersonRequest, pages: list[Page]) -> HttpResponse | None:
    """Stop a deletion that would take a course from its learners; otherwise say what stays."""
    kept = courses_kept_by_learners(pages)
    if kept:
        offered = [(page, bool(may_change_standing(request.user, page))) for page in kept]
        context = {"offered": offered, "pages": pages, "page": pages[0]}
        return render(request, "classroom/admin/delete_refused.html", context, status=403)
    if request.method == "GET" and any(isinstance(page.specific, ModulePage | LessonPage) for page in pages):
        messages.warning(
            request,
            _(
                "Learners' completions, notes and certificates for these lessons are kept. Existing "
                "releases keep the lessons, but the next release won't include them."
            ),
        )
    return None


@login_required
@require_POST
def archive(request: PersonRequest, page_id: int) -> HttpResponse:
    """Close a course to newcomers instead of deleting it."""
    page: CoursePage = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if not may_change_standing(request.user, page):
        raise PermissionDenied
    actions.change_status(
        course=page.course, status=Course.Status.ARCHIVED, actor=request.user, at=timezone.now()
    )
    messages.success(
        request,
        _("“%(title)s” archived. It's closed to new learners, and current learners keep access.")
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
