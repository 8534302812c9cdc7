"""Drawing with Pillow, made pleasant: a canvas in fractions of its size, smooth edges, soft light, a font."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

SMOOTH = 2  # drawn this many times larger, then scaled down: Pillow draws no smooth edges itself


def colour(code: str) -> Colour:
    """The red, green and blue of `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour on the way from `one` (share 0) to `other` (share 1)."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The scalable font inside Pillow itself, so that no font file has to be found. size: pixels."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return found


def gradient(size: tuple[int, int], start: Colour, end: Colour) -> Image.Image:
    """A diagonal blend of two colours. size: width and height in pixels."""
    width, height = size
    ramp = Image.new("L", (64, 64))
    ramp.putdata([round((x + y) / 126 * 255) for y in range(64) for x in range(64)])
    mask = ramp.resize((width, height), Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", size, end), Image.new("RGB", size, start), mask)


class Canvas:
    """A picture under work. Points are shares of width and height (0 to 1), lengths shares of the height."""

    def __init__(self, width: int, height: int, start: Colour, end: Colour) -> None:
        self.width, self.height = width, height
        self.image = gradient((width * SMOOTH, height * SMOOTH), start, end).convert("RGB")

    def _xy(self, point: Point) -> Point:
        return point[0] * self.width * SMOOTH, point[1] * self.height * SMOOTH

    def _length(self, share: float) -> int:
        return max(1, round(share * self.height * SMOOTH))

    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image, "RGBA")

    def circle(self, centre: Point, radius: float, fill: Colour, opacity: float = 1) -> None:
        (x, y), r = self._xy(centre), self._length(radius)
        self._draw().ellipse((x - r, y - r, x + r, y + r), fill=(*fill, round(opacity * 255)))

    def ring(self, centre: Point, radius: float, width: float, fill: Colour, opacity: float = 1,
             arc: tuple[float, float] = (0, 360)) -> None:  # fmt: skip
        """A circle's line, or the part of it between two angles in degrees (0 is east, clockwise)."""
        (x, y), r = self._xy(centre), self._length(radius)
        box = (x - r, y - r, x + r, y + r)
        self._draw().arc(box, *arc, fill=(*fill, round(opacity * 255)), width=self._length(width))

    def box(
        self, corner: Point, opposite: Point, fill: Colour, opacity: float = 1, round_by: float = 0
    ) -> None:
        x, y = self._xy(corner)
        far_x, far_y = self._xy(opposite)
        shade = (*fill, round(opacity * 255))
        self._draw().rounded_rectangle(
            (x, y, far_x, far_y), self._length(round_by) if round_by else 0, fill=shade
        )

    def frame(self, corner: Point, opposite: Point, line: Colour, width: float, round_by: float = 0) -> None:
        x, y = self._xy(corner)
        far_x, far_y = self._xy(opposite)
        radius = self._length(round_by) if round_by else 0
        self._draw().rounded_rectangle((x, y, far_x, far_y), radius, outline=line, width=self._length(width))

    def line(self, points: list[Point], width: float, fill: Colour, opacity: float = 1) -> None:
        shade = (*fill, round(opacity * 255))
        self._draw().line([self._xy(p) for p in points], fill=shade, width=self._length(width), joint="curve")

    def shape(self, points: list[Point], fill: Colour, opacity: float = 1) -> None:
        self._draw().polygon([self._xy(p) for p in points], fill=(*fill, round(opacity * 255)))

    def text(self, point: Point, words: str, size: float, fill: Colour, anchor: str = "lm") -> None:
        """Words at a point; `anchor` as in Pillow (`lm` left and middle, `mm` centred, `rm` right)."""
        self._draw().text(self._xy(point), words, font=font(self._length(size)), fill=fill, anchor=anchor)

    def glow(self, centre: Point, radius: float, fill: Colour, opacity: float) -> None:
        """A soft light, blurred on a small copy because blurring the large one takes seconds."""
        small = Image.new("L", (self.width // 8, self.height // 8))
        x, y, r = centre[0] * small.width, centre[1] * small.height, radius * small.height
        ImageDraw.Draw(small).ellipse((x - r, y - r, x + r, y + r), fill=round(opacity * 255))
        mask = small.filter(ImageFilter.GaussianBlur(r / 2)).resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(Image.new("RGB", self.image.size, fill), mask=mask)

    def finished(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def as_jpeg(self) -> bytes:
        return jpeg(self.finished())

    def as_webp(self) -> bytes:
        """Without losses where that is no larger: plain shapes and words stay sharp."""
        image = self.finished()
        exact, near = io.BytesIO(), io.BytesIO()
        image.save(exact, "WEBP", lossless=True, quality=60)
        image.save(near, "WEBP", quality=84, method=6)
        return min(exact.getvalue(), near.getvalue(), key=len)


def jpeg(image: Image.Image) -> bytes:
    """The picture as a small JPEG that browsers show while it arrives."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
