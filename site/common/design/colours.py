"""Colours as people see them: OKLCH and back, and how well one is read on another (WCAG 2.2)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_STEPS = 100


class InvalidColour(ValueError):
    """Not of the form #rrggbb."""


@dataclass(frozen=True, slots=True)
class Oklch:
    """lightness: 0 (black) to 1 (white). chroma: 0 (grey) to about 0.37. hue: degrees."""

    lightness: float
    chroma: float
    hue: float

    def css(self) -> str:
        return f"oklch({self.lightness:.4g} {self.chroma:.4g} {self.hue:.5g})"


def is_hex(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def parts_of(colour: str) -> tuple[float, float, float]:
    """Red, green and blue, each 0 to 1. Raises NotAColour."""
    if not is_hex(colour):
        raise InvalidColour(colour)
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """How bright it is, 0 to 1. Raises NotAColour."""
    red, green, blue = (_linear(part) for part in parts_of(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21; words need 4.5. Raises NotAColour."""
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Oklch:
    """Raises NotAColour."""
    red, green, blue = (_linear(part) for part in parts_of(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Oklch) -> str:
    """The nearest colour that a screen shows: of the same lightness and hue, as colourful as can be."""
    for step in range(_STEPS + 1):
        parts = _light_of(replace(colour, chroma=colour.chroma * (1 - step / _STEPS)))
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
    shown = (round(_curved(min(1.0, max(0.0, part))) * 255) for part in parts)
    return "#" + "".join(f"{part:02x}" for part in shown)


def _light_of(colour: Oklch) -> tuple[float, float, float]:
    """Linear red, green and blue; outside 0 to 1 where no screen shows the colour."""
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
