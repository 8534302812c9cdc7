"""The pages on which the demo's other pages stand, and the categories of its courses."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from home.models import HomePage
from learning.courses.models import CatalogPage, Category

CATEGORIES = {
    "data": ("Data", "Read numbers, keep them in order and let programs do the counting."),
    "web": ("Web", "Pages and sites that work for everybody who visits them."),
    "communication": ("Communication", "Speak, write and listen so that something comes of it."),
    "nature": ("Nature", "Look closely at what grows, shines and moves without us."),
    "making": ("Making", "Pictures, music and other things that hands and ears learn slowly."),
}

CATALOGUE_INTRO = "Short courses by people who do what they teach. Begin with any of them; half are free."
TITLE = "Lyceum"

PageType = TypeVar("PageType", bound=Page)


def home_page() -> HomePage:
    """The site's home page; Wagtail's own first page makes way for it."""
    site = Site.objects.get(is_default_site=True)
    first = site.root_page.specific
    if isinstance(first, HomePage):
        return first
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(slug="lyceum", title=TITLE))
    home.save_revision().publish()
    site.root_page, site.site_name = home, TITLE
    site.save()
    follow_address()
    if type(first) is Page and not first.is_root() and not first.get_children().exists():
        first.delete()
    return home


def follow_address() -> None:
    """Let the default site stand where SITE_URL says, so that links and pictures lead to this port."""
    site, address = Site.objects.get(is_default_site=True), urlsplit(settings.SITE_URL)
    host, port = address.hostname or site.hostname, address.port or (443 if address.scheme == "https" else 80)
    if (site.hostname, site.port) != (host, port):
        site.hostname, site.port = host, port
        site.save()


def catalogue_page(home: HomePage) -> CatalogPage:
    """The list of courses, published."""
    return CatalogPage.objects.child_of(home).first() or published(
        home, CatalogPage(title="Courses", slug="courses", intro=CATALOGUE_INTRO, show_in_menus=True)
    )


def published(parent: Page, page: PageType) -> PageType:
    """Add the page below its parent and publish it."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def category(slug: str) -> Category:
    """The category of CATEGORIES with this slug."""
    name, description = CATEGORIES[slug]
    found, is_new = Category.objects.get_or_create(
        slug=slug, defaults={"name": name, "description": description}
    )
    if is_new:
        found.save_revision().publish()
    return found
