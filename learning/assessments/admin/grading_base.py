"""What the screens of those who mark have in common."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.admin.views import AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses.models import Course

from ..models import GradedItem
from ..permissions import courses_marked_by
from .policies import may_grade, may_grade_somewhere

#: Filters of the queue that go along from screen to screen.
FILTERS = ("course", "work", "late")


class GradingAdminView(AdminView):
    """A page for those who mark at least one course, below the grading queue."""

    header_icon = "edit"

    def may(self) -> Verdict:
        return may_grade_somewhere(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Grading"), reverse("assessments_marking:queue"))]


class GradedItemAdminView(GradingAdminView):
    """A page about one quiz, exam or assignment."""

    @cached_property
    def graded_item(self) -> GradedItem:
        graded_items = GradedItem.objects.select_related("course")
        return get_object_or_404(graded_items, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return super().may() and may_grade(self.reader, self.graded_item.course_id)

    def get_page_subtitle(self) -> str:
        return self.graded_item.title

    def parents(self) -> list[Breadcrumb]:
        return [*super().parents(), breadcrumb(self.graded_item.title, work_url(self.graded_item))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"graded_item": self.graded_item}


class GradingCourseView(GradingAdminView):
    """A page about one course that the reader marks."""

    @cached_property
    def course(self) -> Course:
        return get_object_or_404(courses_marked_by(self.reader), public_id=self.kwargs["public_id"])

    def get_page_subtitle(self) -> str:
        return self.course.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"course": self.course}


def work_url(graded_item: GradedItem) -> str:
    return reverse("assessments_marking:work", args=[graded_item.public_id])


def number_in(text: str) -> int | None:
    """A whole number of a query string, such as the id of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
