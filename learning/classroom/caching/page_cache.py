"""Pages as a visitor sees them, kept whole under the generation of what they show.

A presenter marks an answer with `may_be_kept`; `middleware` keeps it if a stranger asked for it, and gives it
to the next stranger without a query. The key holds everything the answer depends on, and nothing that a
stranger may make up: parameters that no page reads are left out of it, and what came of values that nobody
offers, or of many filters at once, is not kept. Such pages have a cache of their own: they push nothing out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.connection import ConnectionProxy
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction

from learning.classroom.caching.cache_version import current_version
from learning.classroom.dashboard.visitor_favourites import kept_for

#: Numbers of enrolled people and other things that change without a publish are at most this old.
KEPT_SECONDS = 60
MARK = "_is_kept_for_visitors"
#: What the pages that are kept read of an address, with the values that say the same as leaving it out.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "category": ("",),
    "instructor": ("",),
    "level": ("",),
    "price": ("",),
    "duration": ("",),
    "new": ("",),
    "language": ("",),
    "q": ("",),
    "sort": ("", "newest"),
    "view": ("", "grid"),
    "page": ("", "1"),
}
#: An address that says more than this is answered, but not kept: there are too many of them.
MOST_SAID = 2

_pages = ConnectionProxy(caches, "pages")


def may_be_kept(response: HttpResponse, said: Mapping[str, Sequence[str]] | None = None) -> HttpResponse:
    """Say that the answer holds nothing that is meant for one person only, if a stranger asked.

    said: the parameters that the page understood, with values that it offers itself; it is kept only if the
    address said no more than them.
    """
    setattr(response, MARK, _normal(said or {}))
    return response


def kept(key: str) -> HttpResponse | None:
    """The page that a stranger was given under this key, if there was one."""
    found = _pages.get(key)
    if found is None:
        return None
    body, headers = found
    return HttpResponse(body, headers=headers)


def keep(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """Keep an answer that was marked.

    key: asked for before the answer was made, so that a change meanwhile makes it unfindable.
    """
    understood = getattr(response, MARK, None)
    if understood is None or response.status_code != 200 or response.cookies:
        return
    said = _said(request.GET)
    if said != understood or len(said) > MOST_SAID or not request.GET.keys() <= PARAMETERS.keys():
        return
    headers = {name: value for name, value in response.items() if name in ("Content-Type", "Vary")}
    _pages.set(key, (response.content, headers), KEPT_SECONDS)


def key_for(request: HttpRequest) -> str | None:
    """The key under which a stranger's answer may be kept; None for anybody else."""
    return _key(request) if _is_strangers(request) else None


def _is_strangers(request: HttpRequest) -> bool:
    """Nobody is signed in, no page's password was given, and nothing on the page is this visitor's own:
    neither favourites nor something that waits to be said."""
    return (
        request.method == "GET"
        and not request.user.is_authenticated
        and PageViewRestriction.passed_view_restrictions_session_key not in request.session
        and not kept_for(request)
        and not getattr(request, "_messages", ())
    )


def _said(query: QueryDict) -> tuple[tuple[str, str], ...]:
    """What an address says to the pages that are kept, in one order."""
    return _normal({name: query.getlist(name) for name in PARAMETERS if name in query})


def _normal(said: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    pairs = {
        (name, value) for name, values in said.items() for value in values if value not in PARAMETERS[name]
    }
    return tuple(sorted(pairs))


def _key(request: HttpRequest) -> str:
    is_part = request.headers.get("HX-Request") == "true"
    parts = [
        current_version(),
        request.scheme or "",
        request.get_host(),
        get_language() or "",
        "part" if is_part else "",
        "restored" if request.headers.get("HX-History-Restore-Request") == "true" else "",
        request.path,
        repr(_said(request.GET)),
    ]
    return f"classroom.visitors.{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"
