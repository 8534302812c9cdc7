"""Videos kept on Google Drive. Its player tells nobody the time: such a lesson is completed by hand."""

import re
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from library.videos.answers import CheckResult, ProviderAnswer, ask_page, read_status
from library.videos.source import VideoSource, parts_of

ACCEPTED = _("a Google Drive URL such as https://drive.google.com/file/d/…/view")
PRIVACY = _(
    "When you press play, the video loads from Google Drive. Mark the lesson complete once you've watched it."
)

_HOSTS = frozenset({"drive.google.com", "docs.google.com"})
_ID = re.compile(r"[\w-]{20,80}", re.ASCII)
_KEY = re.compile(r"[\w-]{4,60}", re.ASCII)
_PATH = re.compile(r"^/(?:a/[^/]+/)?file/(?:u/\d+/)?d/(?P<id>[^/]+)(?:/(?:view|preview|edit))?/?$")


def recognise(url: str) -> VideoSource | None:
    """The video at a Google Drive address, or None."""
    parts = parts_of(url, _HOSTS)
    if not parts:
        return None
    query = parse_qs(parts.query)
    match = _PATH.match(parts.path)
    if parts.path.rstrip("/") in ("/open", "/uc"):
        video_id = query.get("id", [""])[0]
    else:
        video_id = match["id"] if match else ""
    if not _ID.fullmatch(video_id):
        return None
    key = query.get("resourcekey", [""])[0]
    suffix = f"?resourcekey={key}" if _KEY.fullmatch(key) else ""
    base = f"https://drive.google.com/file/d/{video_id}"
    return VideoSource(
        "google_drive", video_id, f"{base}/view{suffix}", f"{base}/preview{suffix}", reports_progress=False
    )


def check(source: VideoSource) -> CheckResult:
    """Google leads to its sign-in where a file is not shared with everybody."""
    answer = ask_page(source)
    if (urlsplit(answer.url).hostname or "").startswith("accounts."):
        return CheckResult(ProviderAnswer.PRIVATE, answer.status, "leads to the sign-in")
    return read_status(answer)
