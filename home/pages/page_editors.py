"""The editor of home and landing pages: Wagtail's tabs and one more, for the form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.models import Page

from common.admin.page_editor import register_editor
from home.models import HomePage, LandingPage


def register() -> None:
    """Called once, when the app is ready."""
    for model in (HomePage, LandingPage):
        register_editor(model, edit_handler=_tabs(model))


def _tabs(model: type[HomePage] | type[LandingPage]) -> TabbedInterface:
    form = [
        FormSubmissionsPanel(),
        InlinePanel("form_fields", heading=_("Fields"), label=_("field")),
        MultiFieldPanel(
            [
                FieldPanel("form_consent"),
                FieldPanel("form_thanks"),
                FieldPanel("form_reply"),
                FieldPanel("form_recipients"),
            ],
            heading=_("Form settings"),
        ),
    ]
    return TabbedInterface(
        [
            ObjectList([*Page.content_panels, FieldPanel("sections")], heading=_("Content")),
            ObjectList(form, heading=_("Form")),
            ObjectList(model.promote_panels, heading=_("Promote")),
            ObjectList(model.settings_panels, heading=_("Settings")),
        ],
        base_form_class=model.base_form_class,
    )
