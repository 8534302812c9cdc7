"""An instructor's courses in Wagtail's admin: a screen, the item of the menu and the panel on their home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from common.admin.views import AdminView
from common.verdict import Verdict
from learning.courses.policies import may_write_courses

from .course_rows import course_rows, courses_taught_by

if TYPE_CHECKING:
    from accounts.models import User

COURSES_A_PAGE, COURSES_ON_HOME = 50, 8


class MyCoursesView(AdminView):
    """The courses that the reader teaches, the last edited first."""

    template_name = "support/my_courses.html"
    page_title = gettext_lazy("My courses")
    header_icon = "folder-open-1"

    def may(self) -> Verdict:
        return may_write_courses(self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").replace("\0", "").strip()[:200]
        found = courses_taught_by(self.reader, text=text)
        page = Paginator(found, COURSES_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": course_rows(list(page.object_list)),
            "query": text,
            "new_url": reverse("courses_admin:new"),
        }


class MyCoursesPanel(Component):
    """On an instructor's home: the courses that they edited last."""

    name = "my-courses"
    template_name = "support/my_courses_panel.html"
    order = 30

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        pages = list(courses_taught_by(self.user)[: COURSES_ON_HOME + 1])
        return {
            "rows": course_rows(pages[:COURSES_ON_HOME]),
            "has_more": len(pages) > COURSES_ON_HOME,
            "url": reverse("support:my_courses"),
            "new_url": reverse("courses_admin:new"),
        }


class MyCoursesMenuItem(MenuItem):
    """First in the menu of those who write courses."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_write_courses(cast("User", request.user)))
