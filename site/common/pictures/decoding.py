"""Decoding a picture with little memory, however large it is and whatever is wrong with it.

Its header says what it would cost, before anything is decoded. A JPEG is shrunk while it is decoded, any
other right afterwards, strip by strip; and only one large picture is decoded at a time in each process.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image

from .limits import MEGAPIXEL, PictureLimits

#: A smaller picture costs next to nothing, and waits for no other.
LARGE_PIXELS = 2 * MEGAPIXEL
WAIT_SECONDS = 20.0
#: No page shows more of a picture than this.
MOST_DECODED_PIXELS = 16 * MEGAPIXEL
_STRIP_ROWS = 64
_turn = threading.RLock()

Size = tuple[int, int]


class PictureRefused(ValueError):
    """A picture can't be taken. words: why, for people. code: `unreadable`, `too_many_pixels` or `busy`."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.words, self.code = words, code


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """format: in Pillow's names. size: width and height in pixels, not turned upright."""

    format: str
    size: Size
    frames: int
    is_progressive: bool

    @property
    def pixels(self) -> int:
        """Of one frame."""
        return self.size[0] * self.size[1]

    @property
    def kind(self) -> str:
        """What decoding costs, by the keys of `limits.DECODING_BYTES`."""
        return "PROGRESSIVE" if self.is_progressive else self.format


def read_header(file: IO[bytes], limits: PictureLimits) -> PictureHeader:
    """What a picture says of itself. Raises PictureRefused where it is none, or too large to decode."""
    try:
        return _checked(_opened(file, limits), limits)
    finally:
        file.seek(0)


@contextmanager
def decoded(
    file: IO[bytes], limits: PictureLimits, *, size: Size
) -> Iterator[tuple[PictureHeader, Image.Image]]:
    """The first frame of a picture, shrunk to not less than `size` where it is larger.

    It keeps what the file says beside the pixels (`info`). Another large picture waits as long as this block
    runs. Raises PictureRefused, also for a file that breaks off.
    """
    image = _opened(file, limits)
    header = _checked(image, limits)
    with _one_at_a_time(header):
        try:
            small = _shrunk(image, size)
        except MemoryError:
            raise
        except Exception as error:  # Pillow raises whatever a broken file makes it stumble over
            raise _unreadable() from error
        del image  # it may be as large as the memory it is allowed
        yield header, small


def prove_readable(file: IO[bytes], limits: PictureLimits) -> PictureHeader:
    """Decode a picture as small as it goes, to know that all of it is there. Raises PictureRefused."""
    try:
        with decoded(file, limits, size=(1, 1)) as (header, _image):
            return header
    finally:
        file.seek(0)


@contextmanager
def _one_at_a_time(header: PictureHeader) -> Iterator[None]:
    """Whoever waits too long is refused: a server's threads aren't for waiting."""
    if header.pixels <= LARGE_PIXELS:
        yield
        return
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise PictureRefused(_("Other images are being processed. Try again in a minute."), "busy")
    try:
        yield
    finally:
        _turn.release()


def _opened(file: IO[bytes], limits: PictureLimits) -> Any:
    """Nothing but the header is read."""
    file.seek(0)
    try:
        return Image.open(file, formats=limits.formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits.most_pixels) from error
    except MemoryError:
        raise
    except Exception as error:
        raise _unreadable() from error


def _checked(image: Any, limits: PictureLimits) -> PictureHeader:
    kind = (
        "JPEG" if image.format == "MPO" else image.format
    )  # the further pictures of a phone's aren't looked at
    try:
        frames = 1 if kind == "JPEG" else getattr(image, "n_frames", 1)
    except Exception as error:
        raise _unreadable() from error
    is_progressive = kind == "JPEG" and bool(image.info.get("progressive"))
    header = PictureHeader(kind, image.size, frames, is_progressive)
    most = limits.most_pixels_of(header.kind)
    if header.pixels > most or header.pixels * header.frames > limits.most_pixels:
        raise _too_many_pixels(most)
    return header


def _shrunk(image: Any, size: Size) -> Image.Image:
    if image.format in ("JPEG", "MPO"):
        image.draft(None, _affordable(image.size, size))
    image.load()
    factor = _factor(image.size, size)
    if factor < 2 or image.mode not in ("1", "P", "L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"):
        return image
    return _reduced(image, factor)


def _affordable(full: Size, size: Size) -> Size:
    """What a JPEG is asked for: `size`, or less where that would have more pixels than anything shows."""
    factor = max(1, 2 ** math.ceil(math.log2(max(1.0, math.sqrt(math.prod(full) / MOST_DECODED_PIXELS)))))
    return min(size[0], full[0] // factor), min(size[1], full[1] // factor)


def _factor(full: Size, size: Size) -> int:
    """By how much a picture can be divided so that it stays at least `size`, but has no needless pixels."""
    fits = min(full[0] // max(1, size[0]), full[1] // max(1, size[1]))
    return max(1, fits, math.ceil(math.sqrt(math.prod(full) / MOST_DECODED_PIXELS)))


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture divided by `factor`, strip by strip: a second one as large is never held."""
    mode = image.mode
    if mode in ("1", "P"):
        mode = "RGBA" if "transparency" in image.info else "RGB"
    width, height = image.size
    small = Image.new(mode, (math.ceil(width / factor), math.ceil(height / factor)))
    for top in range(0, height, factor * _STRIP_ROWS):
        strip = image.crop((0, top, width, min(top + factor * _STRIP_ROWS, height)))
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    small.info = dict(image.info)
    if mode != image.mode:
        small.info.pop("transparency", None)
    return small


def _unreadable() -> PictureRefused:
    return PictureRefused(_("The image is damaged, incomplete or not really an image."), "unreadable")


def _too_many_pixels(most: int) -> PictureRefused:
    words = _("The image has too many pixels. Choose one with at most %(most)d megapixels.")
    return PictureRefused(words % {"most": most // MEGAPIXEL}, "too_many_pixels")
