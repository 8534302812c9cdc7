"""The journal in the admin: every entry with its postings, read only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commerce.sales_menu import SalesAdmin, SalesIndexView

from ..models import JournalEntry, Posting
from ..owners import OwnerNames


class JournalIndexView(SalesIndexView):
    """The list, with owners of accounts by their names: of all rows of a page at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = OwnerNames()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        self._name(context["object_list"])
        return context

    def exported(self, row: Any) -> tuple[Any]:
        self._name([row])
        return (row,)

    def _name(self, entries: Iterable[JournalEntry]) -> None:
        shown = [(entry, entry.postings.all()) for entry in entries]
        self.names.learn(posting.account for _entry, postings in shown for posting in postings)
        for entry, postings in shown:
            entry.lines = [self.names.line(posting) for posting in postings]  # type: ignore[attr-defined]


class JournalEntryAdmin(SalesAdmin):
    model = JournalEntry
    menu_label = _("Ledger")
    menu_icon = "list-ul"
    menu_order = 80
    base_url_path = "academy/ledger"
    index_view_class = JournalIndexView
    inspect_view_enabled = False
    list_display = ("at", "kind", "order_number", "text", "postings")
    list_filter = ("kind", "at")
    list_export = ("at", "kind", "reference", "order_number", "text", "posted")
    search_fields = ("order_number", "reference", "text")
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        lines = Posting.objects.select_related("account").order_by("-amount_minor", "pk")
        return super().get_queryset(request).prefetch_related(Prefetch("postings", queryset=lines))

    def postings(self, entry: Any) -> SafeString:
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in entry.lines))
        )

    postings.short_description = _("postings")  # type: ignore[attr-defined]

    def posted(self, entry: Any) -> str:
        return "; ".join(entry.lines)

    posted.short_description = _("postings")  # type: ignore[attr-defined]
