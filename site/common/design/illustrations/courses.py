"""Covers of courses that have no picture: 320 by 180, one of several buildings under a sun."""

from __future__ import annotations

from random import Random

from .shapes import Drawing

WIDTH, HEIGHT = 320, 180


def draw(chance: Random) -> Drawing:
    """One of the motifs."""
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.rect(0, 0, WIDTH, HEIGHT, "ground")
    chance.choice(MOTIFS)(drawing, chance)
    return drawing


def arcade(drawing: Drawing, chance: Random) -> None:
    """A row of arches, one inside the other; the sun stands in one of them."""
    width = chance.choice((80, 92, 106))
    top = chance.randint(96, 124)
    lit = chance.randint(1, WIDTH // width - 1)
    start = chance.randint(0, width // 2)
    for number in range(-1, WIDTH // width + 2):
        middle = start + number * width + width / 2
        drawing.arch(middle, HEIGHT, width, top, "line")
        drawing.arch(middle, HEIGHT, width * 0.62, top * 0.76, "soft" if (number + lit) % 2 else "paper")
        if number == lit:
            drawing.circle(middle, HEIGHT - top * 0.3, width * 0.15, "light")


def aqueduct(drawing: Drawing, chance: Random) -> None:
    """Two storeys of arches, the sun half behind them."""
    drawing.circle(chance.randint(70, 250), chance.randint(44, 62), chance.randint(24, 36), "light")
    wide, narrow = chance.choice(((80, 40), (64, 32), (106.7, 53.3)))
    storey = chance.randint(84, 96)
    drawing.rect(0, storey - 22, WIDTH, HEIGHT, "soft")
    drawing.rect(0, storey - 28, WIDTH, 7, "main")
    for number in range(round(WIDTH / narrow)):
        drawing.arch(number * narrow + narrow / 2, storey + 16, narrow * 0.6, 30, "ground")
    drawing.rect(0, storey + 18, WIDTH, 5, "main")
    for number in range(round(WIDTH / wide)):
        drawing.arch(number * wide + wide / 2, HEIGHT, wide * 0.7, HEIGHT - storey - 34, "ground")


def steps(drawing: Drawing, chance: Random) -> None:
    """Arches that grow from one side to the other, the sun over the highest."""
    count = chance.choice((4, 5, 6))
    width = 248 / count
    heights = [40 + 92 * (number + 1) / count for number in range(count)]
    if chance.random() < 0.4:
        heights.reverse()
    for number, height in enumerate(heights):
        middle = 36 + number * width + width / 2
        drawing.arch(middle, HEIGHT, width * 0.86, height, "soft" if number % 2 else "paper")
        drawing.arch(middle, HEIGHT, width * 0.86, height, "stroke")
        drawing.arch(middle, HEIGHT, width * 0.38, height * 0.5, "main")
    highest = heights.index(max(heights))
    drawing.circle(36 + highest * width + width / 2, HEIGHT - max(heights) - 18, 12, "light")


def gate(drawing: Drawing, chance: Random) -> None:
    """One great gate of many arches between hills, the sun within."""
    middle = chance.choice((116, 160, 204))
    left, rise = chance.randint(96, 130), chance.randint(6, 34)
    drawing.path(f"M0 {HEIGHT}V{left}q80 -46 160 8t160 -{rise}V{HEIGHT}z", "soft")
    rings = chance.choice((3, 4, 5))
    for number in range(rings):
        size = 1 - number / (rings + 1)
        look = "paper" if number % 2 == 0 else "soft"
        drawing.arch(middle, HEIGHT, 150 * size, 146 * size, look)
        drawing.arch(middle, HEIGHT, 150 * size, 146 * size, "stroke" if number == 0 else "line")
    drawing.circle(middle, HEIGHT - 24, 150 / (rings + 1) * 0.3 + 4, "light")


def bridge(drawing: Drawing, chance: Random) -> None:
    """A bridge over water, the sun on the horizon and again in the waves."""
    water = chance.randint(118, 132)
    sun = chance.choice((80, 160, 240))
    drawing.circle(sun, water, chance.randint(30, 42), "light")
    drawing.rect(0, water, WIDTH, HEIGHT, "soft")
    spans = chance.choice((3, 4))
    width = WIDTH / spans
    top = water - 46
    way = f"M0 {water}V{top}H{WIDTH}V{water}"
    for number in reversed(range(spans)):
        left = number * width + width * 0.12
        right = (number + 1) * width - width * 0.12
        way += f"H{right:.1f}A{(right - left) / 2:.1f} 34 0 0 0 {left:.1f} {water}"
    drawing.path(f"{way}z", "main")
    drawing.rect(0, top - 6, WIDTH, 6, "paper")
    for number in range(4):
        half = 52 - number * 11
        y = water + 12 + number * 11
        drawing.line(sun - half, y, sun + half, y, "stroke")


def windows(drawing: Drawing, chance: Random) -> None:
    """A wall of small windows; behind some of them somebody still reads."""
    columns = chance.choice((6, 7, 8))
    rows = 3
    width = WIDTH / (columns + 1)
    lit = set(chance.sample(range(columns * rows), 4))
    for place in range(columns * rows):
        row, column = divmod(place, columns)
        middle = (column + 1) * width
        base = 58 + row * 54
        drawing.arch(middle, base, width * 0.58, 42, "light" if place in lit else "soft")
        drawing.arch(middle, base, width * 0.58, 42, "line")
        drawing.line(middle - width * 0.36, base, middle + width * 0.36, base, "stroke")


def waves(drawing: Drawing, chance: Random) -> None:
    """Rows of round arches that overlap like scales, one of them the sun."""
    size = chance.choice((64, 80))
    rows = round(HEIGHT / (size / 4)) + 1
    lit = (chance.randint(2, rows - 3), chance.randint(1, WIDTH // size - 1))
    for row in range(rows):
        base = row * size / 4 + size * 0.25
        shift = size / 2 if row % 2 else 0
        for column in range(-1, WIDTH // size + 2):
            middle = column * size + shift
            is_lit = (row, column) == lit
            fill = "light" if is_lit else "paper" if (row + column) % 3 else "soft"
            drawing.circle(middle, base + size * 0.3, size / 2, fill)
            drawing.circle(middle, base + size * 0.3, size / 2, "line")
            drawing.circle(middle, base + size * 0.3, size * 0.3, "line")


MOTIFS = (arcade, aqueduct, steps, gate, bridge, windows, waves)
