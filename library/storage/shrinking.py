"""Making copies of pictures with little memory: what a copy doesn't show is never decoded whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from PIL.Image import Image
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.images.rect import Rect
from willow.plugins.pillow import PillowImage

from common.pictures import decoding, limits

if TYPE_CHECKING:
    from library.models import AcademyImage

#: A picture is shrunk to no less than this many times the copy, which is then scaled with care.
SPARE = 2
#: Of a picture without a copy in mind.
PREVIEW_SIZE = (2560, 2560)


class ShrunkImage(PillowImage):
    """A picture that was shrunk while it was read, for Wagtail's image operations."""

    def __init__(self, image: Image, format_name: str) -> None:
        super().__init__(image)
        self.format_name = format_name


@contextmanager
def opened_small(file: IO[bytes], size: decoding.Size = PREVIEW_SIZE) -> Iterator[ShrunkImage]:
    """A picture of the library for Wagtail's operations, not smaller than `size` unless it is.

    Raises SourceImageIOError, which Wagtail shows as an image that isn't there.
    """
    try:
        with decoding.decoded(file, limits.LIBRARY, size=size) as (header, image):
            yield ShrunkImage(image, header.format.lower())
    except decoding.PictureRefused as refusal:
        raise SourceImageIOError(refusal.words) from refusal


class ShrinkingFilter(Filter):
    """Wagtail's filter, on a picture that is read no larger than the copy needs."""

    @contextmanager
    def get_willow_image(self, image: AcademyImage, source: IO[bytes] | None = None) -> Iterator[ShrunkImage]:
        if source is not None:
            with opened_small(source, self._needed(image)) as small:
                yield small
            return
        with image.open_file() as file, opened_small(file, self._needed(image)) as small:
            yield small

    def get_transform(self, image: AcademyImage, size: decoding.Size | None = None) -> Any:
        """What the operations make of the whole picture, as places in one of this size."""
        if size is None:
            return super().get_transform(image)
        full = _upright(image, size)
        transform = super().get_transform(image, full)
        return transform if full == tuple(size) else _Moved(transform, full, size)

    def _needed(self, image: AcademyImage) -> decoding.Size:
        """How large the picture has to be so that the copy loses nothing, whichever way up it is."""
        full = (image.width, image.height)
        scale = max(self._scale(image, full), self._scale(image, (image.height, image.width)))
        return math.ceil(full[0] * scale * SPARE), math.ceil(full[1] * scale * SPARE)

    def _scale(self, image: AcademyImage, full: decoding.Size) -> float:
        transform = super().get_transform(image, full)
        shown, size = transform.get_rect(), transform.size
        return max(size[0] / max(1, shown.width), size[1] / max(1, shown.height))


class _Moved:
    """A transform of a whole picture, for the same picture after it was shrunk."""

    def __init__(self, transform: Any, full: decoding.Size, size: decoding.Size) -> None:
        whole, across, down = transform.get_rect(), size[0] / full[0], size[1] / full[1]
        self._rect = Rect(whole.left * across, whole.top * down, whole.right * across, whole.bottom * down)
        # A copy as large as a huge original is made as large as the original was read.
        too_large = max(1.0, transform.size[0] / self._rect.width, transform.size[1] / self._rect.height)
        self.size = tuple(max(1, math.floor(side / too_large)) for side in transform.size)

    def get_rect(self) -> Rect:
        """What of the picture is shown."""
        return self._rect


def _upright(image: AcademyImage, size: decoding.Size) -> decoding.Size:
    """Width and height of the whole picture, the way up in which it has the proportions of `size`."""
    width, height = image.width, image.height
    ratio = math.log(size[0] / size[1])
    is_turned = abs(ratio - math.log(height / width)) < abs(ratio - math.log(width / height))
    return (height, width) if is_turned else (width, height)
