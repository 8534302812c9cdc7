"""A site's own colours: from one brand colour and one accent to every token that depends on them.

A colour is taken as it is for light screens, if it can be read there; its dark form is made from its hue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from common.design.colours import Oklch, contrast, to_hex, to_oklch

READABLE = 4.5
#: What static/css/tokens.css says of them (a test compares the two).
LIGHT_SURFACES = {
    "paper": Oklch(0.985, 0.004, 165),
    "surface": Oklch(1, 0, 0),
    "sunken": Oklch(0.962, 0.007, 168),
}
DARK_SURFACES = {
    "paper": Oklch(0.185, 0.014, 190),
    "surface": Oklch(0.228, 0.016, 188),
    "surface-raised": Oklch(0.262, 0.018, 187),
    "sunken": Oklch(0.158, 0.012, 190),
}
ON_ACCENT = Oklch(0.25, 0.05, 65)
WHITE = "#ffffff"
# The chroma that the house's own colours have: a paler brand stays pale in all its tones.
_BRAND_CHROMA, _ACCENT_CHROMA = 0.095, 0.15


@dataclass(frozen=True, slots=True)
class ContrastProblem:
    """Why a colour cannot be used. ratio: what it reaches, on light screens or on dark ones. nearest: a
    colour that passes, "#rrggbb"."""

    ratio: float
    is_on_dark: bool
    nearest: str


@dataclass(frozen=True, slots=True)
class Tone:
    """A token's colour on light screens and on dark ones."""

    light: Oklch
    dark: Oklch

    def css(self) -> str:
        return f"light-dark({self.light.css()}, {self.dark.css()})"


def brand_tones(colour: str) -> dict[str, Tone]:
    """The brand's tokens. Raises NotAColour."""
    given = to_oklch(colour)
    share = min(1.0, given.chroma / _BRAND_CHROMA)

    def of_hue(lightness: float, chroma: float) -> Oklch:
        return Oklch(lightness, chroma * share, given.hue)

    return {
        "brand": Tone(given, of_hue(0.8, 0.108)),
        "brand-strong": Tone(
            replace(given, lightness=max(0.16, given.lightness - 0.07), chroma=given.chroma * 0.87),
            of_hue(0.865, 0.09),
        ),
        "brand-soft": Tone(of_hue(0.952, 0.028), of_hue(0.305, 0.042)),
        "brand-line": Tone(of_hue(0.85, 0.06), of_hue(0.43, 0.065)),
        "on-brand": Tone(Oklch(1, 0, 0), of_hue(0.2, 0.035)),
    }


def accent_tones(colour: str) -> dict[str, Tone]:
    """The accent's tokens. Raises NotAColour."""
    given = to_oklch(colour)
    share = min(1.0, given.chroma / _ACCENT_CHROMA)

    def of_hue(lightness: float, chroma: float) -> Oklch:
        return Oklch(lightness, chroma * share, given.hue)

    return {
        "accent": Tone(given, of_hue(0.83, 0.14)),
        "accent-ink": Tone(of_hue(0.455, 0.095), of_hue(0.86, 0.11)),
        "accent-soft": Tone(of_hue(0.958, 0.043), of_hue(0.315, 0.048)),
        "accent-line": Tone(of_hue(0.86, 0.09), of_hue(0.46, 0.07)),
    }


def brand_problem(colour: str) -> ContrastProblem | None:
    """Whether words in the brand's colour, and white words on it, can be read. Raises NotAColour."""
    return _problem(colour, _weakest_brand, step=-0.005)


def accent_problem(colour: str) -> ContrastProblem | None:
    """Whether the dark words that stand on the accent can be read. Raises NotAColour."""
    return _problem(colour, _weakest_accent, step=0.005)


def stylesheet(brand_colour: str, accent_colour: str) -> str:
    """The tokens of a site with colours of its own; an empty colour leaves the house's. Raises NotAColour."""
    tones: dict[str, Tone] = {}
    if brand_colour:
        tones |= brand_tones(brand_colour)
    if accent_colour:
        tones |= accent_tones(accent_colour)
    lines = "".join(f"--{name}:{tone.css()};" for name, tone in tones.items())
    return f"@layer tokens{{:root{{{lines}}}}}\n"


def stylesheet_digest(brand_colour: str, accent_colour: str) -> str:
    return hashlib.sha256(stylesheet(brand_colour, accent_colour).encode()).hexdigest()[:12]


def _weakest_brand(colour: str) -> tuple[float, bool]:
    """The lowest ratio, and whether it is reached on dark screens."""
    tones = brand_tones(colour)
    light = [*LIGHT_SURFACES.values(), tones["brand-soft"].light]
    dark = [*DARK_SURFACES.values(), tones["brand-soft"].dark]
    shown_dark = to_hex(tones["brand"].dark)
    return min(
        (min(contrast(colour, to_hex(surface)) for surface in light), False),
        (min(contrast(shown_dark, to_hex(surface)) for surface in dark), True),
    )


def _weakest_accent(colour: str) -> tuple[float, bool]:
    words = to_hex(ON_ACCENT)
    shown_dark = to_hex(accent_tones(colour)["accent"].dark)
    return min((contrast(colour, words), False), (contrast(shown_dark, words), True))


def _problem(
    colour: str, weakest: Callable[[str], tuple[float, bool]], *, step: float
) -> ContrastProblem | None:
    """step: which way to go for a colour that passes: darker (negative) or lighter."""
    ratio, is_on_dark = weakest(colour)
    if ratio >= READABLE:
        return None
    tried = to_oklch(colour)
    while 0 <= tried.lightness <= 1:
        tried = replace(tried, lightness=tried.lightness + step)
        nearest = to_hex(tried)
        if weakest(nearest)[0] >= READABLE:
            return ContrastProblem(ratio, is_on_dark, nearest)
    return ContrastProblem(ratio, is_on_dark, "#000000" if step < 0 else WHITE)
