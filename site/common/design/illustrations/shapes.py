"""What illustrations are made of. Lengths are units of the picture's own box; y grows downwards.

`look` is a class of static/css/components/illustration.css: ground, soft, main, light and paper fill, line
and stroke draw an outline.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Drawing:
    """A picture in the making. tone: one of TONES, or empty when the seed may choose."""

    width: int
    height: int
    tone: str = ""
    fit: str = "xMidYMid slice"
    shapes: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, look: str, radius: float = 0) -> None:
        """A rectangle."""
        rounded = f' rx="{_n(radius)}"' if radius else ""
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self.shapes.append(f'<rect class="{look}" {place}{rounded}/>')

    def circle(self, x: float, y: float, radius: float, look: str) -> None:
        """A circle."""
        self.shapes.append(f'<circle class="{look}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def path(self, way: str, look: str) -> None:
        """Any other shape, in SVG's own words."""
        self.shapes.append(f'<path class="{look}" d="{way}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str = "line") -> None:
        """A straight stroke."""
        self.path(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}", look)

    def arch(self, middle: float, base: float, width: float, height: float, look: str) -> None:
        """An arch that stands on `base`: straight sides and a round top."""
        half = width / 2
        spring = base - max(height - half, 0)
        self.path(
            f"M{_n(middle - half)} {_n(base)}V{_n(spring)}"
            f"a{_n(half)} {_n(min(half, height))} 0 0 1 {_n(width)} 0V{_n(base)}",
            look,
        )


def _n(number: float) -> str:
    """A number as short as it can be written."""
    return f"{number:.1f}".removesuffix(".0")
