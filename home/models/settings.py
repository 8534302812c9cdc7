"""What a site says about itself: one row of each per site, edited under Settings.

The fields hold the words of the site's first language; `translations` holds them in others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images.models import AbstractImage

from common.design.colours import is_hex
from common.fields import StreamField
from home.site_settings import blocks
from home.site_settings import brand_colours as colours
from library.models import PrivateCollection

#: What the name of a site looks like at each provider, and what to say when it does not.
_SITE_KEYS = {
    "plausible": (
        re.compile(r"[a-z0-9.,-]+(?:/[a-z0-9/_-]*)?", re.I),
        _("Plausible needs the domain, for example “example.org”."),
    ),
    "matomo": (re.compile(r"[1-9][0-9]*"), _("Matomo needs the site ID, a number.")),
    "google": (
        re.compile(r"G-[A-Z0-9]{4,20}"),
        _("Google needs the measurement ID, for example “G-AB12CD34EF”."),
    ),
}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{2,5})?", re.I)


def picture_field(label: Any, help_text: Any = "") -> Any:
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
    return StreamField([("language", block)], verbose_name=_("translations"), blank=True)


def _colour_message(colour: str, problem_of: Callable[[str], colours.ContrastProblem | None]) -> str:
    """What is wrong with a colour, and which one to take; "" when it can be used."""
    if not colour:
        return ""
    if not is_hex(colour):
        return gettext("Enter a colour as “#” and six digits, for example “#5b2a86”.")
    if (problem := problem_of(colour)) is None:
        return ""
    return gettext(
        "Text would be hard to read: the contrast is %(ratio)s : 1 on %(screens)s, and the "
        "minimum is %(least)s : 1. The nearest colour that passes is %(nearest)s."
    ) % {
        "ratio": number_format(problem.ratio, 2),
        "screens": gettext("dark mode") if problem.is_on_dark else gettext("light mode"),
        "least": number_format(colours.READABLE, 1),
        "nearest": problem.nearest,
    }


def _picture_message(image: AbstractImage | None) -> str:
    """What every visitor is shown must not lie among the pictures of a course."""
    if image is not None and PrivateCollection.objects.holds(image.collection):
        return gettext("This image belongs to a course and isn't public. Upload it again for the site.")
    return ""


@register_setting(icon="crosshairs", order=10)
class Brand(BaseSiteSetting):
    """Name, logo and colours of a site."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    logo = picture_field(_("logo"), _("For light backgrounds. At least 240 pixels high."))
    logo_dark = picture_field(_("logo for dark backgrounds"), _("Leave empty to use the same logo."))
    favicon = picture_field(_("icon"), _("Square, at least 192 pixels. Shown in browser tabs."))
    brand_colour = models.CharField(_("brand colour"), max_length=7, blank=True)
    accent_colour = models.CharField(_("accent colour"), max_length=7, blank=True)
    translations = words_in_languages(blocks.BrandWordsBlock())

    select_related = ["logo", "logo_dark", "favicon"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", help_text=_("Shown in the header, page titles and emails.")),
                FieldPanel("tagline", help_text=_("One line that says what the academy offers.")),
            ],
            heading=_("Name"),
        ),
        MultiFieldPanel(
            [FieldPanel("logo"), FieldPanel("logo_dark"), FieldPanel("favicon")], heading=_("Images")
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "brand_colour",
                    help_text=_(
                        "Used for links, buttons and progress bars, for example “#5b2a86”. Lighter and "
                        "darker shades are generated from it. Leave empty to use laurel, the default."
                    ),
                ),
                FieldPanel(
                    "accent_colour",
                    help_text=_(
                        "Used for highlights with dark text, for example “#f0b429”. Leave empty to use "
                        "saffron, the default."
                    ),
                ),
            ],
            heading=_("Colours"),
        ),
        FieldPanel("translations"),
    ]

    class Meta:
        verbose_name = _("brand")

    def clean(self) -> None:
        super().clean()
        errors = {}
        for name, problem_of in (
            ("brand_colour", colours.brand_problem),
            ("accent_colour", colours.accent_problem),
        ):
            if message := _colour_message(getattr(self, name), problem_of):
                errors[name] = message
        for name in ("logo", "logo_dark", "favicon"):
            if message := _picture_message(getattr(self, name)):
                errors[name] = message
        if errors:
            raise ValidationError(errors)
        self.brand_colour, self.accent_colour = self.brand_colour.lower(), self.accent_colour.lower()


