"""Length and size of a media file, read from the file itself."""

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a container says of itself. Width and height are None for sound."""

    duration_seconds: float
    width: int | None
    height: int | None


def measure(file: BinaryIO) -> MediaFacts | None:
    """Return the facts of an opened media file, or None when it cannot be read.

    The position in the file goes back to the start.
    """
    import av  # with all of FFmpeg: 18 MB that only whoever takes a film or a recording needs

    file.seek(0)
    try:
        with av.open(file, "r") as container:
            seconds = container.duration / av.time_base if container.duration else 0.0
            video = next(iter(container.streams.video), None)
            facts = MediaFacts(
                duration_seconds=round(seconds, 2),
                width=video.width if video else None,
                height=video.height if video else None,
            )
    except (av.error.FFmpegError, OSError, ValueError):
        return None
    finally:
        file.seek(0)
    return facts
