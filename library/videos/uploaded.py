"""Videos of the academy's own library, checked on each fetch."""

from library.models import AcademyMedia
from library.videos.answers import Answer, Checked
from library.videos.source import VideoSource


def source_of(media: AcademyMedia) -> VideoSource:
    """The uploaded file as a video."""
    return VideoSource("uploaded", str(media.public_id), media.url, media.url, is_file=True)


def check(media: AcademyMedia) -> Checked:
    """Whether the file lies where it should."""
    try:
        is_there = bool(media.file) and media.file.storage.exists(media.file.name or "")
    except OSError as error:
        return Checked(Answer.UNREACHABLE, 0, str(error))
    return Checked(Answer.FINE, 0) if is_there else Checked(Answer.MISSING, 0, "the file is gone")
