"""Texts in GIFT: characters with a backslash before them, and the marks of a text's format."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .text_normalisation import cleaned

_SIGNS = "~=#{}:\\n"
#: Noncharacters of Unicode, which no text has, stand for what a backslash protects meanwhile.
_MASKS = [chr(0xFDD0 + place) for place in range(len(_SIGNS))]
_MASK = {"\\" + sign: mask for sign, mask in zip(_SIGNS, _MASKS, strict=True)}
_UNMASK = str.maketrans(
    {mask: "\n" if sign == "n" else sign for sign, mask in zip(_SIGNS, _MASKS, strict=True)}
)
_FORBIDDEN = re.compile("[\ufdd0-\ufdef]")
_PROTECTED = re.compile(r"\\[~=#{}:\\n]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_BREAKS = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "pre", "table"})
_UNREAD = frozenset({"img", "video", "audio", "object", "embed", "iframe", "svg"})
_HIDDEN = frozenset({"script", "style"})


def mask(text: str) -> str:
    return _PROTECTED.sub(lambda found: _MASK[found[0]], _FORBIDDEN.sub("", text))


def unmask(text: str) -> str:
    return cleaned(text.translate(_UNMASK))


def plain(text: str) -> tuple[str, bool]:
    """A masked text as plain text, and whether something in it had to be dropped."""
    found = _FORMAT.match(text)
    if not found:
        return unmask(text), False
    body = unmask(text[found.end() :])
    if found[1].casefold() != "html":
        return body, False
    reader = _Plain()
    reader.feed(body)
    reader.close()
    return reader.text, reader.has_dropped


class _Plain(HTMLParser):
    """The words of HTML, paragraphs on lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.has_dropped = False

    @property
    def text(self) -> str:
        lines = [" ".join(line.split()) for line in "".join(self.parts).split("\v")]
        return cleaned(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_dropped |= tag in _UNREAD
        self.hidden += tag in _HIDDEN
        if tag == "br":
            self.parts.append("\v")
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data.replace("\v", " "))

    def _break(self) -> None:
        if self.parts and self.parts[-1] != "\v":
            self.parts.append("\v")
