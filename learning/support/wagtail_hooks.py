"""What support adds to the Wagtail admin: its screens, and the ways to them. Declarations only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from common.admin.admin_dashboard import TodoItem
from learning.access.admin.policies import may_see_learners
from learning.courses.models import CoursePage
from learning.courses.policies import may_write_courses

from . import urls
from .learner.list_view import FindLearnerPanel, LearnersMenuItem
from .models import SupportCase
from .my_courses.views import MyCoursesMenuItem, MyCoursesPanel
from .policies import may_preview


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [path("academy/", include(urls))]


@hooks.register("register_learners_menu_item")
def learners_menu_item() -> MenuItem:
    return LearnersMenuItem(
        _("All learners"), reverse_lazy("support:learners"), name="learners", icon_name="user", order=0
    )


@hooks.register("register_learners_menu_item")
def cases_menu_item() -> MenuItem:
    return LearnersMenuItem(
        _("Support cases"), reverse_lazy("support:cases"), name="cases", icon_name="comment", order=90
    )


@hooks.register("register_admin_menu_item")
def my_courses_menu_item() -> MenuItem:
    address = reverse_lazy("support:my_courses")
    return MyCoursesMenuItem(_("My courses"), address, name="my-courses", icon_name="folder-open-1", order=1)


@hooks.register("construct_homepage_panels")
def show_my_courses(request: HttpRequest, panels: list[Any]) -> None:
    if may_write_courses(cast("User", request.user)):
        panels.append(MyCoursesPanel(cast("User", request.user)))


@hooks.register("construct_homepage_panels")
def find_a_learner(request: HttpRequest, panels: list[Any]) -> None:
    if may_see_learners(cast("User", request.user)):
        panels.append(FindLearnerPanel())


@hooks.register("register_what_waits")
def cases_of_mine(request: HttpRequest) -> Iterator[TodoItem]:
    if may_see_learners(cast("User", request.user)):
        count = SupportCase.objects.filter(handed_to=request.user.pk, closed_at=None).count()
        words = ngettext("case handed on to you", "cases handed on to you", count)
        yield TodoItem(count, words, reverse("support:cases"), "user", is_urgent=True)


@hooks.register("register_user_listing_buttons")
def to_the_learner_screen(user: User, request_user: User) -> Iterator[Button]:
    if may_see_learners(request_user):
        address = reverse("support:learner", args=[user.public_id])
        yield Button(_("Courses and access"), address, icon_name="key", priority=10)


@hooks.register("register_page_header_buttons")
def to_the_preview(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    course_page = page.specific
    if isinstance(course_page, CoursePage) and may_preview(user, course_page.course):
        address = f"{reverse('support:preview')}?course={course_page.course.public_id}"
        yield Button(_("Preview as a learner…"), address, icon_name="view", priority=65)


@hooks.register("register_log_actions")
def log_previews(registry: LogActionRegistry) -> None:
    seen = _("Previewed the site as this learner")
    registry.register_action("support.preview_as", _("Preview as learner"), seen)
