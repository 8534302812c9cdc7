"""The pages that the law asks for: which ones they are, on each site. Marketers write them like any other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


def _page_field(label: Any) -> Any:
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=label,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )


@register_setting(icon="doc-full", order=12)
class LegalPages(BaseSiteSetting):
    """Where privacy, terms, legal notice and contact stand. In the footer of every page, and at sign-up."""

    privacy_page = _page_field(_("privacy policy"))
    terms_page = _page_field(_("terms"))
    imprint_page = _page_field(_("legal notice"))
    contact_page = _page_field(_("contact page"))

    #: In the order of the footer.
    NAMES = ("imprint_page", "privacy_page", "terms_page", "contact_page")

    panels = [
        PageChooserPanel("privacy_page", heading=_("Privacy policy")),
        PageChooserPanel("terms_page", heading=_("Terms")),
        PageChooserPanel("imprint_page", heading=_("Legal notice")),
        PageChooserPanel("contact_page", heading=_("Contact page")),
    ]

    class Meta:
        verbose_name = _("legal pages")