@register_setting(icon="list-ul", order=11)
class Navigation(BaseSiteSetting):
    """The main links on top of every page."""

    items = StreamField(blocks.NavigationBlock(required=False), verbose_name=_("main links"), blank=True)
    translations = words_in_languages(blocks.NavigationWordsBlock())

    panels = [
        FieldPanel(
            "items",
            help_text=_("Links, and menus that open a panel. Leave empty to show Courses and Instructors."),
        ),
        FieldPanel("translations"),
    ]

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

    panels = [
        FieldPanel("columns"),
        FieldPanel(
            "line", help_text=_("One line next to the name. Leave empty to show “Learn at your own pace.”")
        ),
        FieldPanel(
            "legal",
            help_text=_("Such as legal notice, privacy and terms. Shown at the bottom of the footer."),
        ),
        FieldPanel("translations"),
    ]

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


@register_setting(icon="mail", order=13)
class Contact(BaseSiteSetting):
    """Whom people may write to."""

    email = models.EmailField(_("email address"), blank=True)

    panels = [
        FieldPanel(
            "email",
            help_text=_(
                "Shown wherever something is refused and there is no other next step, and in emails. "
                "Leave empty to use the sender of emails."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("contact")


@register_setting(icon="info-circle", order=14)
class Announcement(BaseSiteSetting):
    """One line above every page, for as long as it matters."""

    class Tone(models.TextChoices):
        BRAND = "brand", _("Neutral")
        ACCENT = "accent", _("Highlight: offers and dates")
        DANGER = "danger", _("Urgent: outages and problems")

    text = models.CharField(_("text"), max_length=160, blank=True)
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("linked page"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    link_url = models.CharField(_("or URL"), max_length=500, blank=True)
    link_label = models.CharField(_("link label"), max_length=40, blank=True)
    tone = models.CharField(_("tone"), max_length=8, choices=Tone.choices, default=Tone.BRAND)
    starts_at = models.DateTimeField(_("show from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("show until"), null=True, blank=True)
    is_dismissible = models.BooleanField(_("let visitors dismiss it"), default=True)
    translations = words_in_languages(blocks.AnnouncementWordsBlock())

    select_related = ["link_page"]
    panels = [
        FieldPanel("text", help_text=_("One sentence. Leave empty to show no announcement.")),
        MultiFieldPanel(
            [FieldPanel("link_page"), FieldPanel("link_url"), FieldPanel("link_label")], heading=_("Link")
        ),
        FieldPanel("tone"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("Dates")),
        FieldPanel("is_dismissible"),
        FieldPanel("translations"),
    ]

    class Meta:
        verbose_name = _("announcement")

    @property
    def key(self) -> str:
        """Changes with the words, so that a new announcement is seen by those who closed the old one."""
        said = [self.text, *(child.value["text"] for child in self.translations)]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:12]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The end must be after the start.")
        if self.link_page and self.link_url:
            errors["link_url"] = _("Choose either a page or a URL.")
        elif self.link_url and not blocks.is_safe_address(self.link_url):
            errors["link_url"] = _("The URL must start with “/”, “https://” or “mailto:”.")
        if errors:
            raise ValidationError(errors)


@register_setting(icon="history", order=15)
class Analytics(BaseSiteSetting):
    """Who counts the visits, and what that asks of visitors."""

    class Provider(models.TextChoices):
        NONE = "none", _("None")
        PLAUSIBLE = "plausible", "Plausible"
        MATOMO = "matomo", "Matomo"
        GOOGLE = "google", "Google Analytics 4"

    provider = models.CharField(_("provider"), max_length=16, choices=Provider.choices, default=Provider.NONE)
    site_key = models.CharField(_("site ID"), max_length=120, blank=True)
    host = models.CharField(_("server"), max_length=253, blank=True)
    uses_cookies = models.BooleanField(_("use cookies"), default=False)

    panels = [
        FieldPanel(
            "provider",
            help_text=_(
                "Plausible, and Matomo without cookies, don't need consent. The others wait until "
                "visitors agree."
            ),
        ),
        FieldPanel(
            "site_key",
            help_text=_("Plausible: the domain. Matomo: the site number. Google: the measurement ID."),
        ),
        FieldPanel(
            "host", help_text=_("Your own server, for example “stats.example.org”. Required for Matomo.")
        ),
        FieldPanel("uses_cookies", help_text=_("Matomo only. Visitors are asked for consent first.")),
    ]

    class Meta:
        verbose_name = _("analytics")

    @property
    def server(self) -> str:
        """Where the provider's script comes from."""
        if self.provider == self.Provider.GOOGLE:
            return "www.googletagmanager.com"
        return self.host or "plausible.io"

    @property
    def needs_consent(self) -> bool:
        return self.provider == self.Provider.GOOGLE or (
            self.provider == self.Provider.MATOMO and self.uses_cookies
        )

    def clean(self) -> None:
        super().clean()
        if self.provider == self.Provider.NONE:
            return
        errors = {}
        pattern, sentence = _SITE_KEYS[self.provider]
        if not pattern.fullmatch(self.site_key):
            errors["site_key"] = sentence
        if self.host and not _HOST.fullmatch(self.host):
            errors["host"] = _("Enter the server name only, for example “stats.example.org”.")
        elif self.provider == self.Provider.MATOMO and not self.host:
            errors["host"] = _("Matomo needs a server name.")
        if errors:
            raise ValidationError(errors)


@register_setting(icon="view", order=16)
class Motion(BaseSiteSetting):
    """How much moves on the pages of a site. Nothing moves for those who asked their device for calm."""

    class Level(models.TextChoices):
        NONE = "none", _("None")
        SUBTLE = "subtle", _("Subtle: content slides in while scrolling")
        EXPRESSIVE = "expressive", _("Expressive: depth, particles and a glow that follows the pointer")

    level = models.CharField(_("motion"), max_length=16, choices=Level.choices, default=Level.SUBTLE)

    class Meta:
        verbose_name = _("motion")


@register_setting(icon="search", order=17)
class SearchAppearance(BaseSiteSetting):
    """What search engines and those who share a page are told about the site as a whole."""

    organisation_name = models.CharField(_("organisation name"), max_length=120, blank=True)
    share_picture = picture_field(_("sharing image"))
    description = models.TextField(_("description"), max_length=300, blank=True)
    may_be_found = models.BooleanField(_("allow search engines to index this site"), default=True)
    translations = words_in_languages(blocks.SearchWordsBlock())

    select_related = ["share_picture"]
    panels = [
        FieldPanel(
            "organisation_name",
            help_text=_("The name shown in search engines. Leave empty to use the brand name."),
        ),
        FieldPanel(
            "description",
            help_text=_("Used for pages without their own description. 70 to 160 characters are shown."),
        ),
        FieldPanel(
            "share_picture",
            help_text=_(
                "Used for pages without their own image. Leave empty to generate an image from the "
                "page title."
            ),
        ),
        FieldPanel("may_be_found"),
        FieldPanel("translations"),
    ]

    class Meta:
        verbose_name = _("search and sharing")

    def clean(self) -> None:
        super().clean()
        if message := _picture_message(self.share_picture):
            raise ValidationError({"share_picture": message})
