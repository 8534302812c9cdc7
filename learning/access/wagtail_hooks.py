"""What access adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from common.records import RecordAdmin

from .models import CourseAccess, Enrolment

STATUS_NAMES = dict(CourseAccess.Status.choices) | {
    CourseAccess.EXPIRED: _("Expired"),
    CourseAccess.NOT_STARTED: _("Not started"),
}


class EnrolmentAdmin(RecordAdmin):
    model = Enrolment
    menu_label = _("Enrolments")
    menu_icon = "group"
    base_url_path = "academy/enrolments"
    joined = ("person", "course", "release")
    list_display = ("person", "course", "run", "edition", "enrolled_at")
    list_filter = ("enrolled_at", "course__status")
    list_export = ("person__email", "course__title", "run", "release__number", "enrolled_at")
    search_fields = ("person__email", "person__first_name", "person__last_name", "course__title")
    ordering = ("-enrolled_at", "-pk")

    def edition(self, enrolment: Enrolment) -> str:
        return str(enrolment.release.number) if enrolment.release else str(_("latest"))

    edition.short_description = _("release")  # type: ignore[attr-defined]


class GrantAdmin(RecordAdmin):
    model = CourseAccess
    menu_label = _("Grants")
    menu_icon = "key"
    base_url_path = "academy/grants"
    joined = ("person", "course")
    list_display = ("person", "course", "type", "present_status", "starts_at", "ends_at", "source_label")
    list_filter = ("status", "type", "starts_at")
    list_export = (
        "person__email", "course__title", "type", "status", "source_key", "starts_at", "ends_at", "granted_at"
    )  # fmt: skip
    search_fields = (
        "person__email",
        "person__first_name",
        "person__last_name",
        "course__title",
        "source_label",
    )
    ordering = ("-granted_at", "-pk")

    def present_status(self, grant: CourseAccess) -> str:
        return str(STATUS_NAMES[grant.effective_status(timezone.now())])

    present_status.short_description = _("status")  # type: ignore[attr-defined]
    present_status.admin_order_field = "status"  # type: ignore[attr-defined]


@modeladmin_register
class LearnersGroup(ModelAdminGroup):
    menu_label = _("Learners")
    menu_icon = "group"
    menu_order = 330
    items = (EnrolmentAdmin, GrantAdmin)
