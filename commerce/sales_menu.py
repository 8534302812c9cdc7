"""The menu “Sales” of Wagtail's admin: each app of commerce adds its lists and screens to it.

A list is a `SalesAdmin`, registered with `modeladmin_register`; another screen adds a menu item by the hook
`register_sales_menu_item`. Whoever may see none of them sees no menu.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from babel import Locale
from django.contrib.admin import AllValuesFieldListFilter
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from common.admin.readonly_admin import RecordAdmin, RecordIndexView
from common.known_values import values_of

HOOK = "register_sales_menu_item"


class SalesIndexView(RecordIndexView):
    """A list whose files say what its page says: words, where a row keeps a code for them."""

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        for name in self.list_export:
            if getattr(item, name, None) and hasattr(item, f"get_{name}_display"):
                row[name] = str(getattr(item, f"get_{name}_display")())
        return row


class KnownValuesFilter(AllValuesFieldListFilter):
    """By the values that rows of a long list have. An index begins with the field, so few rows are read."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, request, params, model, *args, **kwargs)
        self.lookup_choices = values_of(model, field.name)  # type: ignore[assignment]


class NamedValuesFilter(KnownValuesFilter):
    """The same, each value by its name. Subclasses say how they are called."""

    named: Callable[[str], str]

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *values = super().choices(changelist)
        yield everything
        for choice in values:
            yield {**choice, "display": type(self).named(str(choice["display"]))}


class CountryFilter(NamedValuesFilter):
    """By the countries that rows have, in the reader's language."""

    @staticmethod
    def named(code: str) -> str:
        return str(Locale.parse(to_locale(get_language() or "en")).territories.get(code, code))


class SalesAdmin(RecordAdmin):
    """A list in the menu “Sales”. menu_order: its place there."""

    add_to_admin_menu = False
    index_view_class = SalesIndexView

    def register_with_wagtail(self) -> None:
        """As the library does, but with the item in the menu “Sales”."""
        super().register_with_wagtail()
        hooks.register(HOOK, self.get_menu_item)

    def country_named(self, row: Any) -> str:
        """The name of a row's country on the screen; files have its code."""
        return CountryFilter.named(row.country) if row.country else ""

    country_named.short_description = _("country")  # type: ignore[attr-defined]
    country_named.admin_order_field = "country"  # type: ignore[attr-defined]


def sales_menu() -> MenuItem:
    """The menu with everything that is registered by the hook."""
    return SubmenuMenuItem(
        _("Sales"), Menu(register_hook_name=HOOK), name="sales", icon_name="tag", order=340
    )
