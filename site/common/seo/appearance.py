"""How one page appears elsewhere: its canonical address, its words, its picture, its other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.core import get_global
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

X_DEFAULT = "x-default"
HOME_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language. code: of the language, or `x-default`. url: absolute."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the first page. url: absolute."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AppearanceContext:
    """What it takes queries to know about a page: its other languages, and the way to it."""

    alternates: tuple[Alternate, ...] = ()
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a page tells search engines and those who share it.

    url: canonical and absolute; "" where the page has none. picture_url: absolute; "": one is made from the
    title. kind: Open Graph's type. data: schema.org, one dictionary for each thing. page_id: of the page in
    the tree, whose translations and ancestors are looked up for strangers.
    """

    title: str
    description: str = ""
    url: str = ""
    picture_url: str = ""
    kind: str = "website"
    may_be_found: bool = True
    is_first_page: bool = False
    page_id: int | None = None
    alternates: tuple[Alternate, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    data: tuple[dict[str, Any], ...] = ()


def appearance_context_of(page: Page, request: HttpRequest | None = None) -> AppearanceContext:
    """The live translations that everybody may see, and the pages above; three queries and more."""
    translations = page.get_translations(inclusive=True).live().public().select_related("locale")
    found = tuple(
        Alternate(translation.locale.language_code, url)
        for translation in sorted(translations, key=lambda row: row.locale.language_code)
        if (url := translation.get_full_url(request))
    )
    above = page.get_ancestors(inclusive=True).filter(depth__gte=HOME_DEPTH)
    crumbs = tuple(Crumb(row.title, url) for row in above if (url := row.get_full_url(request)))
    return AppearanceContext(with_default(found), crumbs if len(crumbs) > 1 else ())


def with_default(alternates: tuple[Alternate, ...]) -> tuple[Alternate, ...]:
    """The languages of a page, and which of them is for everybody else; none where there is only one."""
    if len(alternates) < 2:
        return ()
    default = next((row for row in alternates if row.code == settings.LANGUAGE_CODE), alternates[0])
    return (*alternates, Alternate(X_DEFAULT, default.url))


def open_graph_locale(language_code: str) -> str:
    """A language as networks write it, with the country where most of its readers are: "fr_FR"."""
    likely: dict[str, str] = get_global("likely_subtags")  # type: ignore[assignment]
    parts = likely.get(language_code.replace("-", "_").partition("_")[0], language_code).split("_")
    country = language_code.upper().partition("-")[2] or (parts[-1] if len(parts) > 1 else "")
    return f"{parts[0]}_{country}" if country else parts[0]
