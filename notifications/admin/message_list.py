"""The log of messages: what was sent to whom, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from common.admin.readonly_admin import RecordAdmin, RecordInspectView

from ..kinds import registered
from ..messages import BROADCAST
from ..models import Broadcast, Message
from ..policies import may_cancel, may_resend


class KindFilter(SimpleListFilter):
    """By kind of message: those that are registered, without looking for what rows have."""

    title = gettext_lazy("message")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(kind.code, kind.label) for kind in registered()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        return queryset.filter(kind=code) if code else queryset


class BroadcastFilter(SimpleListFilter):
    """Those of one broadcast, which its page leads to; not drawn otherwise."""

    title = gettext_lazy("broadcast")
    parameter_name = "broadcast"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        asked = request.GET.get(self.parameter_name, "")
        found = Broadcast.objects.filter(pk=asked) if asked.isdecimal() and len(asked) < 19 else ()
        return [(str(broadcast.pk), broadcast.subject) for broadcast in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(kind=BROADCAST.code, fact=f"broadcast:{chosen}") if chosen else queryset


class MessageButtons(ButtonHelper):
    """Wagtail's buttons of a row, and what may be done about the message."""

    def get_buttons_for_obj(self, obj: Message, **kwargs: Any) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if may_resend(self.request.user, obj):
            buttons.append(self._button(obj, "resend", _("Send again")))
        if may_cancel(self.request.user, obj):
            buttons.append(self._button(obj, "cancel", _("Cancel")))
        return buttons

    def _button(self, message: Message, name: str, label: str) -> dict[str, Any]:
        return {
            "url": reverse(f"notifications_admin:{name}", args=[message.public_id]),
            "label": label,
            "classname": self.finalise_classname(["button-secondary", "button-small"]),
            "title": f"{label}: {message}",
        }


class MessageInspectView(RecordInspectView):
    """One message, with all that its channel answered."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        log = self.instance.log.select_related("by").order_by("pk")
        return super().get_context_data(**kwargs) | {"log": log}


class MessageAdmin(RecordAdmin):
    model = Message
    menu_label = gettext_lazy("Messages")
    empty_text = gettext_lazy("No messages have been sent yet. They appear here with what became of each.")
    menu_icon = "mail"
    menu_order = 345
    base_url_path = "academy/messages"
    button_helper_class = MessageButtons
    inspect_view_class = MessageInspectView
    inspect_template_name = "notifications/admin/message.html"
    joined = ("person",)
    list_display = ("kind_label", "person", "channel", "status", "subject", "created_at", "send_at")
    list_filter = ("status", "channel", KindFilter, BroadcastFilter, "created_at")
    list_export = (
        "kind", "person", "channel", "contact", "status", "subject", "created_at", "send_at", "attempts",
        "last_attempt_at", "problem",
    )  # fmt: skip
    inspect_view_fields = (
        "kind_label", "person", "channel", "contact", "status", "problem", "subject", "fact", "created_at",
        "send_at", "attempts", "last_attempt_at", "read_at",
    )  # fmt: skip
    search_fields = ("person__email", "person__first_name", "person__last_name")
    ordering = ("-pk",)
