"""Where a page is among the links of its site: all that header and footer know of an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import get_language

from common.addresses import UnknownAddress, address_of, in_language
from home.site_settings.site_context import MenuEntry, MenuGroup, MenuLink, SiteContext
from learning.classroom.selectors import address_with_courses

#: The links that header and footer have without being told.
OWN_LINKS = ("catalogue", "instructors", "dashboard", "certifications")
# No address has it, so what ends in it is below a link, and is none itself.
_BELOW = "\0"


@dataclass(frozen=True, slots=True)
class Place:
    """Stands in for the request in parts that are kept: the links mark themselves by `path`."""

    path: str


def place_of(path: str, look: SiteContext) -> Place:
    """The same place for all addresses that the links of a site stand to alike. No query."""
    urls = _urls(look, get_language() or "")
    if path in urls:
        return Place(path)
    above = max((url for url in urls if path.startswith(url)), key=len, default="")
    return Place(f"{above}{_BELOW}")


@lru_cache(maxsize=64)
def _urls(look: SiteContext, _language_code: str) -> frozenset[str]:
    found = {in_language("/"), *look.link_urls}
    for name in OWN_LINKS:
        try:
            found.add(address_of(name))
        except UnknownAddress:
            continue
    return frozenset(found - {""})


def entries_with_courses(request: HttpRequest | None, look: SiteContext) -> tuple[MenuEntry, ...]:
    """The links of the bar on top as they lead somewhere now (`address_with_courses`); others have no
    address.
    """
    if request is None or not _asks(look):
        return look.entries
    return tuple(
        replace(
            entry,
            url=address_with_courses(request, entry.url) if entry.url else "",
            groups=_groups(request, entry.groups),
        )
        for entry in look.entries
    )


def columns_with_courses(request: HttpRequest | None, look: SiteContext) -> tuple[MenuGroup, ...]:
    """The same of the columns of the footer."""
    return look.columns if request is None or not _asks(look) else _groups(request, look.columns)


def _groups(request: HttpRequest, groups: tuple[MenuGroup, ...]) -> tuple[MenuGroup, ...]:
    return tuple(
        replace(group, links=tuple(_link(request, link) for link in group.links)) for group in groups
    )


def _link(request: HttpRequest, link: MenuLink) -> MenuLink:
    return replace(link, url=address_with_courses(request, link.url))


def _asks(look: SiteContext) -> bool:
    """Whether some link asks the catalogue for something."""
    return any("?" in url for url in look.link_urls)
