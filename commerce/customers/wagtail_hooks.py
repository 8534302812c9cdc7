"""What customers add to the Wagtail admin, and the menu that all of commerce adds to. Declarations only."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from commerce.sales_menu import sales_menu

from .admin.customer_list import CustomerAdmin

modeladmin_register(CustomerAdmin)


@hooks.register("register_admin_menu_item")
def register_sales_menu() -> MenuItem:
    return sales_menu()
