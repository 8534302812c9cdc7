"""The security log in Wagtail's admin: who failed to sign in, and who read whose data; for administrators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityLogEntry
from common.admin.readonly_admin import RecordAdmin
from common.personal_data import registered

from .recording import WAYS


class SecurityLogAdmin(RecordAdmin):
    model = SecurityLogEntry
    menu_label = _("Security log")
    empty_text = _(
        "Nothing has been recorded yet. Failed sign-ins, and who viewed whose data, are listed here."
    )
    menu_icon = "lock"
    add_to_admin_menu = False  # it stands among the reports
    base_url_path = "academy/security-log"
    inspect_view_enabled = False
    joined = ("actor", "person")
    list_display = ("happened_at", "kind_name", "details", "actor", "whom", "ip_address")
    list_filter = ("kind", "happened_at")
    list_export = (
        "happened_at",
        "kind",
        "what",
        "actor__email",
        "person__email",
        "email",
        "path",
        "ip_address",
    )
    search_fields = ("email", "actor__email", "person__email")
    ordering = ("-happened_at", "-pk")

    def kind_name(self, entry: SecurityLogEntry) -> str:
        return entry.get_kind_display()

    kind_name.short_description = _("Event")  # type: ignore[attr-defined]
    kind_name.admin_order_field = "kind"  # type: ignore[attr-defined]

    def details(self, entry: SecurityLogEntry) -> Any:
        """What was tried, or shown, in words; the name of what is no more."""
        return WAYS.get(entry.what) or registered().get(entry.what) or entry.what

    details.short_description = _("Details")  # type: ignore[attr-defined]

    def whom(self, entry: SecurityLogEntry) -> str:
        """The person whom it was about, else the address that was entered."""
        return f"{entry.person} ({entry.person.email})" if entry.person else entry.email or "–"

    whom.short_description = _("Person")  # type: ignore[attr-defined]
