"""Videos of the academy's own library, checked on each fetch."""

from library.models import AcademyMedia
from library.videos.answers import CheckResult, ProviderAnswer
from library.videos.source import VideoSource


def source_of(media: AcademyMedia) -> VideoSource:
    """The uploaded file as a video."""
    return VideoSource("uploaded", str(media.public_id), media.url, media.url, is_file=True)


def check(media: AcademyMedia) -> CheckResult:
    """Whether the file lies where it should."""
    try:
        is_there = bool(media.file) and media.file.storage.exists(media.file.name or "")
    except OSError as error:
        return CheckResult(ProviderAnswer.UNREACHABLE, 0, str(error))
    return (
        CheckResult(ProviderAnswer.FINE, 0)
        if is_there
        else CheckResult(ProviderAnswer.MISSING, 0, "the file is gone")
    )
