"""The list of jobs for many people in the Wagtail admin. Each leads to its screen."""

from __future__ import annotations

from typing import Any

from django.db.models.query import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.admin.readonly_admin import ReadOnly, RecordAdmin
from common.natural_order import natural_key
from learning.access.models import BulkEnrolmentJob


class BulkPermissions(ReadOnly):
    """Whoever may open courses to people may do so for many, and look at what was done."""

    def user_can_list(self, user: Any) -> bool:
        return user.has_perm("access.change_courseaccess") and super().user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return self.user_can_list(user)


class BulkEnrolmentJobAdmin(RecordAdmin):
    model = BulkEnrolmentJob
    menu_label = _("Bulk enrolment")
    empty_text = _("There are no bulk enrolment jobs yet.")
    menu_icon = "group"
    base_url_path = "academy/access-for-many"
    permission_helper_class = BulkPermissions
    inspect_view_enabled = False
    joined = ("created_by", "started_by")
    list_display = (
        "job",
        "action_name",
        "course_titles",
        "how_far",
        "state_name",
        "created_at",
        "created_by",
    )
    list_filter = ("state", "action", "source", "created_at")
    list_export = (
        "created_at",
        "created_by__email",
        "action",
        "source",
        "source_label",
        "course_titles",
        "notes",
        "state",
        "started_at",
        "started_by__email",
        "finished_at",
        "how_far",
    )
    search_fields = ("source_label", "notes", "courses__title", "created_by__email")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("courses").with_progress()  # type: ignore[attr-defined]

    def create_view(self, request: HttpRequest) -> HttpResponse:
        return redirect("access_admin:new_bulk")

    def job(self, bulk: BulkEnrolmentJob) -> SafeString:
        address = reverse("access_admin:bulk", args=[bulk.public_id])
        return format_html('<a href="{}">{}</a>', address, bulk)

    job.short_description = _("source")  # type: ignore[attr-defined]

    def action_name(self, bulk: BulkEnrolmentJob) -> str:
        return str(bulk.get_action_display())

    action_name.short_description = _("action")  # type: ignore[attr-defined]
    action_name.admin_order_field = "action"  # type: ignore[attr-defined]

    def course_titles(self, bulk: BulkEnrolmentJob) -> str:
        return ", ".join(sorted((course.title for course in bulk.courses.all()), key=natural_key))

    course_titles.short_description = _("courses")  # type: ignore[attr-defined]

    def how_far(self, bulk: Any) -> str:
        return f"{bulk.settled} / {bulk.listed}"

    how_far.short_description = _("processed")  # type: ignore[attr-defined]

    def state_name(self, bulk: BulkEnrolmentJob) -> str:
        return str(bulk.get_state_display())

    state_name.short_description = _("status")  # type: ignore[attr-defined]
    state_name.admin_order_field = "state"  # type: ignore[attr-defined]
