"""The list of customers in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commerce.sales_menu import SalesAdmin

from ..models import Customer


class CustomerAdmin(SalesAdmin):
    model = Customer
    menu_label = _("Customers")
    menu_icon = "user"
    menu_order = 70
    base_url_path = "academy/customers"
    list_display = ("name", "email", "company", "city", "country", "tax_number", "created_at")
    list_filter = ("country", "tax_number_status", "created_at")
    list_export = (
        "name", "email", "company", "line_1", "line_2", "city", "postcode", "region", "country", "tax_number",
        "tax_number_status", "created_at", "erased_at",
    )  # fmt: skip
    search_fields = ("name", "email", "company", "tax_number")
    ordering = ("-created_at", "-pk")
    inspect_view_fields = (
        "public_id", "name", "email", "company", "line_1", "line_2", "city", "postcode", "region", "country",
        "tax_number", "tax_number_status", "language", "created_at", "erased_at",
    )  # fmt: skip
