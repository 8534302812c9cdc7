"""Pictures that a course declares by kind: bars, a curve, a flow, a cycle, panels, cells, or a scene."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from typing import Any

from demo.media_production.canvas import Canvas, Colour, Point, colour, mix
from demo.media_production.diagrams import contrast
from demo.media_production.palettes import PALETTES, Palette
from demo.media_production.scenes import scene

WIDTH, HEIGHT = 1200, 675
PAPER, INK, SOFT = colour("#fbfaf7"), colour("#1f2a37"), colour("#5b6674")
WHITE = colour("#ffffff")


def picture(*, kind: str, drawn: dict[str, Any], motif: str, palette: str) -> bytes:
    """A WebP. kind: of KINDS, or `scene`; drawn: what that kind asks for; motif, palette: the course's."""
    if kind == "scene":
        return scene(motif, palette, **drawn)
    paint = PALETTES[palette]
    canvas = Canvas(WIDTH, HEIGHT, PAPER, mix(PAPER, paint.light, 0.8))
    KINDS[kind](canvas, paint, **drawn)
    return canvas.as_webp()


def _bars(
    canvas: Canvas,
    paint: Palette,
    *,
    labels: list[str],
    values: list[float],
    unit: str = "",
    highlight: int | None = None,
) -> None:
    left, right, foot, top = 0.06, 0.96, 0.84, 0.22
    step, most = (right - left) / len(values), max(values)
    canvas.line([(left, foot), (right, foot)], 0.006, SOFT)
    size = 0.05 if len(values) <= 6 else 0.042
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        x, height = left + step * (number + 0.5), max(0.006, (foot - top) * value / most)
        fill = paint.warm if number == highlight else paint.mid
        canvas.box((x - step * 0.34, foot - height), (x + step * 0.34, foot - 0.003), fill, 1, 0.012)
        canvas.text((x, foot - height - 0.045), f"{value:,}", size, INK, "mm")
        canvas.text((x, foot + 0.055), label, size, INK, "mm")
    if unit:
        canvas.text((left, 0.07), unit, 0.046, SOFT)


def _curve(
    canvas: Canvas,
    paint: Palette,
    *,
    points: list[list[float]],
    x_label: str,
    y_label: str,
    marks: list[dict[str, Any]] | None = None,
) -> None:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    low_y, span_x = min(0, *ys), max(xs) - min(xs)

    def place(x: float, y: float) -> Point:
        return 0.1 + 0.84 * (x - min(xs)) / span_x, 0.82 - 0.62 * (y - low_y) / (max(ys) - low_y)

    line = [place(x, y) for x, y in points]
    canvas.shape([(line[0][0], 0.82), *line, (line[-1][0], 0.82)], paint.cool, 0.3)
    canvas.line([(0.1, 0.14), (0.1, 0.82), (0.96, 0.82)], 0.006, SOFT)
    canvas.line(line, 0.013, paint.mid)
    for value in (xs[0], xs[-1]):
        canvas.text((place(value, low_y)[0], 0.875), f"{value:g}", 0.042, SOFT, "mm")
    canvas.text((0.53, 0.945), x_label, 0.048, INK, "mm")
    canvas.text((0.1, 0.075), y_label, 0.048, INK)
    for mark in marks or []:
        x, y = place(mark["x"], _between(points, mark["x"]))
        canvas.line([(x, 0.82), (x, y)], 0.005, paint.warm)
        canvas.circle((x, y), 0.02, paint.warm)
        _label(canvas, mark["label"], (x, y), falls_after=_falls_after(points, mark["x"]))


def _label(canvas: Canvas, words: str, at: Point, *, falls_after: bool) -> None:
    """Words beside a mark, on the side where the line does not run."""
    x, y = at
    if x > 0.7:
        canvas.text((x - 0.025, y + (0.05 if falls_after else -0.045)), words, 0.046, INK, "rm")
    else:
        canvas.text((x + 0.025, y + (-0.045 if falls_after else 0.05)), words, 0.046, INK)


def _falls_after(points: list[list[float]], x: float) -> bool:
    """Whether the line goes down behind x; at its end, whether it came down to it."""
    ahead = [later for at, later in points if at > x]
    before = [earlier for at, earlier in points if at < x]
    here = _between(points, x)
    return ahead[0] < here if ahead else here < before[-1]


def _between(points: list[list[float]], x: float) -> float:
    """The height of the line at x."""
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        if x1 <= x <= x2:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return points[-1][1]


def _flow(canvas: Canvas, paint: Palette, *, steps: list[str]) -> None:
    """Steps below each other, read from top to bottom."""
    height = 0.86 / len(steps)
    for number, step in enumerate(steps):
        top = 0.07 + number * height
        last = number == len(steps) - 1
        fill = paint.mid if not last else paint.warm
        canvas.box((0.16, top), (0.84, top + height * 0.68), fill, 1, 0.03)
        canvas.text((0.5, top + height * 0.34), step, min(0.062, height * 0.34), words_on(fill), "mm")
        canvas.circle((0.16, top + height * 0.34), 0.038, PAPER)
        canvas.text((0.16, top + height * 0.34), str(number + 1), 0.045, INK, "mm")
        if not last:
            y = top + height * 0.7
            canvas.shape([(0.485, y), (0.515, y), (0.5, y + height * 0.22)], SOFT)


