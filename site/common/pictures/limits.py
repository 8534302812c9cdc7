"""What a picture may be, for each thing that pictures are used for."""

from __future__ import annotations

from dataclasses import dataclass

MEGAPIXEL = 1_000_000
_MEBIBYTE = 1024 * 1024

#: Bytes that decoding takes for each pixel, measured with Pillow, by its names. A JPEG is shrunk while it is
#: decoded; a progressive one keeps all its coefficients meanwhile, a WebP four canvases.
DECODING_BYTES = {"PNG": 4, "GIF": 4, "WEBP": 16, "AVIF": 12, "PROGRESSIVE": 6}


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """formats: in Pillow's names. most_pixels: width × height, of all frames together.

    decoding_bytes: how much memory decoding one may take, which says how many pixels are taken of a format
    that can't be shrunk while it is decoded.
    """

    formats: tuple[str, ...]
    most_pixels: int
    decoding_bytes: int

    def most_pixels_of(self, kind: str) -> int:
        """How many pixels a frame may have. kind: a key of DECODING_BYTES, or a format that is shrunk."""
        each = DECODING_BYTES.get(kind)
        return self.most_pixels if each is None else min(self.most_pixels, self.decoding_bytes // each)


#: Lesson pictures, lead pictures, logos: what authors and marketers put on pages.
LIBRARY = PictureLimits(("JPEG", "PNG", "WEBP", "GIF", "AVIF"), 80 * MEGAPIXEL, 192 * _MEBIBYTE)
#: A picture that a file of courses names.
IMPORTED = PictureLimits(("JPEG", "PNG", "WEBP", "GIF"), 50 * MEGAPIXEL, 192 * _MEBIBYTE)
#: A person's photo: shown at 512 pixels at most, and sent by anyone with an account.
PHOTO = PictureLimits(("JPEG", "PNG", "WEBP"), 60 * MEGAPIXEL, 80 * _MEBIBYTE)
