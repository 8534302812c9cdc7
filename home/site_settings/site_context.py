"""What every page shows of its site: name, logo, links, announcement. Kept until something of it changes.

A look is put together once for each host and language, and stands under the generation of what visitors are
shown: a saved setting, a published page or a changed picture makes a new one. Warm it costs no query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname

from home.models.legal import LegalPages
from home.models.settings import (
    Analytics,
    Announcement,
    Brand,
    Contact,
    Footer,
    Motion,
    Navigation,
    SearchAppearance,
    SocialLinks,
)
from home.site_settings.brand_colours import stylesheet_digest
from learning.classroom.caching.cache_version import current_version, kept_for_version

SHARE_SPEC = "fill-1200x630|format-jpeg"
LOGO_SPEC = "max-480x80|format-webp"
FAVICON_SPEC = "fill-192x192|format-png"
#: Networks by the field that holds the address.
NETWORKS = {
    "facebook": "Facebook",
    "github": "GitHub",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}


@dataclass(frozen=True, slots=True)
class MenuLink:
    label: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    title: str
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One word of the bar on top: a link, or with `groups` a menu."""

    label: str
    url: str = ""
    groups: tuple[MenuGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteImage:
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AnnouncementNotice:
    """The announcement. key: changes with its words: who closed the old one sees the new one."""

    text: str
    link: MenuLink | None
    tone: str
    key: str
    is_dismissible: bool
    starts_at: datetime | None
    ends_at: datetime | None

    def is_shown(self, at: datetime) -> bool:
        """From its start on, and no longer at the moment it ends."""
        return (self.starts_at is None or self.starts_at <= at) and (
            self.ends_at is None or at < self.ends_at
        )


@dataclass(frozen=True, slots=True)
class AnalyticsProvider:
    """Who counts visits, and whether they must be asked first. host: the provider's server."""

    provider: str
    site_key: str
    host: str
    needs_consent: bool


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What templates/base.html and the components of header and footer draw."""

    name: str
    tagline: str
    logo: SiteImage | None = None
    logo_dark: SiteImage | None = None
    favicon_url: str = ""
    stylesheet_url: str = ""
    brand_colour: str = ""
    entries: tuple[MenuEntry, ...] = ()
    columns: tuple[MenuGroup, ...] = ()
    line: str = ""
    legal: tuple[MenuLink, ...] = ()
    privacy: MenuLink | None = None
    terms: MenuLink | None = None
    sale_terms: MenuLink | None = None
    refund_policy: MenuLink | None = None
    networks: tuple[MenuLink, ...] = ()
    notice: AnnouncementNotice | None = None
    counter: AnalyticsProvider | None = None
    motion: str = Motion.Level.SUBTLE
    organisation_name: str = ""
    description: str = ""
    share_picture_url: str = ""
    may_be_found: bool = True
    root_url: str = ""
    contact_email: str = ""

    @property
    def link_urls(self) -> Iterator[str]:
        """Where the links of header and footer lead."""
        for entry in self.entries:
            yield entry.url
        groups = [*self.columns, *(group for entry in self.entries for group in entry.groups)]
        for link in [*self.legal, *(link for group in groups for link in group.links)]:
            yield link.url

    @property
    def logo_url(self) -> str:
        """The logo's address for those who are not on the site; "" without one."""
        return self.absolute(self.logo.url) if self.logo else ""

    def absolute(self, url: str) -> str:
        """An address of this site, as others have to write it."""
        return url if urlsplit(url).netloc else f"{self.root_url or settings.SITE_URL}{url}"


def site_context_of(request: HttpRequest | None) -> SiteContext:
    """The look of the site that was asked, in the active language; without a request of the default site."""
    kept = getattr(request, "_site_look", None)
    if kept is not None:
        return kept
    look = _look(current_version(), *_host_of(request), get_language() or settings.LANGUAGE_CODE)
    if request is not None:
        request._site_look = look  # type: ignore[attr-defined]
    return look


def _host_of(request: HttpRequest | None) -> tuple[str, str]:
    if request is None:
        return "", ""
    try:
        return request.get_host(), request.get_port()
    except DisallowedHost:
        return "", ""  # the page that says so still has a header


@kept_for_version(64)
def _look(generation: str, host: str, port: str, language_code: str) -> SiteContext:
    site = _site(host, port)
    if site is None:
        return SiteContext(name=settings.WAGTAIL_SITE_NAME, tagline="")
    with override(language_code):
        return _Reader(site, language_code).look()


def _site(host: str, port: str) -> Site | None:
    if host:
        try:
            return get_site_for_hostname(split_domain_port(host)[0], port)
        except Site.DoesNotExist:
            return None
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


class _Reader:
    """Reads the settings of one site in one language."""

    def __init__(self, site: Site, language_code: str) -> None:
        self.site = site
        self.language_code = language_code

    def row(self, model: type) -> Any:
        """The setting, or an empty one: to read a page never writes."""
        return model.base_queryset().filter(site=self.site).first() or model(site=self.site)  # type: ignore[attr-defined]

    def words(self, setting: Any) -> dict[str, Any]:
        """What the setting says in the reader's language, where that is not the first one."""
        for child in setting.translations:
            if child.value["language"] == self.language_code:
                return {name: value for name, value in child.value.items() if value}
        return {}

    def look(self) -> SiteContext:
        brand, search = self.row(Brand), self.row(SearchAppearance)
        footer, navigation = self.row(Footer), self.row(Navigation)
        name_words, footer_words = self.words(brand), self.words(footer)
        name = name_words.get("name") or brand.name or self.site.site_name or settings.WAGTAIL_SITE_NAME
        columns = footer_words.get("columns") or footer.columns
        legal = footer_words.get("legal") or [child.value for child in footer.legal]
        pages = self.legal_pages()
        own = tuple(page for page in pages.values() if page)
        share = picture(search.share_picture, SHARE_SPEC)
        favicon = picture(brand.favicon, FAVICON_SPEC)
        return SiteContext(
            name=name,
            tagline=name_words.get("tagline") or brand.tagline,
            logo=picture(brand.logo, LOGO_SPEC),
            logo_dark=picture(brand.logo_dark, LOGO_SPEC),
            favicon_url=favicon.url if favicon else static("img/mark.svg"),
            stylesheet_url=stylesheet_url(brand.brand_colour, brand.accent_colour),
            brand_colour=brand.brand_colour,
            entries=self.entries(self.words(navigation).get("items") or navigation.items),
            columns=tuple(self.group(child.value) for child in columns),
            line=footer_words.get("line") or footer.line or gettext("Learn at your own pace."),
            legal=own
            + tuple(place for place in self.places(legal) if place.url not in {page.url for page in own}),
            privacy=pages["privacy_page"],
            terms=pages["terms_page"],
            sale_terms=pages["sale_terms_page"] or pages["terms_page"],
            refund_policy=pages["refund_policy_page"],
            networks=self.networks(),
            notice=self.notice(),
            counter=self.counter(),
            motion=self.row(Motion).level,
            organisation_name=search.organisation_name or name,
            description=self.words(search).get("description") or search.description,
            share_picture_url=share.url if share else "",
            may_be_found=search.may_be_found,
            root_url=self.site.root_url,
            contact_email=self.row(Contact).email,
        )

    def entries(self, items: Any) -> tuple[MenuEntry, ...]:
        found = (
            MenuEntry(
                child.value["label"], groups=tuple(self.group(group) for group in child.value["groups"])
            )
            if child.block_type == "menu"
            else self.link(child.value)
            for child in items
        )
        return tuple(entry for entry in found if entry and (entry.url or any(g.links for g in entry.groups)))

    def link(self, value: Any) -> MenuEntry | None:
        place = self.place(value)
        return MenuEntry(place.label, place.url) if place else None

    def group(self, value: Any) -> MenuGroup:
        return MenuGroup(value["title"], self.places(value["links"]))

    def places(self, values: Any) -> tuple[MenuLink, ...]:
        return tuple(place for value in values if (place := self.place(value)))

    def place(self, value: Any) -> MenuLink | None:
        """None where a page is gone, not published, or not for everybody."""
        label, description = value["label"] or "", value.get("description") or ""
        if value["address"]:
            return MenuLink(label, value["address"], description)
        found = self.page(value["page"])
        return MenuLink(label or found.label, found.url, description) if found else None

    def page(self, page: Page | None) -> MenuLink | None:
        """A page in the reader's language, else as it was chosen."""
        if page is None:
            return None
        page = page.localized
        url = page.get_url() if page.live and not page.get_view_restrictions() else None
        return MenuLink(page.title, url.removeprefix(self.site.root_url) or "/") if url else None

    def legal_pages(self) -> dict[str, MenuLink | None]:
        """The pages that the law asks for, each under its own title, in the order of the footer."""
        chosen = self.row(LegalPages)
        return {name: self.page(getattr(chosen, name)) for name in LegalPages.NAMES}

    def networks(self) -> tuple[MenuLink, ...]:
        links = self.row(SocialLinks)
        return tuple(
            MenuLink(label, getattr(links, name)) for name, label in NETWORKS.items() if getattr(links, name)
        )

    def notice(self) -> AnnouncementNotice | None:
        row = self.row(Announcement)
        words = self.words(row)
        text = words.get("text") or row.text
        if not text:
            return None
        found = self.page(row.link_page)
        url = found.url if found else row.link_url
        label = words.get("link_label") or row.link_label or gettext("Read more")
        return AnnouncementNotice(
            text=text,
            link=MenuLink(label, url) if url else None,
            tone=row.tone,
            key=row.key,
            is_dismissible=row.is_dismissible,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )

    def counter(self) -> AnalyticsProvider | None:
        row = self.row(Analytics)
        if row.provider == Analytics.Provider.NONE or not row.site_key:
            return None
        return AnalyticsProvider(row.provider, row.site_key, row.server, row.needs_consent)


def stylesheet_url(brand_colour: str, accent_colour: str) -> str:
    """Where the tokens of a site with colours of its own are; "" for the house's."""
    if not (brand_colour or accent_colour):
        return ""
    names = [colour.removeprefix("#") or "house" for colour in (brand_colour, accent_colour)]
    return reverse("home_colours", args=[*names, stylesheet_digest(brand_colour, accent_colour)])


def picture(image: Any, spec: str) -> SiteImage | None:
    """A copy of the picture; None without one, or when its file is gone."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition(spec)
    except (SourceImageIOError, OSError):
        return None
    return SiteImage(rendition.url, rendition.width, rendition.height)
