"""Pictures for pages that are shared and have none of their own: drawn from the title.

The words stand signed in the picture's address, so that the page only has to name it, whoever asks first
makes it, and nobody can have other words drawn. It is kept under a name made of its content.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import astuple, dataclass
from functools import cache

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, Signer
from PIL import Image, ImageDraw, ImageFont

from common.design.colours import Oklch, parts_of, to_hex, to_oklch

WIDTH, HEIGHT = 1200, 630
MARGIN = 84
LINES_MOST = 4
SIZES = (84, 72, 62, 54)
TITLE_MOST = 140
FOLDER = "share"
#: Raise it when the drawing changes: pictures that are kept are then made anew.
EDITION = 1
_SMOOTH = 2
_FONT = "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2"


class UnknownToken(ValueError):
    """The words were not signed by this site."""


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What is drawn. colour: of the brand, "#rrggbb"."""

    title: str
    name: str
    colour: str

    @property
    def file_name(self) -> str:
        digest = hashlib.sha256("\0".join((str(EDITION), *astuple(self))).encode()).hexdigest()
        return f"{FOLDER}/{digest[:32]}.png"


def _signer() -> Signer:
    return Signer(salt="common.seo.pictures", sep="~")


def token_of(card: ShareCard) -> str:
    """The card as part of an address."""
    return _signer().sign_object([card.title[:TITLE_MOST], card.name, card.colour], compress=True)


def card_of(token: str) -> ShareCard:
    """Raises NotOurs."""
    try:
        return ShareCard(*_signer().unsign_object(token))
    except (BadSignature, TypeError, ValueError) as error:
        raise UnknownToken(token) from error


def kept(card: ShareCard) -> str:
    """The name in the default storage under which the picture lies; it is drawn if it is not there."""
    name = card.file_name
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(drawn(card)))
    return name


def drawn(card: ShareCard) -> bytes:
    """The picture, 1200 × 630 pixels, as PNG. Raises NotAColour."""
    given = to_oklch(card.colour)
    deep = to_hex(Oklch(0.34, min(given.chroma, 0.1), given.hue))
    deeper = to_hex(Oklch(0.22, min(given.chroma, 0.06), given.hue))
    image = _backdrop(_rgb(deep), _rgb(deeper))
    _arches(image, _rgb(to_hex(Oklch(0.8, min(given.chroma, 0.11), given.hue))))
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(image)
    if _can_write(card.title):
        _write_title(pen, card.title)
    if _can_write(card.name):
        pen.text((MARGIN, HEIGHT - MARGIN), card.name, font=_font(38, 640), fill=(255, 255, 255), anchor="ls")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in parts_of(colour))
    return red, green, blue


def _backdrop(start: tuple[int, int, int], end: tuple[int, int, int]) -> Image.Image:
    size = (WIDTH * _SMOOTH, HEIGHT * _SMOOTH)
    ramp = Image.new("L", (64, 64))
    ramp.putdata([round((x + y) / 126 * 255) for y in range(64) for x in range(64)])
    mask = ramp.resize(size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", size, end), Image.new("RGB", size, start), mask)


def _arches(image: Image.Image, colour: tuple[int, int, int]) -> None:
    """The arch of the mark, large at the right edge and partly outside."""
    pen = ImageDraw.Draw(image, "RGBA")
    centre, foot = round(image.width * 0.86), image.height
    for radius, opacity in ((430, 26), (310, 40), (190, 62)):
        r = radius * _SMOOTH
        top = round(image.height * 0.16) + (430 - radius) * _SMOOTH
        pen.arc((centre - r, top, centre + r, top + 2 * r), 180, 360, (*colour, opacity), 46 * _SMOOTH)
        for x in (centre - r, centre + r - 46 * _SMOOTH):
            pen.rectangle((x, top + r + 1, x + 46 * _SMOOTH, foot), fill=(*colour, opacity))
    sun = 58 * _SMOOTH
    pen.ellipse((centre - sun, foot - 3 * sun, centre + sun, foot - sun), fill=(242, 176, 54, 235))


def _write_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    size, lines = _set(title)
    y = MARGIN
    for line in lines:
        pen.text((MARGIN, y), line, font=_font(size, 680), fill=(255, 255, 255), anchor="la")
        y += round(size * 1.16)


def _set(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title fits, and its lines."""
    for size in SIZES:
        lines = _lines(title, size)
        if len(lines) <= LINES_MOST:
            return size, lines
    return SIZES[-1], [*lines[: LINES_MOST - 1], f"{lines[LINES_MOST - 1]} …"]


def _lines(title: str, size: int) -> list[str]:
    room = round(WIDTH * 0.72)
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _font(size, 680).getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font_file() -> bytes:
    """The house's display font; npm brings it packed for browsers."""
    from fontTools.ttLib import TTFont  # 16 MB that only whoever draws a picture needs

    font, file = TTFont(settings.NPM_DIR / _FONT), io.BytesIO()
    font.flavor = None
    font.save(file)
    return file.getvalue()


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(io.BytesIO(_font_file()), size)
    font.set_variation_by_axes([weight])
    return font


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(io.BytesIO(_font_file())).getBestCmap())


def _can_write(text: str) -> bool:
    """Whether the font has every letter: one that it lacks would be a box."""
    return all(ord(sign) in _letters() for sign in text)
