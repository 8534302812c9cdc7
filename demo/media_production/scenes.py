"""Scenes that a lesson compares: a course's motif as the light or the season changes what can be seen."""

from __future__ import annotations

import math
import random
from typing import NamedTuple

from demo.media_production.canvas import Canvas, Colour, mix
from demo.media_production.motifs import MOTIFS, bed, plough
from demo.media_production.palettes import PALETTES, Palette

SIZE = (1280, 960)
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)


class Season(NamedTuple):
    """Size of the plants, share of them in flower, height of the sun, and how brown the dark leaves are."""

    growth: float
    flowers: float
    sun: float
    brown: float


SEASONS = {
    "spring": Season(0.45, 0.0, 0.2, 0.0),
    "summer": Season(1.0, 0.5, 0.12, 0.0),
    "autumn": Season(0.8, 0.0, 0.3, 0.8),
}


def scene(motif: str, palette: str, *, seed: int = 1, light: float = 0.6, variant: str = "") -> bytes:
    """A WebP of 1280 by 960 pixels. light: 0 (dark) to 1 (bright); for the night sky, the light of lamps.

    variant: a season, for the garden. Raises ValueError where a motif has no such variant.
    """
    paint, dice = PALETTES[palette], random.Random(f"{motif}/{seed}")
    if variant and (motif != "garden" or variant not in SEASONS):
        raise ValueError(f"a scene of {motif} has no variant {variant!r}")
    if motif == "night-sky":
        return _night(paint, dice, light).as_webp()
    dark, bright = mix(paint.deep, BLACK, 0.7), mix(paint.cool, WHITE, 0.35)
    canvas = Canvas(*SIZE, mix(dark, bright, light * 0.6), mix(paint.mid, WHITE, max(0, light - 0.5)))
    if variant:
        _garden(canvas, paint, dice, SEASONS[variant])
    else:
        MOTIFS[motif](canvas, paint, dice)
    _expose(canvas, light)
    return canvas.as_webp()


def _expose(canvas: Canvas, light: float) -> None:
    """Everything darker or paler, as a camera would show it that let in too little or too much."""
    veil, strength = (BLACK, 0.5 - light) if light < 0.5 else (WHITE, (light - 0.5) * 0.9)
    canvas.box((0, 0), (1, 1), veil, min(0.62, max(0, strength * 1.1)))


def _night(paint: Palette, dice: random.Random, lamps: float) -> Canvas:
    """The same sky below more or fewer lamps: they make it pale, and fewer stars stand out from it."""
    zenith = mix(mix(paint.deep, BLACK, 0.82), mix(paint.mid, WHITE, 0.25), lamps * 0.72)
    low = mix(mix(paint.deep, BLACK, 0.45), mix(paint.cool, WHITE, 0.1), lamps * 0.62)
    canvas = Canvas(*SIZE, zenith, low)
    dark = 1 - lamps
    if lamps > 0.3:
        canvas.glow((0.5, 0.95), 0.55, paint.warm, (lamps - 0.3) * 0.8)
    else:
        for step in range(9):
            x = 0.06 + step * 0.11
            canvas.glow((x, 0.7 - 0.62 * x + dice.uniform(-0.02, 0.02)), 0.13, paint.cool, dark * 0.2)
    for _number in range(round(12 + 900 * dark**3.2)):
        x, y, size = dice.random(), dice.random() * 0.84, 0.0012 + 0.0036 * dice.random() ** 3
        canvas.circle((x, y), size, paint.light, dice.uniform(0.5, 0.95))
    plough(canvas, paint, brightness=0.55 + 0.45 * dark)
    ridge = [(i / 40, 0.86 + 0.04 * math.sin(i / 40 * 6 + dice.uniform(0, 0.2))) for i in range(41)]
    canvas.shape([*ridge, (1, 1), (0, 1)], mix(paint.deep, BLACK, 0.7))
    return canvas


def _garden(canvas: Canvas, paint: Palette, dice: random.Random, season: Season) -> None:
    brown = mix(paint.warm, (120, 60, 20), 0.6)
    painted = paint._replace(mid=mix(paint.mid, brown, season.brown))  # what is light goes on growing
    bed(canvas, painted, dice, growth=season.growth, flowers=season.flowers, sun=season.sun, fence=paint.cool)
