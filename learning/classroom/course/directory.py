"""Where course addresses lead, remembered: a course that was found once is found again without a walk
through the page tree.

What is remembered stands under the generation, which every publish, move, deletion and change of a site or of
a page's privacy replaces. Wagtail's own view still serves the page, with all its hooks: it finds the route on
the request, where it would have put it itself.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from learning.classroom.caching.cache_version import current_version, forget_with_version

#: A page with all its texts takes some 10 kB of each process.
MOST_PLACES, MOST_SITES = 500, 50
#: For how long a site is believed: a command of another process may change it where nothing is shared.
SITE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class _Place:
    site: Site
    page: Page
    restrictions: tuple[Any, ...]
    passes_path: bool


_places: dict[tuple[str, str, str], _Place] = {}
_sites: dict[tuple[str, str, int], Site] = {}
forget_with_version(_places.clear)


def remember(request: HttpRequest, page: Page, rest: tuple[str, ...] | None) -> None:
    """A request has found this page. rest: what of its path lies below the page; None: nothing ever does."""
    site = Site.find_for_request(request)
    address = _above(request.path_info, len(rest or ()))
    key = (current_version(), request.get_host(), address)
    if site is None or key in _places or not address:
        return
    if len(_places) >= MOST_PLACES:
        _places.clear()
    _places[key] = _Place(site, page, tuple(page.get_view_restrictions()), rest is not None)


def lead(request: HttpRequest) -> Callable[[], None]:
    """Put the site on the request, and the route if its address or one above it is known. No query.

    Returns what is to be called once the request is answered: it remembers the site that was found for it.
    """
    generation, host, path = current_version(), request.get_host(), request.path_info
    key = (generation, host, int(time.monotonic() / SITE_SECONDS))
    site = _sites.get(key)
    if site is not None:
        request._wagtail_site = site  # type: ignore[attr-defined]
    _lead_to_page(request, generation, host, path)
    return lambda: _remember_site(request, key)


def _lead_to_page(request: HttpRequest, generation: str, host: str, path: str) -> None:
    if not path.endswith("/"):
        return
    rest: tuple[str, ...] = ()
    while path:
        place = _places.get((generation, host, path))
        if place is not None and (place.passes_path or not rest):
            _put(request, place, rest)
            return
        path, _slash, last = path[:-1].rpartition("/")
        rest = (last, *rest)
        path = f"{path}/" if path else ""


def _remember_site(request: HttpRequest, key: tuple[str, str, int]) -> None:
    """key: from before the site was looked for, so that a site that changed meanwhile isn't kept."""
    site: Site | None = getattr(request, "_wagtail_site", None)
    if site is None or key in _sites:
        return
    if len(_sites) >= MOST_SITES:
        _sites.clear()
    _sites[key] = site


def _put(request: HttpRequest, place: _Place, rest: tuple[str, ...]) -> None:
    page = copy.copy(place.page)
    # Read once when the page was remembered; a change of privacy makes a new generation.
    page.get_view_restrictions = lambda: place.restrictions
    kwargs = {"path": rest} if place.passes_path else {}
    request._wagtail_site = place.site  # type: ignore[attr-defined]
    request._wagtail_route_for_request = RouteResult(page, kwargs=kwargs)  # type: ignore[attr-defined]


def _above(path: str, steps: int) -> str:
    """The address `steps` parts higher; empty when the path is not written the usual way."""
    for _step in range(steps):
        path = path[:-1].rpartition("/")[0] + "/"
    return path if path.endswith("/") else ""
