"""Diagrams that explain something in lessons of several courses, each with a name."""

import math
from collections.abc import Callable, Sequence

from demo.media_production.canvas import Canvas, Colour, colour, mix

WIDTH, HEIGHT = 1200, 675
PAPER, INK, SOFT = colour("#fbfaf7"), colour("#1f2a37"), colour("#6b7684")
BLUE, ORANGE, GREEN = colour("#2b6cb0"), colour("#d97706"), colour("#2f855a")


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours as the accessibility guidelines define it, from 1 to 21."""

    def light(shade: Colour) -> float:
        parts = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in shade]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


def _arrow(canvas: Canvas, start: tuple[float, float], end: tuple[float, float], fill: Colour) -> None:
    wide = WIDTH / HEIGHT
    angle = math.atan2(end[1] - start[1], (end[0] - start[0]) * wide)
    canvas.line([start, end], 0.008, fill)
    tips = [
        (end[0] - math.cos(angle + turn) * 0.045 / wide, end[1] - math.sin(angle + turn) * 0.045)
        for turn in (-0.5, 0.5)
    ]
    canvas.shape([end, *tips], fill)


def _truncated_axis(canvas: Canvas) -> None:
    for left, lowest, words in ((0.08, 48.0, "Axis from 48"), (0.56, 0.0, "Axis from 0")):
        canvas.text((left, 0.1), words, 0.055, INK)
        canvas.line([(left, 0.16), (left, 0.84), (left + 0.37, 0.84)], 0.005, SOFT)
        for number, (value, fill) in enumerate(((50.0, BLUE), (52.0, ORANGE))):
            top = 0.84 - 0.6 * (value - lowest) / (53 - lowest)
            x = left + 0.06 + number * 0.16
            canvas.box((x, top), (x + 0.1, 0.838), fill)
            canvas.text((x + 0.05, top - 0.04), f"{value:.0f} %", 0.042, INK, "mm")
            canvas.text((x + 0.05, 0.9), ("last year", "this year")[number], 0.038, SOFT, "mm")


def _mean_and_median(canvas: Canvas) -> None:
    heights = (0.14, 0.42, 0.58, 0.46, 0.3, 0.2, 0.13, 0.09, 0.06, 0.04, 0.03, 0.02)
    for number, height in enumerate(heights):
        x = 0.08 + number * 0.071
        canvas.box((x, 0.84 - height), (x + 0.062, 0.84), mix(BLUE, PAPER, 0.45), 1, 0.006)
    canvas.line([(0.06, 0.842), (0.95, 0.842)], 0.005, SOFT)
    for x, words, fill, y in ((0.307, "median", INK, 0.13), (0.343, "mean", ORANGE, 0.21)):
        canvas.line([(x, y + 0.03), (x, 0.84)], 0.007, fill)
        canvas.text((x + 0.008, y), words, 0.05, fill)
    canvas.text((0.5, 0.91), "hours of overtime last month: most people few, some many", 0.038, SOFT, "mm")


def _common_cause(canvas: Canvas) -> None:
    places = {
        "hot days": (0.5, 0.22, ORANGE),
        "ice cream sold": (0.22, 0.72, BLUE),
        "sunburns": (0.78, 0.72, BLUE),
    }
    _arrow(canvas, (0.43, 0.34), (0.3, 0.57), ORANGE)
    _arrow(canvas, (0.57, 0.34), (0.7, 0.57), ORANGE)
    for step in range(9):
        canvas.line([(0.335 + step * 0.038, 0.72), (0.355 + step * 0.038, 0.72)], 0.007, SOFT)
    canvas.text((0.5, 0.67), "rise together", 0.042, SOFT, "mm")
    for words, (x, y, fill) in places.items():
        canvas.box((x - 0.14, y - 0.09), (x + 0.14, y + 0.09), fill, 1, 0.05)
        canvas.text((x, y), words, 0.05, PAPER, "mm")


def _sample_sizes(canvas: Canvas) -> None:
    for number, size in enumerate((25, 100, 400, 1600)):
        y, half = 0.26 + number * 0.165, 0.98 / math.sqrt(size)
        scale = 0.3 / 0.2
        canvas.text((0.06, y), f"{size} people", 0.05, INK)
        canvas.line([(0.6 - half * scale, y), (0.6 + half * scale, y)], 0.02, mix(BLUE, PAPER, 0.4))
        canvas.circle((0.6, y), 0.02, BLUE)
        canvas.text((0.6 + half * scale + 0.012, y), f"+/- {half * 100:.0f}", 0.038, SOFT)
    canvas.line([(0.6, 0.18), (0.6, 0.84)], 0.003, SOFT)
    canvas.text((0.6, 0.11), "true share: 50 %", 0.046, INK, "mm")
    canvas.text(
        (0.5, 0.93), "four times the people, half the uncertainty (percentage points)", 0.038, SOFT, "mm"
    )


def _contrast_pairs(canvas: Canvas) -> None:
    pairs = (("#9aa3ad", "#ffffff"), ("#6b7280", "#ffffff"), ("#1f2a37", "#ffffff"),
             ("#f59e0b", "#ffffff"), ("#1f2a37", "#f59e0b"), ("#ffffff", "#25265e"))  # fmt: skip
    for number, (words, ground) in enumerate(pairs):
        x, y = 0.05 + (number % 3) * 0.31, 0.1 + (number // 3) * 0.44
        ratio = contrast(colour(words), colour(ground))
        canvas.box((x, y), (x + 0.28, y + 0.26), colour(ground), 1, 0.03)
        canvas.frame((x, y), (x + 0.28, y + 0.26), mix(SOFT, PAPER, 0.6), 0.003, 0.03)
        canvas.text((x + 0.14, y + 0.13), "Read me", 0.07, colour(words), "mm")
        verdict = "enough" if ratio >= 4.5 else "too weak"
        canvas.text(
            (x, y + 0.32),
            f"{math.floor(ratio * 10) / 10} : 1, {verdict}",
            0.042,
            GREEN if ratio >= 4.5 else ORANGE,
        )


def _heading_tree(canvas: Canvas) -> None:
    rows = ((0, "h1", "Bread at home"), (1, "h2", "What you need"), (1, "h2", "Making the dough"),
            (2, "h3", "Mixing"), (2, "h3", "Resting"), (1, "h2", "Baking"))  # fmt: skip
    for number, (depth, level, words) in enumerate(rows):
        x, y = 0.1 + depth * 0.1, 0.13 + number * 0.148
        if depth:
            parent = max(above for above in range(number) if rows[above][0] < depth)
            canvas.line(
                [(x - 0.06, 0.178 + parent * 0.148), (x - 0.06, y), (x - 0.015, y)],
                0.005,
                mix(SOFT, PAPER, 0.4),
            )
        canvas.box((x, y - 0.045), (x + 0.075, y + 0.045), (INK, BLUE, GREEN)[depth], 1, 0.02)
        canvas.text((x + 0.0375, y), level, 0.05, PAPER, "mm")
        canvas.text((x + 0.1, y), words, 0.062 - depth * 0.008, INK)


def _talk_shape(canvas: Canvas) -> None:
    curve = [(0.06 + i / 100 * 0.88, 0.72 - _attention(i / 100)) for i in range(101)]
    canvas.shape([*curve, (0.94, 0.8), (0.06, 0.8)], mix(ORANGE, PAPER, 0.7))
    canvas.line(curve, 0.01, ORANGE)
    for x, words in (
        (0.06, "opening"),
        (0.25, "first point"),
        (0.45, "second point"),
        (0.65, "third point"),
        (0.84, "close"),
    ):
        canvas.line([(x, 0.78), (x, 0.83)], 0.005, INK)
        canvas.text((x, 0.88), words, 0.042, INK)
    canvas.text((0.06, 0.1), "attention, if every point starts with a small surprise", 0.046, SOFT)


def _attention(share: float) -> float:
    """The height of listeners' attention along a talk: it decays and is lifted by each new start."""
    starts = (0.0, 0.215, 0.44, 0.67, 0.886)
    last = max(start for start in starts if start <= share)
    return 0.12 + 0.36 * math.exp(-(share - last) * 6) + (0.06 if last == starts[-1] else 0)


