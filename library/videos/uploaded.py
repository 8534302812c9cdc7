"""Videos of the academy's own library, checked on each fetch."""

from library.models import AcademyMedia
from library.videos.source import VideoSource


def source_of(media: AcademyMedia) -> VideoSource:
    """The uploaded file as a video."""
    return VideoSource("uploaded", str(media.public_id), media.url, media.url, is_file=True)
