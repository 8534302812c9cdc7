"""The explorer's list of courses: what their learners see of them, beside the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from common.addresses import address_of
from learning.access.selectors import enrolled_counts
from learning.courses.models import CatalogPage, Course, CoursePage


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What a row of the list tells of a course; of one never released, only the status."""

    standing: str
    lessons: int | None
    minutes: int | None
    enrolled: int


def facts_of(course_ids: list[int]) -> dict[int, CourseFacts]:
    """By course id; two queries, however many courses."""
    courses = Course.objects.filter(pk__in=course_ids).select_related("latest_release")
    courses = courses.defer("latest_release__content", "latest_release__search_text")
    enrolled = enrolled_counts(course_ids)
    return {
        course.pk: CourseFacts(
            standing=course.get_status_display(),
            lessons=course.latest_release.lesson_count if course.latest_release else None,
            minutes=-(-course.latest_release.seconds // 60) if course.latest_release else None,
            enrolled=enrolled[course.pk],
        )
        for course in courses
    }


class CourseTitleColumn(PageTitleColumn):
    """The title of a course; it leads to the course's builder."""

    cell_template_name = "classroom/admin/course_title_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        is_course = isinstance(instance, CoursePage) and not instance.alias_of_id
        return context | {"builder_url": address_of("course_builder", instance) if is_course else ""}


def _as_course_title(column: Column) -> Column:
    return (
        CourseTitleColumn("title", label=_("Title"), sort_key="title") if column.name == "title" else column
    )


def _column(name: str, label: Any) -> Column:
    return Column(name, label=label, accessor=f"course_facts.{name}", width="9%")


class CourseIndexView(ExplorableIndexView):
    """Wagtail's own list with four columns more."""

    base_columns = [
        *[_as_course_title(column) for column in ExplorableIndexView.base_columns if column.name != "type"],
        _column("standing", _("Course")),
        _column("lessons", _("Lessons")),
        _column("minutes", _("Minutes")),
        _column("enrolled", _("Enrolled")),
    ]

    def get_table(self, object_list: Any) -> Any:
        pages = [page for page in object_list if isinstance(page, CoursePage)]
        facts = facts_of([page.course_id for page in pages])
        for page in pages:
            page.course_facts = facts[page.course_id]
        return super().get_table(object_list)


class CoursePageViewSet(PageViewSet):
    """How course pages are listed below a catalogue."""

    model = CoursePage
    icon = "folder-open-1"
    index_view_class = CourseIndexView
    parent_models = [CatalogPage]


course_page_viewset = CoursePageViewSet()
