"""Wagtail's list of what is in a course or module, in the words of those who write courses."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from learning.courses.editor.page_policy import AcademyPagePermissionPolicy
from learning.courses.models import CoursePage, LessonPage, ModulePage

if TYPE_CHECKING:
    from accounts.models import User

ONE, MANY = _("module or lesson"), _("modules and lessons")


class CourseContentsPaginator(WagtailPaginator):
    """Counts modules and lessons together."""

    verbose_name, verbose_name_plural = ONE, MANY


class CourseContentsView(ExplorableIndexView):
    """Wagtail's own list, which calls what it lists modules and lessons."""

    paginator_class = CourseContentsPaginator
    verbose_name, verbose_name_plural = ONE, MANY
    add_item_label = _("Add module or lesson")


class CourseContentsViewSet(PageViewSet):
    """How modules and lessons are listed below their course or module."""

    model = LessonPage
    icon = "doc-full"
    index_view_class = CourseContentsView
    parent_models = [CoursePage, ModulePage]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Modules are listed beside lessons, though the list is registered for lessons."""
        found: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        return found | {"model": Page}


course_contents_viewset = CourseContentsViewSet()


def name_the_explorer(user: User, items: list[MenuItem]) -> None:
    """In the menu of whoever has courses alone among the pages, call Wagtail's item for them “Catalogue”."""
    if not _has_only_courses(user):
        return
    for place, item in enumerate(items):
        if item.name == "explorer":
            items[place] = copy(item)  # it is the same for everyone
            items[place].label = _("Catalogue")


def _has_only_courses(user: User) -> bool:
    if user.has_perm("courses.review_course") or not user.has_perm("courses.author_course"):
        return False
    by_group = AcademyPagePermissionPolicy(CoursePage).get_cached_permissions_for_user(user)
    return not user.is_superuser and not by_group