def _cycle(canvas: Canvas, paint: Palette, *, steps: list[str]) -> None:
    """Steps round a circle, clockwise from the top."""
    wide = WIDTH / HEIGHT
    canvas.ring((0.5, 0.5), 0.3, 0.012, mix(paint.cool, PAPER, 0.2))
    for number, step in enumerate(steps):
        angle = -math.pi / 2 + 2 * math.pi * number / len(steps)
        x, y = 0.5 + math.cos(angle) * 0.3 / wide * 1.5, 0.5 + math.sin(angle) * 0.31
        fill = paint.mid if number else paint.warm
        canvas.box((x - 0.15, y - 0.075), (x + 0.15, y + 0.075), fill, 1, 0.07)
        size = 0.05 if len(step) < 15 else 0.042
        canvas.text((x, y), step, size, words_on(fill), "mm")
    for number in range(len(steps)):
        angle = -math.pi / 2 + 2 * math.pi * (number + 0.5) / len(steps)
        x, y = 0.5 + math.cos(angle) * 0.3 / wide, 0.5 + math.sin(angle) * 0.3
        ahead = (-math.sin(angle), math.cos(angle))
        side = (math.cos(angle), math.sin(angle))
        canvas.shape(
            [
                (x + ahead[0] * 0.035 / wide, y + ahead[1] * 0.035),
                (x - ahead[0] * 0.02 / wide + side[0] * 0.028 / wide, y - ahead[1] * 0.02 + side[1] * 0.028),
                (x - ahead[0] * 0.02 / wide - side[0] * 0.028 / wide, y - ahead[1] * 0.02 - side[1] * 0.028),
            ],
            SOFT,
        )


def _panels(canvas: Canvas, paint: Palette, *, panels: list[dict[str, Any]]) -> None:
    """Two or three panels beside each other, each with a heading and lines."""
    width = 0.92 / len(panels)
    size = 0.062 if len(panels) < 3 else 0.05
    lines = [_wrapped(panel["lines"], round(width * 31 * 0.062 / size)) for panel in panels]
    height = min(0.8, 0.24 + size * 1.6 * max(map(len, lines)))
    top = 0.5 - height / 2
    for number, panel in enumerate(panels):
        left, right = 0.048 + number * width, 0.032 + (number + 1) * width
        fill = paint.warm if number % 2 else paint.mid
        canvas.box((left, top), (right, top + height), WHITE, 1, 0.03)
        canvas.box((left, top), (right, top + 0.15), fill, 1, 0.03)
        canvas.text(((left + right) / 2, top + 0.075), panel["title"], size, words_on(fill), "mm")
        for row, line in enumerate(lines[number]):
            canvas.text((left + 0.025, top + 0.21 + row * size * 1.6), line, size, INK)


def words_on(fill: Colour) -> Colour:
    """Ink or white, whichever is read more easily on a colour."""
    return max(INK, WHITE, key=lambda words: contrast(words, fill))


def _wrapped(lines: list[str], most: int) -> list[str]:
    """Lines of at most so many characters; an empty one parts what was written apart."""
    found: list[str] = []
    for line in lines:
        found += textwrap.wrap(line, most) or [""]
    return found


def _cells(
    canvas: Canvas,
    paint: Palette,
    *,
    columns: list[str],
    rows: list[list[str]],
    highlight: list[list[int]] | None = None,
) -> None:
    marked = {(row, column) for row, column in highlight or []}
    table = [columns, *rows]
    height = min(0.16, 0.86 / len(table))
    top = 0.5 - height * len(table) / 2
    # As wide as what stands in them, so that one long cell does not make all the words small.
    room = [3 + max(6, *(len(str(row[column])) for row in table)) for column in range(len(columns))]
    widths = [0.92 * part / sum(room) for part in room]
    size = min(0.055, 0.92 * WIDTH / HEIGHT / sum(room) * 1.85)
    for number, row in enumerate(table):
        y = top + number * height
        for column, cell in enumerate(row):
            x, width = 0.04 + sum(widths[:column]), widths[column]
            fill: Colour = paint.mid if number == 0 else WHITE
            if (number - 1, column) in marked:
                fill = paint.warm
            canvas.box((x + 0.002, y + 0.004), (x + width - 0.002, y + height - 0.004), fill, 1, 0.012)
            canvas.text((x + width / 2, y + height / 2), str(cell), size, words_on(fill), "mm")


KINDS: dict[str, Callable[..., None]] = {
    "bars": _bars,
    "curve": _curve,
    "flow": _flow,
    "cycle": _cycle,
    "panels": _panels,
    "cells": _cells,
}
