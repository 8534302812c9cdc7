"""The list of bundle purchases in the Wagtail admin."""

from __future__ import annotations

from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from common.records import RecordAdmin

from .models import BundlePurchase


class BundlePurchaseAdmin(RecordAdmin):
    model = BundlePurchase
    menu_label = _("Bundle purchases")
    menu_icon = "folder-open-inverse"
    base_url_path = "academy/bundle-purchases"
    joined = ("buyer", "bundle")
    list_display = ("title", "buyer", "tier", "purchased_at", "order_id", "revoked_at")
    list_filter = ("bundle", "purchased_at", ("revoked_at", EmptyFieldListFilter))
    list_export = (
        "buyer__email",
        "title",
        "tier",
        "course_ids",
        "order_id",
        "purchased_at",
        "granted_by__email",
        "notes",
        "revoked_at",
        "revoked_reason",
    )
    search_fields = ("buyer__email", "buyer__first_name", "buyer__last_name", "title", "order_id")
    ordering = ("-purchased_at", "-pk")
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
