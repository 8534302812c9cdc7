"""What billing adds to the Wagtail admin, and the menu that all of commerce adds to. Declarations only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from commerce.sales_menu import HOOK, sales_menu

from .admin import urls as admin_urls
from .admin.gateway_messages import GatewayMessageAdmin
from .admin.invoices import InvoiceAdmin
from .admin.lists import OrderAdmin, PaymentAdmin, RefundAdmin
from .admin.tax_rates import TaxRateAdmin
from .policies import may_see_revenue

modeladmin_register(OrderAdmin)
modeladmin_register(PaymentAdmin)
modeladmin_register(RefundAdmin)
modeladmin_register(GatewayMessageAdmin)
modeladmin_register(InvoiceAdmin)
modeladmin_register(TaxRateAdmin)


@hooks.register("register_admin_urls")
def register_admin_screens() -> list[Any]:
    return [path("academy/", include(admin_urls))]


class RevenueMenuItem(MenuItem):
    """Shown to whoever may see revenue."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_see_revenue(request.user))  # type: ignore[arg-type]


@hooks.register(HOOK)
def revenue_menu_item() -> MenuItem:
    return RevenueMenuItem(
        _("Revenue"), reverse_lazy("billing_admin:revenue"), name="revenue", icon_name="table", order=5
    )


@hooks.register("register_admin_menu_item")
def register_sales_menu() -> MenuItem:
    return sales_menu()
