"""Pages as a visitor sees them, kept whole under the generation of what they show.

A presenter marks an answer with `may_be_kept`; `middleware` keeps it if a stranger asked for it, and gives it
to the next stranger without a query. The key holds everything the answer depends on.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction

from learning.classroom.caching.cache_version import current_version
from learning.classroom.dashboard.visitor_favourites import kept_for

#: Numbers of enrolled people and other things that change without a publish are at most this old.
KEPT_SECONDS = 60
MARK = "_is_kept_for_visitors"


def may_be_kept(response: HttpResponse) -> HttpResponse:
    """Say that the answer holds nothing that is meant for one person only, if a stranger asked."""
    setattr(response, MARK, True)
    return response


def kept(key: str) -> HttpResponse | None:
    """The page that a stranger was given under this key, if there was one."""
    found = cache.get(key)
    if found is None:
        return None
    body, headers = found
    return HttpResponse(body, headers=headers)


def keep(response: HttpResponse, key: str) -> None:
    """Keep an answer that was marked.

    key: asked for before the answer was made, so that a change meanwhile makes it unfindable.
    """
    if getattr(response, MARK, False) and response.status_code == 200 and not response.cookies:
        headers = {name: value for name, value in response.items() if name in ("Content-Type", "Vary")}
        cache.set(key, (response.content, headers), KEPT_SECONDS)


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


def _key(request: HttpRequest) -> str:
    parts = [
        current_version(),
        request.scheme or "",
        request.get_host(),
        get_language() or "",
        request.headers.get("HX-Request", ""),
        request.headers.get("HX-History-Restore-Request", ""),
        request.get_full_path(),
    ]
    return f"classroom.visitors.{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"
