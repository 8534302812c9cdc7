"""What the screens of those who mark have in common."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.courses.models import Course

from ..models import Work
from ..permissions import courses_marked_by, rights_on_course, rights_somewhere

#: Filters of the queue that go along from screen to screen.
FILTERS = ("course", "work", "late")


class GradingAdminView(WagtailAdminTemplateMixin, TemplateView):
    """A screen for those who mark at least one course."""

    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = cast(User, request.user)
        self.now = timezone.now()
        if "mark" not in rights_somewhere(self.reader):
            raise PermissionDenied
        self.look_up()
        return super().dispatch(request, *args, **kwargs)

    def look_up(self) -> None:
        """Find what the address names; raise Http404 or PermissionDenied."""

    def require_marker(self, course_id: int) -> None:
        if "mark" not in rights_on_course(self.reader, course_id):
            raise PermissionDenied

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("assessments_marking:queue"), "label": _("Grading")}
        return [*self.breadcrumbs_items, queue, *self.further_breadcrumbs()]

    def further_breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.get_page_title()}]


class GradedItemAdminView(GradingAdminView):
    """A screen about one quiz, exam or assignment."""

    work: Work

    def look_up(self) -> None:
        works = Work.objects.select_related("course")
        self.work = get_object_or_404(works, public_id=self.kwargs["public_id"])
        self.require_marker(self.work.course_id)

    def get_page_subtitle(self) -> str:
        return self.work.title

    def further_breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"url": work_url(self.work), "label": self.work.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"work": self.work}


class GradingCourseView(GradingAdminView):
    """A screen about one course that the reader marks."""

    course: Course

    def look_up(self) -> None:
        marked = courses_marked_by(self.reader)
        self.course = get_object_or_404(marked, public_id=self.kwargs["public_id"])

    def get_page_subtitle(self) -> str:
        return self.course.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"course": self.course}


def work_url(work: Work) -> str:
    return reverse("assessments_marking:work", args=[work.public_id])


def number_in(text: str) -> int | None:
    """A whole number of a query string, such as the id of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
