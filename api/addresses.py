"""The addresses of the API that screens of lower apps hand to their scripts (common.addresses)."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from common import addresses


def register() -> None:
    """Register them; called once, when the app is ready."""
    addresses.register("api", lambda: "/api/")
    addresses.register("authoring_api", lambda: "/api/authoring/")
    addresses.register("attempt_api", addresses.of_url_name("api_v1:get_attempt"))
    addresses.register("lesson_progress_api", addresses.of_url_name("api_v1:report_progress"))
    addresses.register("lesson_checklists_api", _lesson_checklists)


def _lesson_checklists(lesson_id: UUID) -> str:
    """Below this address each item of each checklist has its own: `<block>/<item>/`."""
    return f"{reverse('api_v1:api-root')}lessons/{lesson_id}/checklists/"
