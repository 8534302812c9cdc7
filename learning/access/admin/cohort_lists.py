"""The lists of cohorts and of their members in the Wagtail admin. Each cohort leads to its screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin import EmptyFieldListFilter, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.admin.readonly_admin import ReadOnly, RecordAdmin
from learning.access.models import Cohort, CohortMember

from . import policies
from .grant_lists import LearnerFilteredAdmin


class StateFilter(SimpleListFilter):
    """By where cohorts are in their time."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [
            ("ahead", _("Upcoming")),
            ("running", _("Running")),
            ("over", _("Ended")),
            ("inactive", _("Inactive")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, state = timezone.now(), self.value()
        if state == "running":
            return queryset.running_at(now)  # type: ignore[attr-defined]
        states = {
            "ahead": Q(is_active=True, starts_at__gt=now),
            "over": Q(ends_at__lte=now),
            "inactive": Q(is_active=False),
        }
        return queryset.filter(states[state]) if state in states else queryset


class CohortPermissions(ReadOnly):
    """Who may do what is told by `staff.policies`."""

    def user_can_list(self, user: Any) -> bool:
        return bool(policies.may_see_cohorts(user))

    def user_can_create(self, user: Any) -> bool:
        return bool(policies.may_change_cohorts(user))


class CohortAdmin(RecordAdmin):
    model = Cohort
    menu_label = _("Cohorts")
    empty_text = _("There are no cohorts yet.")
    menu_icon = "group"
    base_url_path = "academy/cohorts"
    permission_helper_class = CohortPermissions
    inspect_view_enabled = False
    list_display = ("cohort", "begins", "ends", "zone_name", "people", "is_active")
    list_filter = (StateFilter, "is_active", "starts_at")
    list_export = ("name", "starts_at", "ends_at", "time_zone", "capacity", "people", "is_active")
    search_fields = ("name", "description", "courses__title")
    ordering = ("-starts_at", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = policies.visible_cohorts(request.user)  # type: ignore[arg-type]
        shown = super().get_queryset(request).filter(pk__in=visible.values("pk"))
        return shown.with_seated()  # type: ignore[attr-defined]

    def create_view(self, request: HttpRequest) -> HttpResponse:
        return redirect("access_admin:new_cohort")

    def cohort(self, cohort: Cohort) -> SafeString:
        address = reverse("access_admin:cohort", args=[cohort.public_id])
        return format_html('<a href="{}">{}</a>', address, cohort.name)

    cohort.short_description = _("cohort")  # type: ignore[attr-defined]
    cohort.admin_order_field = "name"  # type: ignore[attr-defined]

    def begins(self, cohort: Cohort) -> str:
        return _by_its_clock(cohort, cohort.starts_at)

    begins.short_description = _("starts")  # type: ignore[attr-defined]
    begins.admin_order_field = "starts_at"  # type: ignore[attr-defined]

    def ends(self, cohort: Cohort) -> str:
        return _by_its_clock(cohort, cohort.ends_at)

    ends.short_description = _("ends")  # type: ignore[attr-defined]
    ends.admin_order_field = "ends_at"  # type: ignore[attr-defined]

    def zone_name(self, cohort: Cohort) -> str:
        return cohort.time_zone

    zone_name.short_description = _("time zone")  # type: ignore[attr-defined]

    def people(self, cohort: Any) -> str:
        return f"{cohort.seated} / {cohort.capacity}" if cohort.capacity else str(cohort.seated)

    people.short_description = _("members / places")  # type: ignore[attr-defined]


class CohortMemberAdmin(LearnerFilteredAdmin):
    model = CohortMember
    menu_label = _("Cohort members")
    empty_text = _("No cohort has members yet. Open a cohort to invite people.")
    menu_icon = "group"
    base_url_path = "academy/cohort-members"
    joined = ("person", "cohort", "added_by")
    list_display = ("learner", "cohort", "came", "went")
    list_filter = ("cohort", "joined_at", ("left_at", EmptyFieldListFilter))
    list_export = (
        "person__email",
        "person__first_name",
        "person__last_name",
        "cohort__name",
        "joined_at",
        "left_at",
        "added_by__email",
    )
    search_fields = ("person__email", "person__first_name", "person__last_name", "cohort__name")
    ordering = ("-joined_at", "-pk")
    inspect_view_fields = (
        "person",
        "cohort",
        "joined_at",
        "left_at",
        "removes_access_on_leave",
        "added_by",
    )

    def came(self, member: CohortMember) -> str:
        return _by_its_clock(member.cohort, member.joined_at)

    came.short_description = _("joined")  # type: ignore[attr-defined]
    came.admin_order_field = "joined_at"  # type: ignore[attr-defined]

    def went(self, member: CohortMember) -> str:
        return _by_its_clock(member.cohort, member.left_at)

    went.short_description = _("left")  # type: ignore[attr-defined]
    went.admin_order_field = "left_at"  # type: ignore[attr-defined]


def _by_its_clock(cohort: Cohort, moment: datetime | None) -> str:
    return date_format(moment.astimezone(cohort.zone), "SHORT_DATETIME_FORMAT") if moment else "–"
