"""What the classroom adds to the Wagtail admin: columns about learners, and a word before deletions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path
from wagtail import hooks
from wagtail.models import Page

from learning.classroom.editor.deletions import ArchiveView, refuse_or_warn
from learning.classroom.editor.explorer import CoursePageViewSet, course_page_viewset
from learning.classroom.requests import PersonRequest


@hooks.register("register_admin_viewset")
def register_course_pages() -> CoursePageViewSet:
    return course_page_viewset


@hooks.register("register_admin_urls")
def register_archive() -> list[Any]:
    return [path("academy/archive/<int:page_id>/", ArchiveView.as_view(), name="classroom_archive")]


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
