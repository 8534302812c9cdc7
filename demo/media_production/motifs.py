"""What covers show: one motif for each subject, drawn from a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from demo.media_production.canvas import Canvas, Colour, Point, mix
from demo.media_production.palettes import Palette

Motif = Callable[[Canvas, Palette, random.Random], None]


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


def _dice(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Dice on a table above the hill of their sums: chance."""
    for number in range(11):
        height = 0.055 * (6 - abs(number - 5))
        x = 0.1 + number * 0.074
        canvas.box((x, 0.9 - height), (x + 0.056, 0.9), paint.cool, 0.4, 0.012)
    dots = {1: [(0, 0)], 2: [(-1, -1), (1, 1)], 3: [(-1, -1), (0, 0), (1, 1)],
            4: [(-1, -1), (1, -1), (-1, 1), (1, 1)], 5: [(-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)],
            6: [(-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)]}  # fmt: skip
    for x, y, side in ((0.26, 0.32, 0.28), (0.52, 0.42, 0.34), (0.76, 0.27, 0.24)):
        half = side / 2 * canvas.height / canvas.width
        canvas.box(
            (x - half + 0.008, y - side / 2 + 0.02),
            (x + half + 0.008, y + side / 2 + 0.02),
            paint.deep,
            0.4,
            0.05,
        )
        canvas.box((x - half, y - side / 2), (x + half, y + side / 2), paint.light, 1, 0.05)
        for dx, dy in dots[dice.randint(1, 6)]:
            canvas.circle(
                (x + dx * half * 0.52, y + dy * side * 0.26),
                side * 0.085,
                paint.warm if side > 0.3 else paint.mid,
            )


