"""The list of customers in the admin."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commerce.sales_menu import CountryFilter, SalesAdmin
from common.addresses import address_of

from ..models import Customer


class CustomerAdmin(SalesAdmin):
    model = Customer
    menu_label = _("Customers")
    menu_icon = "user"
    menu_order = 70
    base_url_path = "academy/customers"
    inspect_view_enabled = False
    list_display = ("customer", "email", "company", "city", "country_named", "tax_number", "created_at")
    list_filter = (("country", CountryFilter), "tax_number_status", "created_at")
    list_export = (
        "name", "email", "company", "line_1", "line_2", "city", "postcode", "region", "country", "tax_number",
        "tax_number_status", "created_at", "erased_at",
    )  # fmt: skip
    search_fields = ("name", "email", "company", "tax_number")
    ordering = ("-created_at", "-pk")

    def customer(self, customer: Customer) -> SafeString:
        address = address_of("customer_record", customer.public_id)
        return format_html('<a href="{}">{}</a>', address, customer)

    customer.short_description = _("name")  # type: ignore[attr-defined]
    customer.admin_order_field = "name"  # type: ignore[attr-defined]
