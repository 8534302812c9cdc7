"""Texts in GIFT: characters with a backslash before them, and the marks of a text's format."""

from __future__ import annotations

import re

from .html_text import PlainText, has_markup, plain_of_html
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


def mask(text: str) -> str:
    return _PROTECTED.sub(lambda found: _MASK[found[0]], _FORBIDDEN.sub("", text))


def unmask(text: str) -> str:
    return cleaned(text.translate(_UNMASK))


def format_of(text: str) -> str:
    """The format that a masked text names at its beginning: html, moodle, plain, markdown; empty for none."""
    found = _FORMAT.match(text)
    return found[1].casefold() if found else ""


def plain(text: str, inherited: str = "") -> PlainText:
    """A masked text as plain text. inherited: the format of the question, which its parts have as well.

    Without any format Moodle takes its own, which renders HTML and breaks lines where they break.
    """
    form = format_of(text)
    body = unmask(text[_FORMAT.match(text).end() :] if form else text)  # type: ignore[union-attr]
    form = form or inherited
    if form == "html":
        return plain_of_html(body)
    if form in ("", "moodle") and has_markup(body):
        return plain_of_html(body.replace("\n", "<br>"))
    return PlainText(body)
