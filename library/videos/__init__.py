"""Understanding the address of a video: one module per provider, each with `recognise`, `check`,
`ACCEPTED` and `PRIVACY`.

To add one, write its module with these names and list it in `PROVIDERS`, the particular before the
general.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from library.videos import cloudinary, direct, google_drive, vimeo, youtube
from library.videos.source import VideoSource

PROVIDERS = (youtube, vimeo, google_drive, cloudinary, direct)
PROVIDERS_BY_NAME = {provider.__name__.rpartition(".")[2]: provider for provider in PROVIDERS}


def recognise(url: str) -> VideoSource | None:
    """The video at `url`, or None when no provider knows it."""
    return next((source for provider in PROVIDERS if (source := provider.recognise(url))), None)


def privacy_note(source: VideoSource) -> str:
    """A sentence about who learns that the video is played; "" where the browser plays a file itself."""
    return "" if source.is_file else str(PROVIDERS_BY_NAME[source.provider].PRIVACY)


def understand(url: str) -> VideoSource:
    """The video at `url`.

    Raises ValidationError with a sentence that names what is accepted.
    """
    if source := recognise(url):
        return source
    accepted = "; ".join(str(provider.ACCEPTED) for provider in PROVIDERS)
    raise ValidationError(
        _("This video URL isn't supported. Use one of: %(accepted)s."),
        code="video_url",
        params={"accepted": accepted},
    )


__all__ = ["PROVIDERS", "PROVIDERS_BY_NAME", "VideoSource", "privacy_note", "recognise", "understand"]
