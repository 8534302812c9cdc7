"""Portraits of people who have no photo: 120 by 120, somebody in an archway."""

from __future__ import annotations

from random import Random

from .shapes import Drawing

SIZE = 120


def draw(chance: Random) -> Drawing:
    """Head, hair and shoulders, with the arch behind; never a likeness."""
    drawing = Drawing(SIZE, SIZE)
    drawing.rect(0, 0, SIZE, SIZE, "ground")
    drawing.arch(60, SIZE, chance.randint(84, 100), chance.randint(96, 108), "paper")
    drawing.circle(chance.choice((26, 94)), chance.randint(22, 34), chance.randint(8, 12), "light")
    chance.choice((_short_hair, _long_hair, _bun, _cap))(drawing)
    drawing.circle(60, 58, 19, "soft")
    drawing.circle(60, 58, 19, "stroke")
    shoulders = chance.randint(58, 74)
    drawing.arch(60, SIZE + 2, shoulders, 38, chance.choice(("main", "light")))
    if chance.random() < 0.4:
        drawing.circle(53, 58, 5.5, "stroke")
        drawing.circle(67, 58, 5.5, "stroke")
        drawing.line(58.5, 58, 61.5, 58, "stroke")
    return drawing


def _short_hair(drawing: Drawing) -> None:
    drawing.arch(60, 60, 46, 26, "main")


def _long_hair(drawing: Drawing) -> None:
    drawing.arch(60, 92, 52, 58, "main")


def _bun(drawing: Drawing) -> None:
    drawing.circle(60, 32, 9, "main")
    drawing.arch(60, 62, 45, 27, "main")


def _cap(drawing: Drawing) -> None:
    drawing.arch(60, 54, 48, 22, "light")
    drawing.rect(32, 51, 56, 6, "main", 3)
