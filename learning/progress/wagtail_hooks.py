"""What progress adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks

from learning.progress.admin import urls


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [path("academy/courses/", include(urls))]
