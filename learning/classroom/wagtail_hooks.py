"""What the classroom adds to the Wagtail admin: columns about learners, and a word before deletions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from learning.classroom.editor.deletions import archive, refuse_or_warn
from learning.classroom.editor.explorer import CoursePageViewSet, course_page_viewset
from learning.classroom.requests import PersonRequest
from learning.classroom.staff import policies as staff
from learning.classroom.staff import urls as staff_urls
from learning.courses.models import CoursePage


@hooks.register("register_admin_viewset")
def register_course_pages() -> CoursePageViewSet:
    return course_page_viewset


@hooks.register("register_admin_urls")
def register_archive() -> list[Any]:
    return [path("academy/archive/<int:page_id>/", archive, name="classroom_archive")]


@hooks.register("register_admin_urls")
def register_staff_screens() -> list[Any]:
    return [path("academy/", include(staff_urls))]


@hooks.register("register_user_listing_buttons")
def to_the_learner_screen(user: User, request_user: User) -> Iterator[Button]:
    if staff.may_see_learners(request_user):
        address = reverse("classroom_staff:learner", args=[user.public_id])
        yield Button(_("Courses and access"), address, icon_name="key", priority=10)


@hooks.register("register_page_header_buttons")
def to_the_preview(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    course_page = page.specific
    if isinstance(course_page, CoursePage) and staff.may_preview(user, course_page.course):
        address = f"{reverse('classroom_staff:preview')}?course={course_page.course.public_id}"
        yield Button(_("Preview as a learner…"), address, icon_name="view", priority=65)


@hooks.register("register_log_actions")
def log_previews(registry: LogActionRegistry) -> None:
    seen = _("Previewed the site as this learner")
    registry.register_action("classroom.preview_as", _("Preview as learner"), seen)


@hooks.register("before_delete_page")
def before_one_is_deleted(request: PersonRequest, page: Page) -> HttpResponse | None:
    return refuse_or_warn(request, [page])


@hooks.register("before_bulk_action")
def before_many_are_deleted(
    request: PersonRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    return refuse_or_warn(request, objects)
