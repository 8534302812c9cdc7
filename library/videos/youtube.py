"""Videos on YouTube, shown by its player that sets no cookies."""

import re
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from library.videos.answers import CheckResult, ProviderAnswer, ask_oembed
from library.videos.source import VideoSource, parts_of

ACCEPTED = _("a YouTube URL such as https://youtu.be/aBcDeFgHiJk")
PRIVACY = _("When you press play, the video loads from YouTube.")

_SHORT = frozenset({"youtu.be", "www.youtu.be"})
_LONG = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_ID = re.compile(r"[\w-]{11}", re.ASCII)
_PATH = re.compile(r"^/(?:embed|shorts|live|v)/(?P<id>[^/]+)/?$")


def recognise(url: str) -> VideoSource | None:
    """The video at a YouTube address, or None."""
    if parts := parts_of(url, _SHORT):
        video_id = parts.path.strip("/")
    elif parts := parts_of(url, _LONG):
        match = _PATH.match(parts.path)
        if parts.path.rstrip("/") == "/watch":
            video_id = parse_qs(parts.query).get("v", [""])[0]
        else:
            video_id = match["id"] if match else ""
    else:
        return None
    if not _ID.fullmatch(video_id) or video_id == "videoseries":
        return None
    return VideoSource(
        "youtube",
        video_id,
        f"https://www.youtube.com/watch?v={video_id}",
        f"https://www.youtube-nocookie.com/embed/{video_id}?enablejsapi=1&rel=0&playsinline=1",
    )


def check(source: VideoSource) -> CheckResult:
    """YouTube refuses oEmbed with 401 where the owner forbids showing the video elsewhere."""
    answer = ask_oembed("https://www.youtube.com/oembed", source)
    return CheckResult(ProviderAnswer.NOT_EMBEDDABLE, 401, answer.words) if answer.status == 401 else answer
