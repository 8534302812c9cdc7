"""Where staff compose how certificates look."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from ..designs.words import PLACEHOLDERS
from ..models import CertificateTemplate


class CertificatePlaceholderPanel(HelpPanel):
    """The placeholders of certificates, with what they stand for."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"placeholders": PLACEHOLDERS.items()}


class CertificateTemplateViewSet(SnippetViewSet):
    model = CertificateTemplate
    icon = "success"
    add_to_settings_menu = True
    menu_label = _("Certificate templates")
    menu_order = 335
    list_display = ["name", "style", "paper", "orientation", "is_default", "locale"]
    list_filter = ["style"]
    search_backend_name = None
    search_fields = ["name", "description"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("style"), FieldPanel("paper"), FieldPanel("orientation")]),
            CertificatePlaceholderPanel(
                heading=_("Placeholders"), template="certificates/admin/placeholders.html"
            ),
            FieldPanel("body"),
            FieldPanel("is_default"),
        ]
    )
