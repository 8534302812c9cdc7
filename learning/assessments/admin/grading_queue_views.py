"""The marking queue: what waits, and how one goes through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.menu import MenuItem

from accounts.models import User
from common.admin.admin_dashboard import TodoItem
from common.admin.unknown_filters import note_unknown
from common.admin.views import Breadcrumb
from common.natural_order import AsPeopleCount

from ..grading.grading_queue import GradingQueue, QueueKey, as_keys, lines, url_of
from ..models import GradedItem
from ..permissions import courses_marked_by
from .grading_base import FILTERS, GradingAdminView, number_in
from .policies import may_grade_somewhere

LINES_A_PAGE = 30


def queue_of(user: User, asked: QueryDict) -> GradingQueue:
    """What a marker asked to see of the queue."""
    return GradingQueue(
        user,
        course_id=number_in(asked.get("course", "")),
        graded_item_id=number_in(asked.get("work", "")),
        late="late" in asked,
    )


def kept_filters(asked: QueryDict) -> str:
    """The filters of the queue as a query string, with its question mark; empty without."""
    kept = [(name, asked[name]) for name in FILTERS if asked.get(name)]
    return f"?{urlencode(kept)}" if kept else ""


def neighbour_url(queue: GradingQueue, key: QueueKey, filters: str, *, after: bool) -> str:
    """The screen of what comes next in the queue, or before; empty at its end."""
    found = queue.neighbour(key, after=after)
    return url_of(found) + filters if found else ""


class QueueView(GradingAdminView):
    """What waits to be marked, the oldest first. At most ten queries, however much waits."""

    template_name = "assessments/admin/grading_queue.html"
    page_title = gettext_lazy("Grading")

    def parents(self) -> list[Breadcrumb]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = self._unknown(request.GET)
        if unknown:
            kept = request.GET.copy()
            for name in unknown:
                del kept[name]
            request.GET = kept  # type: ignore[assignment]
            note_unknown(request, unknown)
        return super().get(request, *args, **kwargs)

    def _unknown(self, asked: QueryDict) -> list[str]:
        """The filters that name no course or assessment of this marker. A query for each that is asked."""
        courses = courses_marked_by(self.reader)
        offered = {"course": courses, "work": GradedItem.objects.filter(course__in=courses)}
        return [
            name
            for name, rows in offered.items()
            if asked.get(name)
            and ((pk := number_in(asked.get(name, ""))) is None or not rows.filter(pk=pk).exists())
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue = queue_of(self.reader, self.request.GET)
        filters = kept_filters(self.request.GET)
        page = Paginator(queue.keys(), LINES_A_PAGE).get_page(self.request.GET.get("p"))
        rows = lines(as_keys(list(page.object_list)))
        graded_items = GradedItem.objects.filter(course__in=courses_marked_by(self.reader))
        courses = (
            courses_marked_by(self.reader)
            .filter(graded_items__isnull=False)
            .distinct()
            .order_by(AsPeopleCount("title"))
        )
        if queue.course_id is not None:
            graded_items = graded_items.filter(course=queue.course_id)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "lines": rows,
            "filters": filters,
            "courses": courses[:200],
            "graded_items": graded_items.order_by("title_key").select_related("course")[:200],
            "queue": queue,
            "chosen_item": graded_items.filter(pk=queue.graded_item_id).first()
            if queue.graded_item_id
            else None,
            "chosen_course": courses.filter(pk=queue.course_id).first() if queue.course_id else None,
            "more": filters.replace("?", "&", 1),
        }


def what_waits(request: HttpRequest) -> Iterator[TodoItem]:
    """For the admin's first page: what waits to be graded by those who grade. Two queries for them."""
    user: Any = request.user
    if may_grade_somewhere(user):
        queue = GradingQueue(user)
        count = queue.answers().count() + queue.submissions().count()
        words = ngettext("answer or submission to grade", "answers and submissions to grade", count)
        yield TodoItem(count, words, reverse("assessments_marking:queue"), "edit", is_urgent=True)


class MarkingMenuItem(MenuItem):
    """The way to the queue, for those who mark."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Grading"),
            reverse("assessments_marking:queue"),
            name="marking",
            icon_name="edit",
            order=329,
        )

    def is_shown(self, request: Any) -> bool:
        return bool(may_grade_somewhere(request.user))
