"""Which stylesheets belong together: linked file by file in development, as one file on a server.

The set "site" stands on every page: tokens, fonts, bare HTML, arrangement, and each component. Any other
folder of static/css is a set of its own, linked by the pages that need it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from django.conf import settings

STYLES_DIR: Path = settings.BASE_DIR / "static" / "css"
SITE = "site"
# In this order: the tokens name the layers, and a later layer wins.
FOUNDATION = ("tokens.css", "fonts.css", "base.css", "layout.css")
COMPONENTS = "components"
# One file for each app's screens, linked one at a time.
PAGES = "pages"

_URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<address>[^"')]+)(?P=quote)\s*\)""")
_ELSEWHERE = re.compile(r"^(?:[a-z]+:|/|#)", re.IGNORECASE)


class UnknownStyles(ValueError):
    """There is no set of stylesheets of that name, or it is empty."""


def style_sets() -> tuple[str, ...]:
    """The names of all sets."""
    folders = {path.parent.name for path in STYLES_DIR.glob("*/*.css")} - {COMPONENTS, PAGES}
    return (SITE, *sorted(folders))


def stylesheets(name: str) -> tuple[str, ...]:
    """The files of a set as static names ("css/base.css"), in the order of linking. Raises UnknownStyles."""
    first = [f"css/{file}" for file in FOUNDATION] if name == SITE else []
    folder = COMPONENTS if name == SITE else name
    files = sorted(STYLES_DIR.glob(f"{folder}/*.css")) if re.fullmatch(r"[a-z-]+", folder) else []
    if not files:
        raise UnknownStyles(f"{name!r} is no set of stylesheets: there is nothing in static/css/{folder}")
    return (*first, *(f"css/{folder}/{path.name}" for path in files))


def bundle_name(name: str) -> str:
    """The static name of the one file that a server has instead of a set."""
    return f"css/{name}.bundle.css"


def bundled(name: str, css: str) -> str:
    """The content of one stylesheet as it stands in a bundle: its relative addresses lead to the same files.

    name: its static name, from which the addresses are read.
    """

    def moved(match: re.Match[str]) -> str:
        address = match["address"].strip()
        if _ELSEWHERE.match(address):
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
        return f'url("{posixpath.relpath(target, "css")}")'

    return f"/* {name} */\n{_URL.sub(moved, css).strip()}\n"
