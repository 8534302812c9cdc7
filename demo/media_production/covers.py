"""The academy's pictures, drawn when it is seeded: covers that fit their subject, and portraits.

Everything is drawn from a name and a seed, so the same call gives the same picture on every machine.
"""

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from demo.media_production.canvas import Canvas, Colour, Point, colour, mix


class Palette(NamedTuple):
    """The colours of one subject: a ground that runs from `deep` to `mid`, two accents, and near-white."""

    deep: Colour
    mid: Colour
    warm: Colour
    cool: Colour
    light: Colour


def _palette(deep: str, mid: str, warm: str, cool: str, light: str) -> Palette:
    return Palette(colour(deep), colour(mid), colour(warm), colour(cool), colour(light))


PALETTES = {
    "teal": _palette("#0b3c49", "#1c7c7d", "#ffb454", "#8fd6c8", "#f3faf7"),
    "indigo": _palette("#25265e", "#5a5fc4", "#ffd166", "#9cc9ff", "#f5f5ff"),
    "terracotta": _palette("#5b2333", "#c8654c", "#ffd9a0", "#f2a28d", "#fff6ef"),
    "slate": _palette("#17324d", "#3f7cac", "#f9c74f", "#a5d8c6", "#f2f8fc"),
    "plum": _palette("#3d2352", "#8a4f9e", "#ffc38b", "#c7b1e8", "#faf5ff"),
    "sand": _palette("#4a3b28", "#b08d57", "#d1495b", "#e6d3ae", "#fffaf0"),
    "coral": _palette("#4a1f3d", "#d65a5a", "#ffd9a0", "#f6b5a8", "#fff5f2"),
    "sky": _palette("#14304f", "#3d8fc2", "#ffc857", "#a8dcf0", "#f2fbff"),
    "moss": _palette("#233d2c", "#5f8f55", "#f4d35e", "#b9dca8", "#f6fbf2"),
}


