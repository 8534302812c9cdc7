"""Where staff give messages other words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from ..kinds import MessageCategory, registered
from ..models import MessageTemplate


def _kind_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    kinds = registered()
    groups = (
        (category, [(kind.code, kind.label) for kind in kinds if kind.category == category])
        for category in MessageCategory
    )
    return [(str(category.label), choices) for category, choices in groups if choices]


class MessageTemplateForm(WagtailAdminModelForm):
    """The kinds that are registered, and the languages that the site speaks."""

    code = forms.ChoiceField(label=_("Message"), choices=_kind_choices)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)


class PlaceholderPanel(HelpPanel):
    """The placeholders of each message, with what they stand for."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"kinds": registered()}


class MessageTemplateViewSet(SnippetViewSet):
    model = MessageTemplate
    icon = "mail"
    add_to_settings_menu = True
    menu_label = _("Message templates")
    menu_order = 330
    list_display = ["__str__", "subject", "is_active"]
    list_filter = ["channel", "is_active"]
    search_backend_name = None
    search_fields = ["subject", "text"]
    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            FieldPanel("channel"),
            FieldPanel("language"),
            PlaceholderPanel(heading=_("Placeholders"), template="notifications/admin/placeholders.html"),
            FieldPanel("subject"),
            FieldPanel("text"),
            FieldPanel("html"),
            FieldPanel("is_active"),
        ],
        base_form_class=MessageTemplateForm,
    )
