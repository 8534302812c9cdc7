"""The menu “Sales” of Wagtail's admin: each app of commerce adds its lists and screens to it.

A list is a `SalesAdmin`, registered with `modeladmin_register`; another screen adds a menu item by the hook
`register_sales_menu_item`. Whoever may see none of them sees no menu.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from common.admin.readonly_admin import RecordAdmin

HOOK = "register_sales_menu_item"


class SalesAdmin(RecordAdmin):
    """A list in the menu “Sales”. menu_order: its place there."""

    add_to_admin_menu = False

    def register_with_wagtail(self) -> None:
        """As the library does, but with the item in the menu “Sales”."""
        super().register_with_wagtail()
        hooks.register(HOOK, self.get_menu_item)


def sales_menu() -> MenuItem:
    """The menu with everything that is registered by the hook."""
    return SubmenuMenuItem(
        _("Sales"), Menu(register_hook_name=HOOK), name="sales", icon_name="tag", order=340
    )
