"""The journal in the admin: every entry with its postings, read only."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commerce.sales_menu import SalesAdmin
from common.money import Money

from ..models import JournalEntry, Posting


class JournalEntryAdmin(SalesAdmin):
    model = JournalEntry
    menu_label = _("Ledger")
    menu_icon = "list-ul"
    menu_order = 80
    base_url_path = "academy/ledger"
    inspect_view_enabled = False
    list_display = ("at", "kind", "order_number", "text", "postings")
    list_filter = ("kind", "at")
    list_export = ("at", "kind", "reference", "order_number", "text", "posted")
    search_fields = ("order_number", "reference", "text")
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        lines = Posting.objects.select_related("account").order_by("-amount_minor", "pk")
        return super().get_queryset(request).prefetch_related(Prefetch("postings", queryset=lines))

    def postings(self, entry: JournalEntry) -> SafeString:
        lines = format_html_join("", "<li>{}</li>", ((line,) for line in _lines(entry)))
        return format_html("<ul>{}</ul>", lines)

    postings.short_description = _("postings")  # type: ignore[attr-defined]

    def posted(self, entry: JournalEntry) -> str:
        return "; ".join(_lines(entry))

    posted.short_description = _("postings")  # type: ignore[attr-defined]


def _lines(entry: JournalEntry) -> list[str]:
    return [
        f"{posting.account}: {Money(posting.amount_minor, posting.currency).format()}"
        for posting in entry.postings.all()
    ]
