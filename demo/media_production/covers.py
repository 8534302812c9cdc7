"""Covers of courses, paths and bundles, each with a motif that fits its subject.

Everything is drawn from a name and a seed, so the same call gives the same picture on every machine.
"""

import random

from demo.media_production.canvas import Canvas
from demo.media_production.motifs import MOTIFS
from demo.media_production.palettes import PALETTES


def cover(motif: str, palette: str, seed: int = 1) -> bytes:
    """A JPEG of 1600 by 900 pixels. motif: a key of MOTIFS; palette: a key of PALETTES."""
    paint, dice = PALETTES[palette], random.Random(f"{motif}/{seed}")
    canvas = Canvas(1600, 900, paint.deep, paint.mid)
    canvas.glow((dice.uniform(0.6, 0.9), dice.uniform(0.1, 0.3)), 0.5, paint.cool, 0.28)
    canvas.glow((dice.uniform(0.0, 0.3), dice.uniform(0.8, 1.0)), 0.45, paint.warm, 0.14)
    MOTIFS[motif](canvas, paint, dice)
    return canvas.as_jpeg()