def _scatter(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Points around a trend with a band of uncertainty: reading data."""
    for step in range(6):
        y = 0.2 + step * 0.12
        canvas.line([(0.12, y), (0.9, y)], 0.0018, paint.light, 0.16)
    xs = [0.14 + i * 0.74 / 40 for i in range(41)]
    trend = [(x, 0.72 - 0.46 * (x - 0.14) / 0.74 - 0.03 * math.sin(x * 9)) for x in xs]
    above = [(x, y - 0.05 - 0.07 * abs(x - 0.5)) for x, y in trend]
    below = [(x, y + 0.05 + 0.07 * abs(x - 0.5)) for x, y in trend]
    canvas.shape(above + below[::-1], paint.cool, 0.28)
    canvas.line(trend, 0.009, paint.light)
    for _ in range(64):
        x, y = trend[dice.randrange(41)]
        near = dice.gauss(0, 0.055)
        fill = paint.warm if abs(near) > 0.075 else paint.cool
        canvas.circle((x + dice.uniform(-0.01, 0.01), y + near), dice.uniform(0.008, 0.015), fill, 0.92)
    canvas.line([(0.12, 0.12), (0.12, 0.84), (0.92, 0.84)], 0.005, paint.light, 0.85)


def _windows(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """A page in three widths with one bright focus ring: the web for everybody."""

    def window(x: float, y: float, width: float, height: float, rows: int) -> None:
        canvas.box((x + 0.008, y + 0.02), (x + width + 0.008, y + height + 0.02), paint.deep, 0.35, 0.025)
        canvas.box((x, y), (x + width, y + height), paint.light, 1, 0.025)
        for dot, fill in enumerate((paint.warm, paint.cool, paint.mid)):
            canvas.circle((x + 0.018 + dot * 0.016, y + 0.04), 0.009, fill)
        canvas.box((x + 0.02, y + 0.09), (x + width - 0.02, y + 0.09 + height * 0.22), paint.mid, 0.9, 0.015)
        for row in range(rows):
            top = y + 0.13 + height * 0.24 + row * 0.055
            end = x + width - 0.02 - dice.uniform(0, width * 0.3)
            canvas.box((x + 0.02, top), (end, top + 0.022), mix(paint.light, paint.mid, 0.35), 1, 0.011)

    window(0.12, 0.16, 0.5, 0.62, 6)
    window(0.5, 0.3, 0.24, 0.5, 4)
    window(0.74, 0.42, 0.13, 0.46, 3)
    canvas.box((0.15, 0.65), (0.27, 0.72), paint.deep, 1, 0.02)
    canvas.frame((0.142, 0.636), (0.278, 0.734), paint.warm, 0.009, 0.03)


def _voices(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """A speaker whose voice travels over the heads of listeners."""
    source: Point = (0.24, 0.44)
    for step in range(9):
        canvas.ring(
            source,
            0.2 + step * 0.11,
            0.012,
            mix(paint.warm, paint.light, step / 9),
            0.9 - step * 0.09,
            (-42, 34),
        )
    canvas.circle((0.2, 0.4), 0.12, paint.light)
    canvas.box((0.105, 0.56), (0.295, 1.3), paint.light, 1, 0.16)
    canvas.shape([(0.175, 0.555), (0.225, 0.555), (0.2, 0.66)], paint.mid)
    for row in range(3):
        for seat in range(7 - row % 2):
            x = 0.44 + seat * 0.085 + (row % 2) * 0.042
            y = 0.78 + row * 0.09 + dice.uniform(-0.012, 0.012)
            fill = mix(paint.cool, paint.deep, 0.1 + row * 0.25)
            canvas.circle((x, y), 0.042, fill)
            canvas.box((x - 0.032, y + 0.05), (x + 0.032, 1.1), fill, 1, 0.05)


def _cells(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Spreadsheet cells that loosen into lines of code."""
    for row in range(9):
        for column in range(8):
            x, y = 0.08 + column * 0.062, 0.14 + row * 0.083
            loose = max(0, column - 4) * 0.016
            x, y = x + dice.uniform(0, loose), y + dice.uniform(-loose, loose)
            fill = paint.cool if row == 0 or column == 0 else paint.light
            if dice.random() < 0.12:
                fill = paint.warm
            canvas.box((x, y), (x + 0.056, y + 0.07), fill, max(0.25, 0.95 - column * 0.09), 0.008)
    canvas.box((0.575, 0.2), (0.935, 0.84), paint.deep, 0.88, 0.03)
    for row, indent in enumerate((0, 1, 1, 2, 2, 1, 0, 0, 1)):
        x, y = 0.605 + indent * 0.028, 0.265 + row * 0.06
        for word in range(dice.randint(2, 4)):
            width = dice.uniform(0.025, 0.07)
            if x + width > 0.915:
                break
            fill = (paint.warm, paint.cool, paint.light, paint.light)[word]
            canvas.box((x, y), (x + width, y + 0.024), fill, 0.95, 0.012)
            x += width + 0.014


def _hills(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """A road through layered hills towards a low sun: the academy itself."""
    canvas.glow((0.7, 0.38), 0.34, paint.warm, 0.75)
    canvas.circle((0.7, 0.38), 0.105, paint.light)
    for layer in range(4):
        base, phase = 0.52 + layer * 0.12, dice.uniform(0, 6)
        ridge = [(i / 48, base + 0.05 * math.sin(i / 48 * (5 + layer) + phase)) for i in range(49)]
        canvas.shape([*ridge, (1, 1), (0, 1)], mix(paint.cool, paint.deep, 0.15 + layer * 0.27))
    bend = [(0.52 + 0.09 * math.sin(i / 20 * 4.2), 0.72 + i / 20 * 0.3, i / 20) for i in range(21)]
    left = [(x - 0.006 - 0.05 * near, y) for x, y, near in bend]
    right = [(x + 0.006 + 0.05 * near, y) for x, y, near in bend]
    canvas.shape(left + right[::-1], paint.warm, 0.95)


MOTIFS: dict[str, Callable[[Canvas, Palette, random.Random], None]] = {
    "scatter": _scatter, "windows": _windows, "voices": _voices, "cells": _cells, "hills": _hills,
}  # fmt: skip


def cover(motif: str, palette: str, seed: int = 1) -> bytes:
    """A JPEG of 1600 by 900 pixels. motif: a key of MOTIFS; palette: a key of PALETTES."""
    paint, dice = PALETTES[palette], random.Random(f"{motif}/{seed}")
    canvas = Canvas(1600, 900, paint.deep, paint.mid)
    canvas.glow((dice.uniform(0.6, 0.9), dice.uniform(0.1, 0.3)), 0.5, paint.cool, 0.28)
    canvas.glow((dice.uniform(0.0, 0.3), dice.uniform(0.8, 1.0)), 0.45, paint.warm, 0.14)
    from demo.media_production.motifs import MOTIFS as ALL_MOTIFS

    ALL_MOTIFS[motif](canvas, paint, dice)
    return canvas.as_jpeg()


class Looks(NamedTuple):
    """How a figure looks. skin, hair: `#rrggbb`; style: `short`, `long`, `cloud`, `bun` or `scarf`."""

    skin: str
    hair: str
    style: str = "short"
    glasses: bool = False


def _behind_the_head(canvas: Canvas, style: str, hair: Colour) -> None:
    if style == "long":
        canvas.box((0.305, 0.26), (0.695, 0.8), hair, 1, 0.19)
    elif style == "cloud":
        canvas.circle((0.5, 0.36), 0.24, hair)
    elif style == "bun":
        canvas.circle((0.5, 0.155), 0.085, hair)
    elif style == "scarf":
        canvas.box((0.29, 0.19), (0.71, 0.8), hair, 1, 0.21)


def _face(canvas: Canvas, looks: Looks, paint: Palette) -> None:
    skin = colour(looks.skin)
    canvas.box((0.325, 0.205), (0.675, 0.56), colour(looks.hair), 1, 0.17)
    canvas.box((0.34, 0.315), (0.66, 0.66), skin, 1, 0.155)
    for x in (0.43, 0.57):
        canvas.circle((x, 0.46), 0.016, colour("#2b2430"))
        canvas.circle((x + (0.037 if x > 0.5 else -0.037), 0.53), 0.028, colour("#e8735a"), 0.22)
        if looks.glasses:
            canvas.ring((x, 0.46), 0.052, 0.009, paint.deep)
    if looks.glasses:
        canvas.line([(0.482, 0.455), (0.518, 0.455)], 0.009, paint.deep)
    canvas.ring((0.5, 0.51), 0.068, 0.012, mix(colour("#5a2328"), skin, 0.2), 1, (35, 145))


def portrait(looks: Looks, palette: str, size: int = 800) -> bytes:
    """A JPEG of a friendly figure in plain shapes, square, `size` pixels wide. palette: a key of PALETTES."""
    paint, skin = PALETTES[palette], colour(looks.skin)
    canvas = Canvas(size, size, mix(paint.cool, paint.light, 0.35), mix(paint.mid, paint.cool, 0.5))
    canvas.glow((0.3, 0.2), 0.35, paint.light, 0.6)
    _behind_the_head(canvas, looks.style, colour(looks.hair))
    canvas.box((0.17, 0.73), (0.83, 1.3), paint.deep, 1, 0.24)
    if looks.style == "scarf":
        canvas.box((0.33, 0.6), (0.67, 0.8), colour(looks.hair), 1, 0.12)
    else:
        canvas.shape([(0.4, 0.73), (0.6, 0.73), (0.5, 0.86)], paint.light)
        canvas.box((0.435, 0.58), (0.565, 0.77), mix(skin, colour("#40201a"), 0.14), 1, 0.06)
    _face(canvas, looks, paint)
    return canvas.as_jpeg()
