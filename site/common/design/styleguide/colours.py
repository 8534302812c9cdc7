"""The colours of static/css/tokens.css, read from that file, and how well words stand out on them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from common.design.stylesheets import STYLES_DIR

_DEFINITION = re.compile(r"--(?P<name>[\w-]+):\s*(?P<value>(?:light-dark|oklch)\(.*\));")
_OKLCH = re.compile(r"oklch\((?P<lightness>[\d.]+) (?P<chroma>[\d.]+) (?P<hue>[\d.]+)\)")
# Words, and what they may stand on: at least 4.5 to 1 (WCAG 2.2 AA).
_SURFACES = ("paper", "surface", "surface-raised", "sunken")
WORDS = {
    **dict.fromkeys(("ink", "ink-soft", "ink-faint", "brand", "brand-strong", "danger", "info"), _SURFACES),
    "accent-ink": ("paper", "surface", "accent-soft"),
    "on-brand": ("brand", "brand-strong"),
    "on-danger": ("danger", "danger-strong"),
    "on-accent": ("accent",),
}
SOFT_GROUNDS = {
    "ink": ("brand-soft", "accent-soft", "danger-soft", "info-soft"),
    "ink-soft": ("brand-soft", "accent-soft", "danger-soft", "info-soft"),
    "brand-strong": ("brand-soft",),
    "danger-strong": ("danger-soft",),
    "info": ("info-soft",),
}
# Borders of controls, the focus, favourites: at least 3 to 1.
SHAPES = {"line-strong": _SURFACES, "focus": _SURFACES, "favourite": ("surface", "surface-raised")}


@dataclass(frozen=True)
class Colour:
    """A token. light, dark: relative luminance, 0 to 1."""

    name: str
    light: float
    dark: float


@dataclass(frozen=True)
class ColourPair:
    """A colour on another. light, dark: the contrast between them, 1 to 21."""

    front: str
    ground: str
    least: float
    light: float
    dark: float

    @property
    def is_enough(self) -> bool:
        """Whether both modes reach what WCAG asks for."""
        return min(self.light, self.dark) >= self.least


def colours() -> dict[str, Colour]:
    """Every opaque colour token, in the order of the file."""
    found = {}
    for match in _DEFINITION.finditer((STYLES_DIR / "tokens.css").read_text()):
        shades = [_luminance(*map(float, shade.groups())) for shade in _OKLCH.finditer(match["value"])]
        if shades:
            found[match["name"]] = Colour(match["name"], shades[0], shades[-1])
    return found


def pairs() -> list[ColourPair]:
    """All that is written or drawn on something, with its contrast."""
    known = colours()
    wanted = [
        (front, ground, 4.5)
        for table in (WORDS, SOFT_GROUNDS)
        for front, on in table.items()
        for ground in on
    ]
    wanted += [(front, ground, 3.0) for front, on in SHAPES.items() for ground in on]
    return [
        ColourPair(
            front,
            ground,
            least,
            round(_contrast(known[front].light, known[ground].light), 2),
            round(_contrast(known[front].dark, known[ground].dark), 2),
        )
        for front, ground, least in wanted
    ]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(lightness: float, chroma: float, hue: float) -> float:
    """WCAG's relative luminance of an OKLCH colour, clipped to sRGB as browsers show it."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(max(each, 0.0), 1.0) for each in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
