"""Videos on Vimeo, unlisted ones (with their key) included."""

import re
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from library.videos.answers import CheckResult, ProviderAnswer, ask_oembed
from library.videos.source import VideoSource, parts_of

ACCEPTED = _("a Vimeo URL such as https://vimeo.com/123456789")
PRIVACY = _("When you press play, the video loads from Vimeo.")

_HOSTS = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
_ID = r"(?P<id>[1-9]\d{3,11})"
_KEY = r"(?P<key>[0-9a-f]{6,20})"
_PATHS = (
    re.compile(rf"^/{_ID}(?:/{_KEY})?/?$"),
    re.compile(rf"^/(?:video|manage/videos)/{_ID}(?:/{_KEY})?/?$"),
    re.compile(rf"^/(?:channels|groups|album|showcase|ondemand)/[\w-]+/(?:videos?/)?{_ID}/?$"),
)


def recognise(url: str) -> VideoSource | None:
    """The video at a Vimeo address, or None."""
    parts = parts_of(url, _HOSTS)
    if not parts:
        return None
    for pattern in _PATHS:
        if match := pattern.match(parts.path):
            found = match.groupdict()
            key = found.get("key") or _key_in_query(parts.query)
            return _source(found["id"], key)
    return None


def _key_in_query(query: str) -> str:
    key = parse_qs(query).get("h", [""])[0]
    return key if re.fullmatch(_KEY, key) else ""


def _source(video_id: str, key: str) -> VideoSource:
    page = f"https://vimeo.com/{video_id}" + (f"/{key}" if key else "")
    frame = f"https://player.vimeo.com/video/{video_id}?dnt=1" + (f"&h={key}" if key else "")
    return VideoSource("vimeo", video_id, page, frame)


def check(source: VideoSource) -> CheckResult:
    """Vimeo refuses oEmbed with 403 where the owner forbids showing the video elsewhere."""
    answer = ask_oembed("https://vimeo.com/api/oembed.json", source)
    return CheckResult(ProviderAnswer.NOT_EMBEDDABLE, 403, answer.words) if answer.status == 403 else answer
