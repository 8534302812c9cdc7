"""Handing out files: asked on every fetch, then sent by nginx, by the bucket, or by ourselves in ranges."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, urlencode
from django.utils.translation import gettext as _

from accounts.policies import SIGN_IN, sign_in_step
from common import personal_data
from common.contact import CONTACT, way_on
from common.verdict import Verdict
from library.files import LibraryFile
from library.policies import eyes_of, may_fetch, register_guard
from library.storage.byte_ranges import ByteRange, Unsatisfiable, requested

__all__ = ["answer", "eyes_of", "may_fetch", "refusal", "register_guard"]

PRESIGNED_SECONDS = 60
CHUNK_BYTES = 256 * 1024
# A browser takes captions from the page's own origin alone, so it can't be sent to a bucket for them.
CAPTIONS = "text/vtt"


def answer(request: HttpRequest, file: LibraryFile, *, moment: datetime) -> HttpResponseBase:
    """The response to a request for `file`: the file or a part of it, or a refusal that holds none of it."""
    verdict = may_fetch(request.user, moment, file, eyes=eyes_of(request))
    if verdict and file.shows:
        personal_data.announce(request, file.shows, file.person_id, even_elsewhere=_lies_in_bucket(file))
    response: HttpResponseBase = _sent(request, file) if verdict else refusal(request, verdict)
    # Revocation takes effect at once: a browser may keep the file but has to ask before it shows it again.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def refusal(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """A page that says why, and what the person can do about it."""
    step = way_on(verdict)
    if not request.user.is_authenticated and (step is None or step.place == CONTACT):
        step = sign_in_step(_("Sign in"))
    if step is not None:
        sign_in_url = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        step = step.located({SIGN_IN: sign_in_url})
    context = {"verdict": verdict, "step": step}
    return render(request, "library/refused.html", context, status=403)


def _sent(request: HttpRequest, file: LibraryFile) -> HttpResponseBase:
    is_in_bucket = _lies_in_bucket(file)
    if is_in_bucket and file.content_type != CAPTIONS:
        return _from_bucket(file)
    if settings.X_ACCEL_PREFIX and not is_in_bucket:
        response: HttpResponseBase = HttpResponse(content_type=file.content_type)
        prefix = settings.X_ACCEL_PREFIX.rstrip("/")
        response["X-Accel-Redirect"] = f"{prefix}/{quote(file.stored.name)}"
    else:
        response = _streamed(request, file)
    for name, value in _headers(file).items():
        response[name] = value
    return response


def _lies_in_bucket(file: LibraryFile) -> bool:
    storage: Storage = file.stored.storage
    try:
        storage.path(file.stored.name)
    except NotImplementedError:
        return True
    return False


def _headers(file: LibraryFile) -> dict[str, str]:
    """What keeps a file from doing anything on our domain but be shown or saved."""
    # A browser's own PDF viewer does not start in a sandbox; it runs a PDF's scripts apart from the page.
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    if file.content_type != "application/pdf":
        policy += "; sandbox"
    return {
        "Content-Disposition": _disposition(file),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _disposition(file: LibraryFile) -> str:
    return content_disposition_header(not file.is_shown, file.name) or "inline"


def _from_bucket(file: LibraryFile) -> HttpResponse:
    """Send the browser to the bucket, with an address that works for a minute."""
    address = file.stored.storage.presigned_url(
        file.stored.name,
        seconds=PRESIGNED_SECONDS,
        headers={
            "ResponseContentType": file.content_type,
            "ResponseContentDisposition": _disposition(file),
            "ResponseCacheControl": "private, no-cache",
        },
    )
    response = HttpResponse(status=302)
    response["Location"] = address
    return response


def _streamed(request: HttpRequest, file: LibraryFile) -> HttpResponseBase:
    """Stream the file, or the range of it that was asked for, without reading it into memory."""
    storage, name = file.stored.storage, file.stored.name
    if not storage.exists(name):
        return HttpResponse(status=410)
    size, modified = storage.size(name), storage.get_modified_time(name)
    etag = f'"{file.public_id.hex}-{size:x}-{int(modified.timestamp() * 1_000_000):x}"'
    validators = {"ETag": etag, "Last-Modified": http_date(modified.timestamp()), "Accept-Ranges": "bytes"}
    if _is_unchanged(request, etag, modified):
        return HttpResponseNotModified(headers=validators)
    try:
        part = (
            requested(request.headers.get("Range", ""), size)
            if _range_counts(request, etag, modified)
            else None
        )
    except Unsatisfiable:
        return HttpResponse(status=416, headers=validators | {"Content-Range": f"bytes */{size}"})
    whole = part or ByteRange(0, size - 1)
    headers = validators | {"Content-Length": str(whole.length)}
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=file.content_type, headers=headers)
    content = _read(storage, name, whole)
    return StreamingHttpResponse(content, status=status, content_type=file.content_type, headers=headers)


def _is_unchanged(request: HttpRequest, etag: str, modified: datetime) -> bool:
    """Whether the browser already has this very file. Its tag counts before its date."""
    if tags := request.headers.get("If-None-Match"):
        return tags.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(modified.timestamp()) <= since


def _range_counts(request: HttpRequest, etag: str, modified: datetime) -> bool:
    """Whether a range may be sent: without If-Range, or when the file is the one the browser began with."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return parse_http_date_safe(condition) == int(modified.timestamp())


def _read(storage: Storage, name: str, part: ByteRange) -> Iterator[bytes]:
    """The bytes of `part`, some at a time; the file is closed at the end, also when the browser went away."""
    with storage.open(name, "rb") as source:
        source.seek(part.first)
        left = part.length
        while left > 0 and (chunk := source.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
