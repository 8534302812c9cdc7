"""Portraits: friendly figures in plain shapes."""

from demo.media_production.canvas import Canvas, Colour, colour, mix
from demo.media_production.palettes import PALETTES, Palette
from demo.plans.media import Looks


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
