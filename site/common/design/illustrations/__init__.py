"""Pictures that are drawn rather than uploaded: the arch of the mark in ever new arrangements.

The same seed always gives the same picture. Shapes carry classes alone, whose colours are said in
static/css/components/illustration.css, so that a picture follows the dark mode.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from random import Random

from . import courses, people, scenes
from .shapes import Drawing

# Name of the kind, and what draws it.
KINDS: dict[str, Callable[[Random], Drawing]] = {
    "course": courses.draw,
    "person": people.draw,
    **scenes.SCENES,
}
TONES = ("laurel", "saffron", "sky", "rose")


class UnknownIllustration(ValueError):
    """There is no kind of illustration of that name."""


@lru_cache(maxsize=512)
def illustration(seed: str, kind: str, css: str = "") -> str:
    """An <svg> element, decoration for those who do not see it. Raises UnknownIllustration.

    seed: what it stands for (a slug, a name); css: more classes for the element.
    """
    if kind not in KINDS:
        raise UnknownIllustration(f"no illustration is of the kind {kind!r}: {', '.join(KINDS)}")
    # not hash(): that differs from process to process
    chance = Random(int.from_bytes(sha256(f"{kind}:{seed}".encode()).digest()[:8], "big"))  # noqa: S311
    drawing = KINDS[kind](chance)
    tone = drawing.tone or chance.choice(TONES)
    classes = f"illustration illustration--{tone} {css}".strip()
    width, height = drawing.width, drawing.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" preserveAspectRatio="{drawing.fit}"'
        f' aria-hidden="true" focusable="false">{"".join(drawing.shapes)}</svg>'
    )
