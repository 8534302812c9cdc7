"""What support adds to the Wagtail admin: its screens, and the ways to them. Declarations only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from learning.access.admin.policies import may_see_learners
from learning.courses.models import CoursePage

from . import urls
from .policies import may_preview


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [path("academy/", include(urls))]


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