def _breath(canvas: Canvas) -> None:
    curve, seconds = [], 20
    for i in range(401):
        moment = i / 400 * seconds
        inside = moment % 10
        level = (
            (1 - math.cos(inside / 4 * math.pi)) / 2
            if inside < 4
            else (1 + math.cos((inside - 4) / 6 * math.pi)) / 2
        )
        curve.append((0.06 + 0.88 * i / 400, 0.68 - 0.42 * level))
    canvas.shape([*curve, (0.94, 0.7), (0.06, 0.7)], mix(BLUE, PAPER, 0.75))
    canvas.line(curve, 0.011, BLUE)
    for x, words in (
        (0.148, "in, 4 seconds"),
        (0.368, "out, 6 seconds"),
        (0.588, "in, 4"),
        (0.808, "out, 6"),
    ):
        canvas.text((x, 0.78), words, 0.045, INK, "mm")


def _tidy_table(canvas: Canvas) -> None:
    def table(left: float, rows: Sequence[tuple[str, ...]], width: float) -> None:
        for r, row in enumerate(rows):
            for c, words in enumerate(row):
                x, y = left + c * width, 0.24 + r * 0.1
                canvas.box((x, y), (x + width - 0.004, y + 0.093), mix(BLUE, PAPER, 0.75 if r == 0 else 0.94))
                canvas.text((x + 0.01, y + 0.047), words, 0.04, INK)

    canvas.text((0.05, 0.13), "for the eye", 0.055, ORANGE)
    table(0.05, [("shop", "Jan", "Feb"), ("North", "120", "135"), ("South", "95", "101")], 0.12)
    canvas.text((0.56, 0.13), "for the program", 0.055, GREEN)
    rows = [
        ("shop", "month", "sales"),
        ("North", "Jan", "120"),
        ("North", "Feb", "135"),
        ("South", "Jan", "95"),
        ("South", "Feb", "101"),
    ]
    table(0.56, rows, 0.13)
    _arrow(canvas, (0.44, 0.4), (0.53, 0.4), SOFT)


DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "truncated-axis": _truncated_axis,
    "mean-and-median": _mean_and_median,
    "common-cause": _common_cause,
    "sample-sizes": _sample_sizes,
    "contrast-pairs": _contrast_pairs,
    "heading-tree": _heading_tree,
    "talk-shape": _talk_shape,
    "breath": _breath,
    "tidy-table": _tidy_table,
}


def diagram(name: str) -> bytes:
    """A WebP of 1200 by 675 pixels. name: a key of DRAWINGS."""
    canvas = Canvas(WIDTH, HEIGHT, PAPER, PAPER)
    DRAWINGS[name](canvas)
    return canvas.as_webp()
