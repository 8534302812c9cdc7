"""What a site says about itself: one row of each per site, edited under Settings.

The fields hold the words of the site's first language; `translations` holds them in others.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from common.fields import StreamField
from home import settings_blocks as blocks


def picture_field(label: Any, help_text: Any = "") -> models.ForeignKey:
    return models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=label,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )


def words_in_languages(block: Any) -> StreamField:
    return StreamField([("language", block)], verbose_name=_("in other languages"), blank=True)


@register_setting(icon="crosshairs", order=10)
class Brand(BaseSiteSetting):
    """Name, logo and colours of a site."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    logo = picture_field(_("logo"), _("For light backgrounds. At least 240 pixels high."))
    logo_dark = picture_field(_("logo on dark"), _("Empty: the same logo."))
    favicon = picture_field(_("icon"), _("A square of at least 192 pixels, shown beside the title of a tab."))
    brand_colour = models.CharField(_("brand colour"), max_length=7, blank=True)
    accent_colour = models.CharField(_("accent colour"), max_length=7, blank=True)
    translations = words_in_languages(blocks.BrandWordsBlock())

    class Meta:
        verbose_name = _("brand")


@register_setting(icon="list-ul", order=11)
class Navigation(BaseSiteSetting):
    """The main links on top of every page."""

    items = StreamField(blocks.NavigationBlock(required=False), verbose_name=_("main links"), blank=True)
    translations = words_in_languages(blocks.NavigationWordsBlock())

    class Meta:
        verbose_name = _("navigation")


@register_setting(icon="table", order=12)
class Footer(BaseSiteSetting):
    """The foot of every page."""

    columns = StreamField(
        [("column", blocks.FooterColumnBlock())], verbose_name=_("columns"), blank=True, max_num=4
    )
    line = models.CharField(_("line"), max_length=160, blank=True)
    legal = StreamField([("link", blocks.PlaceBlock())], verbose_name=_("legal links"), blank=True, max_num=8)
    translations = words_in_languages(blocks.FooterWordsBlock())

    class Meta:
        verbose_name = _("footer")


@register_setting(icon="group", order=13)
class SocialLinks(BaseSiteSetting):
    """Where else the academy is found."""

    facebook = models.URLField("Facebook", blank=True)
    github = models.URLField("GitHub", blank=True)
    instagram = models.URLField("Instagram", blank=True)
    linkedin = models.URLField("LinkedIn", blank=True)
    mastodon = models.URLField("Mastodon", blank=True)
    tiktok = models.URLField("TikTok", blank=True)
    x = models.URLField("X", blank=True)
    youtube = models.URLField("YouTube", blank=True)

    class Meta:
        verbose_name = _("social links")


@register_setting(icon="info-circle", order=14)
class Announcement(BaseSiteSetting):
    """One line above every page, for as long as it matters."""

    class Tone(models.TextChoices):
        BRAND = "brand", _("Calm")
        ACCENT = "accent", _("Warm: an offer, a date")
        DANGER = "danger", _("Urgent: something does not work")

    text = models.CharField(_("text"), max_length=160, blank=True)
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page it leads to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    link_url = models.CharField(_("or an address"), max_length=500, blank=True)
    link_label = models.CharField(_("words of the link"), max_length=40, blank=True)
    tone = models.CharField(_("tone"), max_length=8, choices=Tone.choices, default=Tone.BRAND)
    starts_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    is_dismissible = models.BooleanField(_("visitors may close it"), default=True)
    translations = words_in_languages(blocks.AnnouncementWordsBlock())

    class Meta:
        verbose_name = _("announcement")


@register_setting(icon="history", order=15)
class Analytics(BaseSiteSetting):
    """Who counts the visits, and what that asks of visitors."""

    class Provider(models.TextChoices):
        NONE = "none", _("Nobody")
        PLAUSIBLE = "plausible", "Plausible"
        MATOMO = "matomo", "Matomo"
        GOOGLE = "google", "Google Analytics 4"

    provider = models.CharField(_("provider"), max_length=16, choices=Provider.choices, default=Provider.NONE)
    site_key = models.CharField(_("name of the site there"), max_length=120, blank=True)
    host = models.CharField(_("server"), max_length=253, blank=True)
    uses_cookies = models.BooleanField(_("with cookies"), default=False)

    class Meta:
        verbose_name = _("analytics")


@register_setting(icon="view", order=16)
class Motion(BaseSiteSetting):
    """How much moves on the pages of a site. Nothing moves for those who asked their device for calm."""

    class Level(models.TextChoices):
        NONE = "none", _("None")
        SUBTLE = "subtle", _("Subtle: things appear gently while scrolling")
        EXPRESSIVE = "expressive", _("Expressive: depth, particles and a glow that follows the pointer")

    level = models.CharField(_("motion"), max_length=16, choices=Level.choices, default=Level.SUBTLE)

    class Meta:
        verbose_name = _("motion")


@register_setting(icon="search", order=17)
class SearchAppearance(BaseSiteSetting):
    """What search engines and those who share a page are told about the site as a whole."""

    organisation_name = models.CharField(_("name of the organisation"), max_length=120, blank=True)
    share_picture = picture_field(_("picture when shared"))
    description = models.TextField(_("description"), max_length=300, blank=True)
    may_be_found = models.BooleanField(_("search engines may list this site"), default=True)
    translations = words_in_languages(blocks.SearchWordsBlock())

    class Meta:
        verbose_name = _("search and sharing")
