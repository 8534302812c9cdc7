"""The list of bundle purchases in the Wagtail admin. Each row leads to the screen of its learner."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import EmptyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.addresses import address_of
from common.admin.readonly_admin import RecordAdmin, RecordInspectView
from learning.access.models import BundlePurchase
from learning.courses.models import Course


class PurchaseInspectView(RecordInspectView):
    """One purchase, with its courses by name."""

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        if field_name != "course_ids":
            return super().get_field_display_value(field_name, field)
        titles = dict(Course.objects.filter(pk__in=self.instance.course_ids).values_list("pk", "title"))
        return ", ".join(titles[pk] for pk in self.instance.course_ids if pk in titles)


class BundlePurchaseAdmin(RecordAdmin):
    model = BundlePurchase
    menu_label = _("Bundle purchases")
    empty_text = _("No bundle has been purchased yet.")
    menu_icon = "folder-open-inverse"
    base_url_path = "academy/bundle-purchases"
    joined = ("buyer", "bundle", "granted_by")
    list_display = ("learner", "title", "tier", "opened", "purchased_at", "order_id", "revoked_at")
    list_filter = ("bundle", "purchased_at", ("revoked_at", EmptyFieldListFilter))
    list_export = (
        "buyer__email",
        "buyer__first_name",
        "buyer__last_name",
        "title",
        "tier",
        "opened",
        "order_id",
        "purchased_at",
        "granted_by__email",
        "notes",
        "revoked_at",
        "revoked_reason",
    )
    search_fields = (
        "buyer__email",
        "buyer__first_name",
        "buyer__last_name",
        "title",
        "order_id",
    )
    ordering = ("-purchased_at", "-pk")
    inspect_view_class = PurchaseInspectView
    inspect_view_fields = (
        "buyer",
        "bundle",
        "title",
        "tier",
        "course_ids",
        "order_id",
        "purchased_at",
        "granted_by",
        "notes",
        "revoked_at",
        "revoked_by",
        "revoked_reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).with_titles()  # type: ignore[attr-defined]

    def learner(self, purchase: BundlePurchase) -> SafeString:
        address = address_of("learner", purchase.buyer.public_id)
        return format_html('<a href="{}">{}</a>', address, purchase.buyer)

    learner.short_description = _("person")  # type: ignore[attr-defined]
    learner.admin_order_field = "buyer__email"  # type: ignore[attr-defined]

    def opened(self, purchase: Any) -> str:
        return purchase.opened_titles or ""

    opened.short_description = _("included courses")  # type: ignore[attr-defined]
