"""The colours of the demo's media: a palette for each subject."""

from typing import NamedTuple

from demo.media_production.canvas import Colour, colour


class Palette(NamedTuple):
    """The colours of one subject: a ground that runs from `deep` to `mid`, two accents, and near-white."""

    deep: Colour
    mid: Colour
    warm: Colour
    cool: Colour
    light: Colour


def _palette(deep: str, mid: str, warm: str, cool: str, light: str) -> Palette:
    return Palette(colour(deep), colour(mid), colour(warm), colour(cool), colour(light))


PALETTES = {
    "teal": _palette("#0b3c49", "#1c7c7d", "#ffb454", "#8fd6c8", "#f3faf7"),
    "indigo": _palette("#25265e", "#5a5fc4", "#ffd166", "#9cc9ff", "#f5f5ff"),
    "terracotta": _palette("#5b2333", "#c8654c", "#ffd9a0", "#f2a28d", "#fff6ef"),
    "slate": _palette("#17324d", "#3f7cac", "#f9c74f", "#a5d8c6", "#f2f8fc"),
    "plum": _palette("#3d2352", "#8a4f9e", "#ffc38b", "#c7b1e8", "#faf5ff"),
    "sand": _palette("#4a3b28", "#b08d57", "#d1495b", "#e6d3ae", "#fffaf0"),
    "coral": _palette("#4a1f3d", "#d65a5a", "#ffd9a0", "#f6b5a8", "#fff5f2"),
    "sky": _palette("#14304f", "#3d8fc2", "#ffc857", "#a8dcf0", "#f2fbff"),
    "moss": _palette("#233d2c", "#5f8f55", "#f4d35e", "#b9dca8", "#f6fbf2"),
}
