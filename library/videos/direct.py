"""A media file anywhere on the web, played by the browser itself. Only over https."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from library.videos.answers import CheckResult, ask_file
from library.videos.source import VideoSource

ACCEPTED = _("the https URL of a media file (.mp4, .m4v, .webm, .ogv or .m3u8)")
PRIVACY = ""

EXTENSIONS = (".mp4", ".m4v", ".webm", ".ogv", ".m3u8")


def recognise(url: str) -> VideoSource | None:
    """The media file at `url`, or None."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not host or parts.username is not None or parts.password is not None:
        return None
    if any(character <= " " or character in "\"'<>\\`" for character in url):
        return None
    if not parts.path.lower().endswith(EXTENSIONS):
        return None
    address = parts._replace(fragment="").geturl()
    return VideoSource("direct", address, address, address, is_file=True)


def check(source: VideoSource) -> CheckResult:
    """Whether the file itself can be had."""
    return ask_file(source)
