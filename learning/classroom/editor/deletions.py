"""What deleting a page would mean for those who learn, said before it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from common.admin.views import AdminActionView
from common.verdict import Verdict
from learning.access.models import Enrolment
from learning.classroom.requests import PersonRequest
from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage
from learning.courses.policies import may_change_standing
from learning.progress.models import LessonCompletion


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


def who_completed(lesson_ids: Collection[int]) -> Iterator[str]:
    """How many learners completed lessons that an author is about to delete. One query."""
    done = LessonCompletion.objects.filter(lesson__in=lesson_ids)
    count = done.aggregate(count=Count("enrolment", distinct=True))["count"]
    if count:
        words = ngettext(
            "%(count)s learner has completed lessons among these. Their completions and notes are kept.",
            "%(count)s learners have completed lessons among these. Their completions and notes are kept.",
            count,
        )
        yield words % {"count": count}


class ArchiveView(AdminActionView):
    """Close a course to newcomers instead of deleting it."""

    @cached_property
    def page(self) -> CoursePage:
        return get_object_or_404(CoursePage.objects.select_related("course"), pk=self.kwargs["page_id"])

    def may(self) -> Verdict:
        return may_change_standing(self.reader, self.page)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.page
        actions.change_status(
            course=page.course, status=Course.Status.ARCHIVED, actor=self.reader, at=self.now
        )
        words = _("“%(title)s” archived. It's closed to new learners, and current learners keep access.")
        messages.success(request, words % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