def _tables(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Three tables that are joined by their keys."""
    places = ((0.08, 0.14, 4), (0.58, 0.1, 3), (0.4, 0.56, 4))
    for start, end in (
        ((0.36, 0.3), (0.58, 0.26)),
        ((0.26, 0.52), (0.42, 0.66)),
        ((0.76, 0.42), (0.62, 0.62)),
    ):
        canvas.line(
            [start, ((start[0] + end[0]) / 2, start[1]), ((start[0] + end[0]) / 2, end[1]), end],
            0.009,
            paint.warm,
        )
        canvas.circle(end, 0.018, paint.warm)
    for x, y, rows in places:
        canvas.box((x + 0.008, y + 0.02), (x + 0.308, y + 0.1 + rows * 0.08), paint.deep, 0.4, 0.02)
        canvas.box((x, y), (x + 0.3, y + 0.08 + rows * 0.08), paint.light, 1, 0.02)
        canvas.box((x, y), (x + 0.3, y + 0.075), paint.cool, 1, 0.02)
        for row in range(rows):
            top = y + 0.105 + row * 0.08
            canvas.box((x + 0.016, top), (x + 0.05, top + 0.034), paint.warm, 1, 0.016)
            for column in range(3):
                left = x + 0.07 + column * 0.075
                canvas.box(
                    (left, top),
                    (left + dice.uniform(0.03, 0.062), top + 0.034),
                    mix(paint.light, paint.mid, 0.5),
                    1,
                    0.016,
                )


def _grid(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Areas of a layout on the lines of its grid."""
    for column in range(13):
        x = 0.08 + column * 0.07
        canvas.line([(x, 0.08), (x, 0.92)], 0.003, paint.light, 0.3)
    for row in range(8):
        y = 0.1 + row * 0.115
        canvas.line([(0.06, y), (0.94, y)], 0.003, paint.light, 0.3)
    areas = (
        (0, 0, 12, 1, paint.light),
        (0, 1, 3, 5, paint.cool),
        (3, 1, 6, 3, paint.warm),
        (9, 1, 3, 2, paint.light),
        (9, 3, 3, 3, paint.cool),
        (3, 4, 3, 2, paint.light),
        (6, 4, 3, 2, paint.light),
        (0, 6, 12, 1, paint.deep),
    )
    for column, row, wide, high, fill in areas:
        x, y = 0.08 + column * 0.07, 0.1 + row * 0.115
        canvas.box(
            (x + 0.006, y + 0.012), (x + wide * 0.07 - 0.006, y + high * 0.115 - 0.012), fill, 0.94, 0.022
        )
    canvas.frame((0.282, 0.205), (0.718, 0.57), paint.deep, 0.008, 0.03)
    for x, y in ((0.282, 0.205), (0.718, 0.205), (0.282, 0.57), (0.718, 0.57)):
        canvas.circle((x, y), 0.016, paint.deep)


def plough(canvas: Canvas, paint: Palette, brightness: float = 1) -> None:
    """The Plough, and the line of its two front stars to the Pole Star."""
    stars = [
        (0.16, 0.5),
        (0.27, 0.42),
        (0.36, 0.43),
        (0.46, 0.45),
        (0.49, 0.56),
        (0.62, 0.55),
        (0.63, 0.42),
        (0.46, 0.45),
    ]
    canvas.line(stars, 0.003, paint.cool, 0.7 * brightness)
    for x, y in stars:
        canvas.circle((x, y), 0.011, paint.light, brightness)
    canvas.line([(0.62, 0.55), (0.63, 0.42), (0.67, 0.08)], 0.003, paint.warm, 0.8 * brightness)
    canvas.circle((0.67, 0.08), 0.015, paint.warm, brightness)


def _crescent(canvas: Canvas, centre: tuple[float, float], radius: float, fill: Colour) -> None:
    """A young Moon, lit from the lower right: half a circle outside, half of a flatter ellipse inside."""
    angles = [math.pi * (step / 24 - 0.25) for step in range(25)]  # from the upper right to the lower left
    edge = [(math.cos(angle), math.sin(angle)) for angle in angles]
    # the inner edge is the outer one pressed towards the line between the two tips
    pressed = [(x - 0.58 * (x + y) / 2, y - 0.58 * (x + y) / 2) for x, y in reversed(edge)]
    squeeze = canvas.height / canvas.width
    canvas.shape(
        [(centre[0] + x * radius * squeeze, centre[1] + y * radius) for x, y in [*edge, *pressed]], fill
    )


def _night_sky(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Stars, the Plough pointing at the pole, a low Moon and a hill."""
    for _number in range(220):
        x, y = dice.random(), dice.random() * 0.8
        canvas.circle((x, y), dice.uniform(0.0012, 0.0045), paint.light, dice.uniform(0.35, 0.95))
    plough(canvas, paint)
    canvas.glow((0.79, 0.36), 0.16, paint.warm, 0.35)
    _crescent(canvas, (0.79, 0.36), 0.075, paint.light)
    ridge = [(i / 40, 0.84 + 0.045 * math.sin(i / 40 * 6 + dice.uniform(0, 0.2))) for i in range(41)]
    canvas.shape([*ridge, (1, 1), (0, 1)], mix(paint.deep, (0, 0, 0), 0.45))
    canvas.box((0.2, 0.79), (0.225, 0.9), mix(paint.deep, (0, 0, 0), 0.45))
    canvas.circle((0.212, 0.775), 0.028, mix(paint.deep, (0, 0, 0), 0.45))


def _paper(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """A page on which some lines were struck out and one was underlined."""
    canvas.box((0.29, 0.12), (0.75, 1.1), paint.deep, 0.35, 0.02)
    canvas.box((0.27, 0.09), (0.73, 1.1), paint.light, 1, 0.02)
    canvas.box((0.32, 0.17), (0.58, 0.215), paint.deep, 0.9, 0.02)
    for row in range(9):
        y, width = 0.29 + row * 0.075, dice.uniform(0.22, 0.36)
        struck = row in (1, 4, 5)
        canvas.box(
            (0.32, y),
            (0.32 + width, y + 0.026),
            mix(paint.light, paint.mid, 0.28 if struck else 0.75),
            1,
            0.013,
        )
        if struck:
            canvas.line([(0.31, y + 0.013), (0.33 + width, y + 0.013)], 0.008, paint.warm)
    canvas.line([(0.32, 0.62), (0.56, 0.62)], 0.012, paint.warm)
    canvas.shape([(0.8, 0.16), (0.845, 0.2), (0.69, 0.62), (0.66, 0.6)], paint.warm)
    canvas.shape([(0.69, 0.62), (0.66, 0.6), (0.655, 0.66)], paint.deep)


def _garden(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Rows of a bed that run towards a fence, under a low sun."""
    bed(canvas, paint, dice)


def bed(
    canvas: Canvas,
    paint: Palette,
    dice: random.Random,
    *,
    growth: float = 1,
    flowers: float = 0.34,
    sun: float = 0.2,
    fence: Colour | None = None,
) -> None:
    """The garden. growth: size of the plants; flowers: share that flowers in two rows; sun: its height."""
    canvas.glow((0.78, sun), 0.34, paint.warm, 0.7)
    canvas.circle((0.78, sun), 0.09, paint.light)
    for plank in range(22):
        x = plank * 0.047
        canvas.box((x, 0.34), (x + 0.036, 0.5), mix(fence or paint.cool, paint.deep, 0.35), 1, 0.01)
    canvas.shape([(0, 0.48), (1, 0.48), (1, 1), (0, 1)], mix(paint.deep, (70, 45, 25), 0.55))
    for row in range(6):
        near = row / 5
        y = 0.53 + near * near * 0.38
        size = 0.018 + near * 0.05
        count = round(22 - near * 11)
        flowering = row % 3 == 1 and flowers
        for plant in range(count):
            x = (plant + 0.5) / count + dice.uniform(-0.006, 0.006)
            leaf = (paint.cool, mix(paint.cool, paint.mid, 0.5), paint.mid)[dice.randrange(3)]
            for dx, dy in ((-0.6, 0.1), (0.6, 0.1), (0, -0.5)):
                leaf_at = (x + dx * size * growth * 0.6, y + dy * size * growth)
                canvas.circle(leaf_at, size * growth * 0.62, leaf)
            if flowering and plant % round(1 / flowers) == 0:
                canvas.circle((x, y - size * 0.2), size * 0.36, paint.warm)


def _camera_light(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """A window, the light that falls through it, and a vase to photograph."""
    canvas.box((0.1, 0.1), (0.42, 0.72), paint.light, 0.95, 0.01)
    canvas.line([(0.26, 0.1), (0.26, 0.72)], 0.016, paint.deep)
    canvas.line([(0.1, 0.38), (0.42, 0.38)], 0.016, paint.deep)
    canvas.shape([(0.42, 0.14), (0.42, 0.72), (0.98, 0.98), (0.72, 0.98)], paint.warm, 0.28)
    canvas.shape([(0, 0.82), (1, 0.82), (1, 1), (0, 1)], mix(paint.deep, paint.mid, 0.3))
    canvas.shape(
        [(0.62, 0.82), (0.6, 0.6), (0.65, 0.52), (0.73, 0.52), (0.78, 0.6), (0.76, 0.82)], paint.cool
    )
    canvas.shape(
        [(0.69, 0.82), (0.69, 0.52), (0.73, 0.52), (0.78, 0.6), (0.76, 0.82)],
        mix(paint.cool, paint.deep, 0.45),
    )
    for stem in range(5):
        top = (0.6 + stem * 0.045, 0.26 + abs(stem - 2) * 0.045 + dice.uniform(-0.01, 0.01))
        canvas.line([(0.69, 0.54), top], 0.008, mix(paint.mid, paint.deep, 0.4))
        canvas.circle(top, 0.042, paint.warm if stem % 2 else paint.light)
        canvas.circle(top, 0.015, paint.mid)
    canvas.shape([(0.76, 0.82), (0.62, 0.82), (0.82, 0.95), (0.95, 0.95)], paint.deep, 0.4)


def _waves(canvas: Canvas, paint: Palette, dice: random.Random) -> None:
    """Three waves whose lengths are as 4, 5 and 6, and the keys that make them."""
    for number, (ratio, fill) in enumerate(((4, paint.light), (5, paint.cool), (6, paint.warm))):
        middle = 0.2 + number * 0.16
        wave = [(x / 240, middle + 0.06 * math.sin(x / 240 * 2 * math.pi * ratio)) for x in range(241)]
        canvas.line(wave, 0.011, fill)
    for key in range(14):
        x = key / 14
        pressed = key in (4, 6, 8)
        canvas.box(
            (x + 0.003, 0.68), (x + 1 / 14 - 0.003, 1.05), paint.warm if pressed else paint.light, 1, 0.012
        )
    for key in range(14):
        if key % 7 not in (2, 6):
            x = (key + 1) / 14
            canvas.box((x - 0.02, 0.68), (x + 0.02, 0.87), paint.deep, 1, 0.01)


MOTIFS: dict[str, Motif] = {
    "scatter": _scatter,
    "windows": _windows,
    "voices": _voices,
    "cells": _cells,
    "hills": _hills,
    "dice": _dice,
    "tables": _tables,
    "grid": _grid,
    "night-sky": _night_sky,
    "paper": _paper,
    "garden": _garden,
    "camera-light": _camera_light,
    "waves": _waves,
}
