"""What a provider can say about a video, and how HTTP's answers are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.http.safe_http import Fetched, FetchFailed, FetchRefused, TooLarge, fetch
from library.videos.source import VideoSource

_MOST_BYTES = 64 * 1024


class ProviderAnswer(models.TextChoices):
    FINE = "fine", _("OK")
    MISSING = "missing", _("Not found")
    PRIVATE = "private", _("Private")
    NOT_EMBEDDABLE = "not_embeddable", _("Embedding not allowed")
    UNREACHABLE = "unreachable", _("No response")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """status: of HTTP, 0 when there was none. words: what the provider said, for staff."""

    answer: ProviderAnswer
    status: int
    words: str = ""


def asked(check: Callable[[VideoSource], CheckResult], source: VideoSource) -> CheckResult:
    """Call a provider's `check`; whatever goes wrong on the way is an answer."""
    try:
        return check(source)
    except (FetchFailed, FetchRefused, TooLarge) as error:
        return CheckResult(ProviderAnswer.UNREACHABLE, 0, str(error))


def ask_oembed(endpoint: str, source: VideoSource) -> CheckResult:
    """What an oEmbed endpoint says of a video."""
    query = urlencode({"url": source.url, "format": "json"})
    return read_status(fetch(f"{endpoint}?{query}", most_bytes=_MOST_BYTES, may_cut=True))


def ask_file(source: VideoSource) -> CheckResult:
    """Whether the first bytes of a media file can be had."""
    ask_for = {"Range": "bytes=0-1023"}
    answer = fetch(source.embed_url, most_bytes=1024, headers=ask_for, may_cut=True)
    if answer.status in (200, 206) and answer.headers.get("content-type", "").startswith("text/html"):
        return CheckResult(ProviderAnswer.MISSING, answer.status, "a page instead of a media file")
    return read_status(answer)


def ask_page(source: VideoSource) -> Fetched:
    """The beginning of the page that shows a video."""
    return fetch(source.url, most_bytes=_MOST_BYTES, may_cut=True)


def read_status(answer: Fetched, *, unauthorised: ProviderAnswer = ProviderAnswer.PRIVATE) -> CheckResult:
    """unauthorised: what 401 means with this provider."""
    if 200 <= answer.status < 300:
        found = ProviderAnswer.FINE
    elif answer.status == 401:
        found = unauthorised
    elif answer.status == 403:
        found = ProviderAnswer.PRIVATE
    elif answer.status in (400, 404, 410):
        found = ProviderAnswer.MISSING
    else:
        found = ProviderAnswer.UNREACHABLE
    return CheckResult(found, answer.status, f"HTTP {answer.status}")
