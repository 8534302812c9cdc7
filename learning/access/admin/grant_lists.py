"""The lists of grants and enrolments in the Wagtail admin. Each row leads to the screen of its learner."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import EmptyFieldListFilter, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.addresses import address_of
from common.admin.readonly_admin import RecordAdmin, RecordInspectView
from learning.access.models import CourseAccess, Enrolment
from learning.access.selectors import PaymentStatus

from .labels import STATUS_NAMES


class PresentStatusFilter(SimpleListFilter):
    """By what grants are worth now."""

    title = _("current status")
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(STATUS_NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.value()
        if status not in STATUS_NAMES:
            return queryset
        return queryset.worth_at(status, timezone.now())  # type: ignore[attr-defined]


class PaymentFilter(SimpleListFilter):
    """By how a course was come by."""

    title = _("payment status")
    parameter_name = "payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(PaymentStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.value()
        if status not in PaymentStatus.values:
            return queryset
        return queryset.paid_as(status)  # type: ignore[attr-defined]


class LearnerFilteredAdmin(RecordAdmin):
    """Records that belong to a person, who is named first and leads to their screen."""

    def learner(self, record: Any) -> SafeString:
        address = address_of("learner", record.person.public_id)
        return format_html('<a href="{}">{}</a>', address, record.person)

    learner.short_description = _("person")  # type: ignore[attr-defined]
    learner.admin_order_field = "person__email"  # type: ignore[attr-defined]


class EnrolmentAdmin(LearnerFilteredAdmin):
    model = Enrolment
    menu_label = _("Enrolments")
    empty_text = _("No one is enrolled yet. People enrol in courses themselves, or you grant them access.")
    menu_icon = "group"
    base_url_path = "academy/enrolments"
    joined = ("person", "course", "release")
    list_display = ("learner", "course", "run", "edition", "enrolled_at", "paid", "paid_up_at")
    list_filter = (
        "enrolled_at",
        PaymentFilter,
        "payment_type",
        ("paid_up_at", EmptyFieldListFilter),
        "course__status",
    )
    list_export = (
        "person__email",
        "course__title",
        "run",
        "release__number",
        "enrolled_at",
        "paid",
        "payment_type",
        "paid_up_at",
    )
    search_fields = ("person__email", "person__first_name", "person__last_name", "course__title")
    ordering = ("-enrolled_at", "-pk")
    inspect_view_fields = (
        "person",
        "course",
        "run",
        "release",
        "enrolled_at",
        "payment_type",
        "paid_up_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).with_payment()  # type: ignore[attr-defined]

    def edition(self, enrolment: Enrolment) -> str:
        return str(enrolment.release.number) if enrolment.release else str(_("latest"))

    edition.short_description = _("release")  # type: ignore[attr-defined]

    def paid(self, enrolment: Any) -> str:
        return str(PaymentStatus(enrolment.payment).label)

    paid.short_description = _("payment status")  # type: ignore[attr-defined]


class GrantInspectView(RecordInspectView):
    """One grant, with every change of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.instance.events.select_related("actor").order_by("at", "pk")
        return super().get_context_data(**kwargs) | {
            "history": history,
            "learner_url": address_of("learner", self.instance.person.public_id),
        }


class GrantAdmin(LearnerFilteredAdmin):
    model = CourseAccess
    menu_label = _("Grants")
    empty_text = _("No one has been granted access yet. Grant access from the record of a learner.")
    menu_icon = "key"
    base_url_path = "academy/grants"
    joined = ("person", "course")
    list_display = ("learner", "course", "type", "present_status", "starts_at", "ends_at", "source_label")
    list_filter = (PresentStatusFilter, "type", "starts_at", "ends_at")
    list_export = (
        "person__email",
        "course__title",
        "run",
        "type",
        "status",
        "source_key",
        "source_label",
        "starts_at",
        "ends_at",
        "granted_at",
        "revoked_at",
        "revoked_reason",
    )
    search_fields = (
        "person__email",
        "person__first_name",
        "person__last_name",
        "course__title",
        "source_label",
        "purchase_id",
    )
    ordering = ("-granted_at", "-pk")
    inspect_view_class = GrantInspectView
    inspect_template_name = "access/admin/grant.html"
    inspect_view_fields = (
        "person",
        "course",
        "run",
        "type",
        "source_label",
        "status",
        "starts_at",
        "ends_at",
        "granted_by",
        "granted_at",
        "purchase_id",
        "notes",
        "revoked_by",
        "revoked_at",
        "revoked_reason",
    )

    def present_status(self, grant: CourseAccess) -> str:
        return str(STATUS_NAMES[grant.effective_status(timezone.now())])

    present_status.short_description = _("current status")  # type: ignore[attr-defined]
    present_status.admin_order_field = "status"  # type: ignore[attr-defined]
