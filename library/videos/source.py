"""What is known of a video once its address has been understood."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class VideoSource:
    """A video that a page can show.

    provider: the name of its module (`vimeo`, `youtube`, `google_drive`, `cloudinary`, `direct`, `uploaded`).
    video_id: the provider's own name for it, checked for its form.
    url: the one address by which we know it, whichever way it was written.
    embed_url: what the frame loads (hosted players), or the file that the browser plays (`is_file`).
    is_file: whether the browser plays it itself.
    reports_progress: whether its player tells the time, so that watching can complete a lesson.
    """

    provider: str
    video_id: str
    url: str
    embed_url: str
    is_file: bool = False
    reports_progress: bool = True

    @property
    def player(self) -> str:
        """The module under static/js/players/ that drives it."""
        if self.is_file:
            return "html5"
        return self.provider if self.reports_progress else "none"

    @property
    def is_stream(self) -> bool:
        """Whether it is an HLS playlist, which most browsers play only with a library."""
        return self.is_file and urlsplit(self.embed_url).path.lower().endswith(".m3u8")


def parts_of(url: str, hosts: frozenset[str]) -> SplitResult | None:
    """Split a web address on one of `hosts`; None for any other, for a port and for a sign-in in it."""
    try:
        parts = urlsplit(url.strip())
        if parts.port is not None:
            return None
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or parts.username is not None or parts.password is not None:
        return None
    return parts if (parts.hostname or "") in hosts else None
