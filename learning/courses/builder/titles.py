"""A list of titles, as people paste it, read as modules and lessons. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_TITLES = 300
LONGEST_TITLE = 255

#: “- ”, “1. ”, “(2) ”, “1.3 ”; never a number that belongs to the title, as in “24 hours”.
_MARK = re.compile(r"^(?:[-*•–—·]|\(?\d{1,3}(?:\.\d{1,3})*[.):]|\d{1,3}(?:\.\d{1,3})+)\s+")
_HEADING = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class PastedTitle:
    """One line. is_module: it heads the lessons that follow."""

    title: str
    is_module: bool


def read_titles(text: str) -> list[PastedTitle]:
    """Each line that says something, without its bullet or number.

    A line is a module where it begins with “#”, or where others are indented and it is not.
    """
    lines = [line.rstrip() for line in text.expandtabs(4).splitlines() if line.strip()]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    least = min(depths, default=0)
    has_headings = any(_HEADING.match(line.strip()) for line in lines)
    is_indented = not has_headings and max(depths, default=0) > least
    return [
        PastedTitle(title, bool(_HEADING.match(line.strip())) or (is_indented and depth == least))
        for line, depth in zip(lines, depths, strict=True)
        if (title := _title_of(line))
    ]


def _title_of(line: str) -> str:
    bare = _HEADING.sub("", line.strip())
    return _MARK.sub("", bare).strip()[:LONGEST_TITLE]
