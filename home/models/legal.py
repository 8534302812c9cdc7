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
    """Where privacy, terms, legal notice and contact stand. In the footer of every page, and at sign-up.

    Buyers agree to the terms of sale (the terms, where there are none) and the refund policy.
    """

    privacy_page = _page_field(_("privacy policy"))
    terms_page = _page_field(_("terms"))
    sale_terms_page = _page_field(_("terms of sale"))
    refund_policy_page = _page_field(_("refund policy"))
    imprint_page = _page_field(_("legal notice"))
    contact_page = _page_field(_("contact page"))

    #: In the order of the footer.
    NAMES = (
        "imprint_page",
        "privacy_page",
        "terms_page",
        "sale_terms_page",
        "refund_policy_page",
        "contact_page",
    )

    panels = [
        PageChooserPanel("privacy_page", heading=_("Privacy policy")),
        PageChooserPanel("terms_page", heading=_("Terms")),
        PageChooserPanel("sale_terms_page", heading=_("Terms of sale")),
        PageChooserPanel("refund_policy_page", heading=_("Refund policy")),
        PageChooserPanel("imprint_page", heading=_("Legal notice")),
        PageChooserPanel("contact_page", heading=_("Contact page")),
    ]

    class Meta:
        verbose_name = _("legal pages")
