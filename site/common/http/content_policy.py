"""What a page may load, and from where: the Content-Security-Policy of every answer.

A script of the site runs only with the nonce of its own answer, and comes from this site or from a server
that the page itself names: two policies stand in the header, and a browser asks both. In the admin, where
Wagtail's own tags carry no nonce, scripts come from this site, and what stands in the page needs the nonce.

Templates write a stand-in where the nonce belongs (`{% nonce %}`), and beside what they show, what it loads
(`{% page_loads "frame-src" url %}`). Both hold a secret of this site, and both are replaced when the answer
is sent: so a page that is kept, in whole or in part, is sent with a new nonce each time and with the policy
it needs, and nothing that somebody writes into a page can pass for either.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

from common.addresses import admin_address

HEADER = "Content-Security-Policy"
#: As long as the stand-in, so that putting it in changes no length.
NONCE_BYTES = 24

#: By directive, further sources: `{"img-src": ("https://files.example.org",)}`.
Sources = Mapping[str, tuple[str, ...]]

_SITE: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": (),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "frame-src": ("'self'",),
    "worker-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
}
# The handler `return;`, by its hash: how the library that crops pictures finds out about touch screens.
_RETURN = ("'unsafe-hashes'", "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='")
# Wagtail's editor writes styles into its pages, and shows pictures before they are uploaded.
_ADMIN = _SITE | {
    "script-src": ("'self'", *_RETURN),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:"),
}
#: Of what is no page: it loads nothing, and is framed by this site alone.
NO_PAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)

#: What a page may ask for beside servers: a drawing that styles itself, a file in the browser's viewer,
#: a stream whose parts a library puts together.
KEYWORDS = {("style-src", "'unsafe-inline'"), ("object-src", "'self'"), ("media-src", "blob:")}
_NONE = "'none'"
_NOTHING: frozenset[tuple[str, str]] = frozenset()
_PLACE = "{nonce}"

#: What no page of the academy asks a browser for, and no frame in one may. Players keep sound and full
#: screen; passkeys are the site's own.
PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "hid",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "screen-wake-lock",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)

_registered: list[Callable[[], Sources]] = []


def register(sources: Callable[[], Sources]) -> None:
    """Let every page load from what `sources` answers: a few settings, never a query."""
    if sources not in _registered:
        _registered.append(sources)


@lru_cache(maxsize=4)
def _stand_in(_key: str) -> str:
    return salted_hmac("common.content_policy", "nonce", algorithm="sha256").hexdigest()[:32]


def stand_in() -> str:
    """What stands for the nonce until an answer is sent. Secret: it never leaves the server."""
    return _stand_in(settings.SECRET_KEY)


def origin_of(url: str) -> str:
    """The origin of an absolute web address; "" of any other, and of one that no policy can hold."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]+", host):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def note(directive: str, source: str) -> str:
    """What a template leaves beside something that loads from `source`; "" where it loads from this site.

    source: an absolute address, of which the origin counts, or with its directive one of `KEYWORDS`.
    """
    place = source if (directive, source) in KEYWORDS else origin_of(source)
    return f"<!--{stand_in()} {directive} {place}-->" if place else ""


class ContentPolicyMiddleware:
    """Stands inside the one that compresses, and outside everything that draws pages or keeps them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        needs, nonce = _unseal(response) if isinstance(response, HttpResponse) else (_NOTHING, "")
        headers = response.headers
        if not headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault(HEADER, NO_PAGE)
            return response
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Django's own pages about errors, which developers alone see, style themselves.
        is_debugging = settings.DEBUG and response.status_code in (404, 500)
        if HEADER not in headers and not is_debugging:
            headers[HEADER] = _policy_for(request, needs, is_scripted=bool(nonce)).replace(_PLACE, nonce)
        return response


@lru_cache(maxsize=1)
def report_address() -> str:
    """Where browsers tell what they did not load."""
    return reverse("policy_reports")


def _unseal(response: HttpResponse) -> tuple[frozenset[tuple[str, str]], str]:
    """Take the notes out of an answer and put a new nonce in: what the notes ask for, and the nonce or "".

    Answers that are no pages are gone through, too: parts of pages travel in JSON, and the secret must not.
    """
    seal, body = stand_in().encode(), response.content
    if seal not in body:
        return _NOTHING, ""
    notes = re.compile(rb"<!--" + seal + rb" ([a-z-]+) ([^<>\s]+)-->")
    needs = frozenset((name.decode(), source.decode()) for name, source in notes.findall(body))
    body = notes.sub(b"", body)
    nonce = secrets.token_urlsafe(NONCE_BYTES) if seal in body else ""
    response.content = body.replace(seal, nonce.encode())
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    return needs, nonce


def _policy_for(request: HttpRequest, needs: frozenset[tuple[str, str]], *, is_scripted: bool) -> str:
    is_admin = request.path_info.startswith(admin_address())
    further = tuple(
        (name, source) for each in _registered for name, sources in each().items() for source in sources
    )
    return _policy(is_admin, needs, further, is_scripted)


@lru_cache(maxsize=256)
def _policy(
    is_admin: bool, needs: frozenset[tuple[str, str]], further: tuple[tuple[str, str], ...], is_scripted: bool
) -> str:
    """The header, with `_PLACE` for the nonce. is_scripted: whether the page has a script of its own."""
    if not any(name == "object-src" for name, _source in needs):
        further = tuple((name, source) for name, source in further if name != "object-src")
    table = {name: list(sources) for name, sources in (_ADMIN if is_admin else _SITE).items()}
    foreign_scripts: list[str] = []
    for name, source in sorted(needs | frozenset(further)):
        if name == "script-src" and not is_admin:
            foreign_scripts.append(source)
        elif source not in table[name]:
            table[name] = [one for one in table[name] if one != _NONE] + [source]
    if is_scripted:
        table["script-src"] += (
            [f"'nonce-{_PLACE}'"] if is_admin else [f"'nonce-{_PLACE}'", "'strict-dynamic'"]
        )
        if "'unsafe-inline'" not in table["style-src"]:  # which counts for nothing beside a nonce
            table["style-src"].append(f"'nonce-{_PLACE}'")
    written = [f"{name} {' '.join(sources) or _NONE}" for name, sources in table.items()]
    # Its successor, `report-to`, is heard over https only and by some browsers; where both stand, this isn't.
    policy = "; ".join([*written, f"report-uri {report_address()}"])
    if is_admin or not is_scripted:
        return policy
    places = " ".join(["'self'", *foreign_scripts])
    return f"{policy}, script-src {places}"
