"""Where a page of a course leads: to the builder of its course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from learning.courses.addresses import builder_url
from learning.courses.models import CoursePage

if TYPE_CHECKING:
    from wagtail.models import Page


def builder_of(page: Page) -> str:
    """The builder's address for a course page in the course's own language; empty for any other page."""
    if not isinstance(page, CoursePage) or page.alias_of_id is not None:
        return ""
    if page.locale_id != page.course.source_locale_id:
        return ""
    return builder_url(page)


def lead_to_builder(items: list[dict[str, Any]], page: Page) -> list[dict[str, Any]]:
    """Breadcrumbs of Wagtail's, where that of the course leads to its builder. page: the last of them.

    One query.
    """
    courses = CoursePage.objects.ancestor_of(page, inclusive=True).select_related("course")
    course_page = courses.first()
    address = builder_of(course_page) if course_page is not None else ""
    if course_page is None or not address:
        return items
    listed = reverse("wagtailadmin_explore", args=[course_page.pk])
    return [item | {"url": address} if item.get("url") == listed else item for item in items]
