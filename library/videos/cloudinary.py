"""Videos on Cloudinary: the file itself is played, so the browser tells the time."""

import re
from urllib.parse import parse_qs, quote, unquote

from django.utils.translation import gettext_lazy as _

from library.videos.answers import CheckResult, ask_file
from library.videos.source import VideoSource, parts_of

ACCEPTED = _("a Cloudinary URL such as https://res.cloudinary.com/name/video/upload/video.mp4")
PRIVACY = ""

_FILES = frozenset({"res.cloudinary.com"})
_PLAYERS = frozenset({"player.cloudinary.com"})
_CLOUD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_PATH = re.compile(r"^/(?P<cloud>[^/]+)/video/upload/(?P<rest>.+)$")
# Names may have folders; characters with a meaning in an address are refused.
_NAME = re.compile(r"[\w.,:=~$@+() -]+(?:/[\w.,:=~$@+() -]+)*")
_PLAYABLE = (".mp4", ".webm", ".m4v", ".ogv", ".m3u8")


def recognise(url: str) -> VideoSource | None:
    """The video at an address of Cloudinary's delivery or of its embedded player, or None."""
    if parts := parts_of(url, _FILES):
        match = _PATH.match(parts.path)
        return _source(match["cloud"], unquote(match["rest"])) if match else None
    if (parts := parts_of(url, _PLAYERS)) and parts.path.strip("/") == "embed":
        query = parse_qs(parts.query)
        return _source(query.get("cloud_name", [""])[0], query.get("public_id", [""])[0])
    return None


def _source(cloud: str, rest: str) -> VideoSource | None:
    if not _CLOUD.fullmatch(cloud) or not _NAME.fullmatch(rest) or ".." in rest:
        return None
    if not rest.lower().endswith(_PLAYABLE):
        stem, dot, extension = rest.rpartition(".")
        # Cloudinary converts by extension: whatever was uploaded can be had as MP4.
        rest = f"{stem if dot and re.fullmatch(r'[a-z0-9]{2,4}', extension.lower()) else rest}.mp4"
    address = f"https://res.cloudinary.com/{cloud}/video/upload/{quote(rest, safe='/,:=$@+()~')}"
    return VideoSource("cloudinary", f"{cloud}/{rest}", address, address, is_file=True)


def check(source: VideoSource) -> CheckResult:
    """Whether the file itself can be had."""
    return ask_file(source)
