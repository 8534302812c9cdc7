"""What the ledger adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from commerce.sales_menu import HOOK

from .admin.books_view import BooksView
from .admin.journal_list import JournalEntryAdmin
from .policies import may_read_books

modeladmin_register(JournalEntryAdmin)


class BooksMenuItem(MenuItem):
    """Shown to whoever may read the books."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_read_books(request.user))  # type: ignore[arg-type]


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [path("academy/books/", BooksView.as_view(), name="ledger_books")]


@hooks.register(HOOK)
def books_menu_item() -> MenuItem:
    return BooksMenuItem(
        _("Books"), reverse_lazy("ledger_books"), name="books", icon_name="list-ul", order=90
    )
