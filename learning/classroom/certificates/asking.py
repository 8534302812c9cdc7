"""Whether a request for a certificate's public page is somebody's who checks it."""

from __future__ import annotations

import re

from django.http import HttpRequest

from common.http.limits import RateLimit, network_of
from learning.certificates.models import Certificate

#: A page that is reloaded, or opened by a whole office, was checked once in an hour. It is counted beside the
#: other limits and forgotten with them; the log itself knows no networks.
_ONCE = RateLimit("certificates.checked", allowed=1, seconds=3600)
#: Search engines, and the programs that draw a preview of a link in messages and posts.
_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|curl|python", re.I
)
#: A browser's guess at what its reader may open next says so in one of these.
_GUESSES = ("Sec-Purpose", "Purpose", "X-Moz")


def is_asked_by_a_person(request: HttpRequest, certificate: Certificate) -> bool:
    """False for programs, for what a browser fetches ahead, and for a page that was reloaded."""
    if any("prefetch" in request.headers.get(name, "").lower() for name in _GUESSES):
        return False
    if _PROGRAMS.search(request.headers.get("User-Agent", "")):
        return False
    return not _ONCE.count(f"{certificate.pk}.{network_of(request)}")
