"""What billing adds to the Wagtail admin, and the menu that all of commerce adds to. Declarations only."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from commerce.sales_menu import sales_menu

from .admin import urls as admin_urls
from .admin.lists import OrderAdmin, PaymentAdmin, RefundAdmin
from .admin.tax_rates import TaxRateAdmin

modeladmin_register(OrderAdmin)
modeladmin_register(PaymentAdmin)
modeladmin_register(RefundAdmin)
modeladmin_register(TaxRateAdmin)


@hooks.register("register_admin_urls")
def register_admin_screens() -> list[Any]:
    return [path("academy/", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def register_sales_menu() -> MenuItem:
    return sales_menu()
