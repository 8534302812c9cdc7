"""Addresses of screens about courses, as other apps and screens ask for them (`common.addresses`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from common import addresses


def register() -> None:
    """Called once, when the app is ready."""
    addresses.register("catalogue", addresses.of_page("/courses/"))
    addresses.register("instructors", addresses.of_page("/instructors/"))
    addresses.register("course_builder", builder_url)


def builder_url(page: Any) -> str:
    """Where the authors of a course work on it. page: its course page."""
    return reverse("courses_admin:builder_of_page", args=[page.pk])
