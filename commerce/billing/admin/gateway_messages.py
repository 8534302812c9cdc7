"""What payment providers sent, in the Wagtail admin: as it came, and what came of it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from commerce.gateways.models import GatewayMessage
from commerce.gateways.models.message import MessageOutcome
from commerce.orders.models import Order
from commerce.sales_menu import SalesAdmin
from common.admin.views import AdminActionView, AdminView, Breadcrumb, breadcrumb
from common.personal_data import name_person
from common.verdict import Verdict

from .. import actions, policies
from ..checkout.history import gateway_label
from ..models import Payment
from ..provider_words import error_of_message, kind_of_message, with_code
from .lists import ProviderFilter

_LIST = "academy_gateway-messages_modeladmin_index"
#: What may be looked at again: the rest is done.
_OPEN = (MessageOutcome.WAITING, MessageOutcome.FAILED)


class GatewayMessageAdmin(SalesAdmin):
    model = GatewayMessage
    menu_label = gettext_lazy("Gateway messages")
    menu_icon = "mail"
    menu_order = 25
    base_url_path = "academy/gateway-messages"
    inspect_view_enabled = False
    list_display = ("message", "provider", "outcome", "attempts", "problem", "received_at")
    list_filter = ("outcome", ProviderFilter, "received_at")
    list_export = (
        "provider", "external_id", "about", "kind", "outcome", "attempts", "problem", "as_kept",
        "payment_reference", "transaction_id", "sent_at", "received_at", "handled_at",
    )  # fmt: skip
    search_fields = ("external_id", "kind", "payment_reference", "transaction_id")
    ordering = ("-received_at", "-pk")
    empty_text = gettext_lazy("No payment provider has sent anything yet.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("body")

    def message(self, message: GatewayMessage) -> SafeString:
        words = kind_of_message(message)
        return format_html('<a href="{}">{}</a>', message_url(message), words)

    message.short_description = gettext_lazy("message")  # type: ignore[attr-defined]
    message.admin_order_field = "kind"  # type: ignore[attr-defined]

    def about(self, message: GatewayMessage) -> str:
        return kind_of_message(message)

    about.short_description = gettext_lazy("about")  # type: ignore[attr-defined]

    def provider(self, message: GatewayMessage) -> str:
        return gateway_label(message.gateway)

    provider.short_description = gettext_lazy("provider")  # type: ignore[attr-defined]
    provider.admin_order_field = "gateway"  # type: ignore[attr-defined]

    def problem(self, message: GatewayMessage) -> str:
        return error_of_message(message)

    problem.short_description = gettext_lazy("problem")  # type: ignore[attr-defined]

    def as_kept(self, message: GatewayMessage) -> str:
        return message.error

    as_kept.short_description = gettext_lazy("error")  # type: ignore[attr-defined]


def message_url(message: GatewayMessage) -> str:
    return reverse("billing_admin:message", args=[message.pk])


class _OfMessage:
    """The message that the address names."""

    kwargs: dict[str, Any]
    request: HttpRequest
    reader: Any

    def may(self) -> Verdict:
        return policies.may_see_messages(self.reader)

    @cached_property
    def message(self) -> GatewayMessage:
        return get_object_or_404(GatewayMessage, pk=self.kwargs["message_id"])


class MessageView(_OfMessage, AdminView):
    """One message: what came of it, the order that it is about, and its body as it came."""

    template_name = "billing/admin/message.html"
    page_title = gettext_lazy("Gateway message")
    header_icon = "mail"

    def get_page_subtitle(self) -> str:
        return kind_of_message(self.message)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Gateway messages"), reverse(_LIST))]

    @cached_property
    def order(self) -> Order | None:
        """The order of the payment that it names; whose it is, is told to the security log."""
        message = self.message
        named = Q(pk__in=())
        if message.payment_reference:
            named |= Q(gateway_reference=message.payment_reference)
        if message.transaction_id:
            named |= Q(captures__transaction_id=message.transaction_id)
        payments = Payment.objects.filter(named, gateway=message.gateway).select_related("order__customer")
        if (payment := payments.first()) is None:
            return None
        account = User.objects.filter(public_id=payment.order.customer.account_id).first()
        if account is not None:
            name_person(self.request, account)
        return payment.order

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "message": self.message,
            "provider": gateway_label(self.message.gateway),
            "kind": with_code(kind_of_message(self.message), self.message.kind),
            "problem": error_of_message(self.message),
            "order": self.order,
            "body": _legible(self.message.text),
            "can_look_again": self.message.outcome in _OPEN,
        }


class LookAgainView(_OfMessage, AdminActionView):
    """Have a message looked at again that failed or waits."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.message.outcome in _OPEN:
            done = actions.look_again(message_id=self.message.pk, at=self.now)
            words = _("Looked at again: %(status)s.") % {"status": done.get_outcome_display()}
            is_done = done.outcome not in _OPEN
            (messages.success if is_done else messages.warning)(request, words)
        return redirect(message_url(self.message))


def _legible(text: str) -> str:
    """JSON with its lines and indents; anything else as it came."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
