"""What messages add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from .admin import urls
from .admin.broadcast_views import BroadcastsMenuItem
from .admin.message_list import MessageAdmin
from .admin.template_list import MessageTemplateViewSet
from .models import MessageTemplate
from .policies import may_test

modeladmin_register(MessageAdmin)
register_snippet(MessageTemplateViewSet)


@hooks.register("register_admin_urls")
def register_message_screens() -> list[Any]:
    return [path("academy/messages/", include(urls))]


@hooks.register("register_admin_menu_item")
def broadcasts_menu_item() -> MenuItem:
    address = reverse_lazy("notifications_admin:broadcasts")
    return BroadcastsMenuItem(_("Broadcasts"), address, name="broadcasts", icon_name="mail", order=346)


@hooks.register("register_snippet_listing_buttons")
def offer_a_test(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, MessageTemplate) and may_test(user, snippet):
        url = reverse("notifications_admin:test", args=[snippet.pk])
        yield Button(_("Send a test"), url=url, icon_name="mail", priority=30)
