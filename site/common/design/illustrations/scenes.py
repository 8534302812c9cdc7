"""Scenes of 220 by 150 for empty states and for pages that tell bad news."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .shapes import Drawing

GROUND = 138


def _scene(chance: Random) -> Drawing:
    """The ground that every scene stands on, and now and then a hill behind it."""
    drawing = Drawing(220, 150, tone="laurel", fit="xMidYMid meet")
    if chance.random() < 0.5:
        peak = chance.randint(30, 190)
        drawing.path(f"M{peak - 60} {GROUND}q60 -{chance.randint(36, 60)} 120 0z", "ground")
    drawing.line(14, GROUND, 206, GROUND, "line")
    return drawing


def door(chance: Random) -> Drawing:
    """A gate between two smaller ones, a sun on its threshold: nothing is here yet."""
    drawing = _scene(chance)
    drawing.arch(74, GROUND, 68, 86, "ground")
    drawing.arch(74, GROUND, 68, 86, "line")
    drawing.arch(154, GROUND, 68, chance.randint(84, 100), "ground")
    drawing.arch(154, GROUND, 68, 92, "line")
    drawing.arch(114, GROUND, 92, 122, "paper")
    drawing.arch(114, GROUND, 92, 122, "stroke")
    drawing.arch(114, GROUND, 56, 100, "soft")
    drawing.circle(114, GROUND - 26, 13, "light")
    return drawing


def search(chance: Random) -> Drawing:
    """A glass held over a row of arches: nothing was found."""
    drawing = _scene(chance)
    for middle in (54, 166):
        drawing.arch(middle, GROUND, 48, 70, "ground")
        drawing.arch(middle, GROUND, 48, 70, "line")
    drawing.line(137, 101, 165, 131, "handle")
    drawing.circle(106, 70, 42, "paper")
    drawing.circle(106, 70, 42, "stroke")
    drawing.arch(106, 96, 36, 42, "soft")
    drawing.circle(106, 88, 6, "light")
    return drawing


def award(chance: Random) -> Drawing:
    """A certificate with its seal."""
    drawing = _scene(chance)
    drawing.rect(48, 34, 124, 86, "paper", 8)
    drawing.rect(48, 34, 124, 86, "stroke", 8)
    for y, width in ((56, 60), (72, chance.randint(36, 50)), (88, 46)):
        drawing.line(66, y, 66 + width, y, "words")
    drawing.path("M136 108v30l12-8 12 8v-30", "soft")
    drawing.path("M136 108v30l12-8 12 8v-30", "stroke")
    drawing.circle(148, 96, 20, "light")
    drawing.arch(148, 106, 14, 16, "stroke")
    return drawing


def notes(chance: Random) -> Drawing:
    """A sheet in the form of an arch, and a pen."""
    drawing = _scene(chance)
    drawing.arch(102, GROUND, 80, 120, "paper")
    drawing.arch(102, GROUND, 80, 120, "stroke")
    for y, width in ((70, 44), (88, 44), (106, chance.randint(20, 34))):
        drawing.line(80, y, 80 + width, y, "words")
    drawing.path("M128 118l44-58 14 11-44 58-18 6z", "light")
    drawing.path("M128 118l44-58 14 11-44 58-18 6z", "stroke")
    return drawing


def lost(chance: Random) -> Drawing:
    """A way that ends before an arch without a door: there is nothing at this address."""
    drawing = _scene(chance)
    drawing.arch(150, GROUND, 84, 112, "paper")
    drawing.arch(150, GROUND, 84, 112, "stroke")
    drawing.arch(150, GROUND, 46, 88, "ground")
    drawing.circle(150, 96, 9, "light")
    drawing.path(f"M20 {GROUND}q30 -{chance.randint(14, 26)} 52 -6q14 8 32 2", "dashes")
    drawing.line(52, GROUND, 52, 72, "stroke")
    drawing.path("M30 60h40l12 12 -12 12h-40z", "soft")
    drawing.path("M30 60h40l12 12 -12 12h-40z", "stroke")
    return drawing


def closed(chance: Random) -> Drawing:
    """A gate that is shut, with its lock: not for this account."""
    drawing = _scene(chance)
    drawing.arch(110, GROUND, 100, 124, "paper")
    drawing.arch(110, GROUND, 100, 124, "stroke")
    drawing.arch(110, GROUND, 68, 104, "soft")
    for offset in (-20, 0, 20):
        drawing.line(110 + offset, GROUND, 110 + offset, 40 + abs(offset) * 0.5, "line")
    drawing.rect(92, 86, 36, 30, "light", 6)
    drawing.arch(110, 86, 22, 20, "stroke")
    drawing.circle(110, 99, 3.5, "main")
    return drawing


def broken(chance: Random) -> Drawing:
    """An arch whose keystone has slipped: something broke."""
    drawing = _scene(chance)
    drawing.arch(110, GROUND, 110, 118, "ground")
    drawing.path(f"M55 {GROUND}V75a55 55 0 0 1 40 -53", "stroke")
    drawing.path(f"M165 {GROUND}V75a55 55 0 0 0 -40 -53", "stroke")
    drawing.path("M98 44l22 -5 5 20 -20 6z", "paper")
    drawing.path("M98 44l22 -5 5 20 -20 6z", "stroke")
    drawing.circle(110, GROUND - 18, 14, "light")
    drawing.path("M176 120l10 -16M190 132l16 -6M182 94l2 -14", "line")
    return drawing


def building(chance: Random) -> Drawing:
    """An arch on its scaffold: work is being done."""
    drawing = _scene(chance)
    drawing.arch(110, GROUND, 96, 116, "paper")
    drawing.arch(110, GROUND, 96, 116, "stroke")
    drawing.arch(110, GROUND, 60, 92, "soft")
    for x in (40, 180):
        drawing.line(x, GROUND, x, 34, "line")
    for y in (60, 98):
        drawing.line(30, y, 190, y, "words")
    drawing.line(40, 98, 62, 60, "line")
    drawing.line(180, 98, 158, 60, "line")
    drawing.circle(110, GROUND - 20, 12, "light")
    return drawing


SCENES: dict[str, Callable[[Random], Drawing]] = {
    each.__name__: each for each in (door, search, award, notes, lost, closed, broken, building)
}
