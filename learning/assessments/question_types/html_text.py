"""HTML as the plain text that questions hold: paragraphs and `pre` on lines of their own, no tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from .text_normalisation import cleaned

_PARAGRAPHS = frozenset(
    {"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "blockquote", "dl", "figure"}
)
_BREAKS = frozenset({"div", "li", "tr", "dt", "dd", "hr", "section", "figcaption"}) | _PARAGRAPHS
_UNREAD = frozenset({"img", "video", "audio", "object", "embed", "iframe", "svg"})
_HIDDEN = frozenset({"script", "style"})
_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_SHIFTS = {"sup": ("^", _RAISED), "sub": ("_", _LOWERED)}
# A tag that is closed again, one that never is, or a sign that HTML spells with a name. `a < b` is none.
_MARKUP = re.compile(
    r"<(a|abbr|b|big|blockquote|center|code|del|div|em|font|h[1-6]|i|kbd|li|ol|p|pre|q|s|samp|small|span|"
    r"strike|strong|sub|sup|table|tbody|td|th|tr|tt|u|ul|var)\b[^<>]*>.*?</\1\s*>"
    r"|<(?:br|hr|img)\b[^<>]*>|&(?:lt|gt|amp|quot|nbsp|#\d{1,6}|#x[0-9a-f]{1,6});",
    re.IGNORECASE | re.DOTALL,
)
_BLANK, _LINE = "\x01", "\v"  # inside `pre` each blank counts; a line that stays one
_END, _PARAGRAPH = "\x02", "\x03"  # the end of a block, and of one with room behind it
_SIGNS = re.compile(f"[{_BLANK}{_LINE}{_END}{_PARAGRAPH}]")
_ENDS = re.compile(f" ?[{_END}{_PARAGRAPH}][{_END}{_PARAGRAPH} ]*")


@dataclass(frozen=True, slots=True)
class PlainText:
    """has_dropped: whether pictures or other media were left out. was_html: whether tags were taken away."""

    text: str
    has_dropped: bool = False
    was_html: bool = False


def has_markup(text: str) -> bool:
    """Whether a text that nobody called HTML holds tags or named signs, which other programs would render."""
    return _MARKUP.search(text) is not None


def plain_of_html(html: str) -> PlainText:
    """The words of HTML. Superscripts and subscripts keep their place as `x²`, `H₂O` or `e^kt`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return PlainText(reader.text, reader.has_dropped, was_html=True)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = self.preserved = 0
        self.shifts: list[str] = []
        self.has_dropped = False

    @property
    def text(self) -> str:
        lines = [" ".join(line.split(" ")) for line in self._lines()]
        return cleaned(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))

    def _lines(self) -> list[str]:
        text = re.sub(r"[^\S\v\xa0]+", " ", "".join(self.parts))
        lines = _ENDS.sub(_joint, text).split(_LINE)
        return [line.strip(" ").replace("\xa0", " ").replace(_BLANK, " ").rstrip() for line in lines]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_dropped |= tag in _UNREAD
        self.hidden += tag in _HIDDEN
        if tag == "br":
            self.parts.append(_LINE)
        elif tag in _BREAKS:
            self._break(tag)
            self.preserved += tag == "pre"
        elif tag in _SHIFTS:
            self.shifts.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BREAKS:
            self._break(tag)
            self.preserved = max(0, self.preserved - (tag == "pre"))
        elif tag in self.shifts:
            self.shifts.remove(tag)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        data = _SIGNS.sub(" ", data)
        if self.preserved:
            data = data.expandtabs(4).replace(" ", _BLANK).replace("\n", _LINE)
        elif self.shifts and data.strip():
            data = _shifted(data, *_SHIFTS[self.shifts[-1]])
        self.parts.append(data)

    def _break(self, tag: str) -> None:
        """End the line; a paragraph leaves a blank line behind it."""
        self.parts.append(_PARAGRAPH if tag in _PARAGRAPHS else _END)


def _joint(found: re.Match[str]) -> str:
    """What stands between two blocks: several ends are as much as the strongest of them."""
    return _LINE * (2 if _PARAGRAPH in found[0] else 1)


def _shifted(text: str, sign: str, letters: dict[str, str]) -> str:
    """A raised or lowered text: in letters that are, if there are any, otherwise behind `^` or `_`."""
    bare = text.strip()
    if all(letter in letters for letter in bare):
        return "".join(letters[letter] for letter in bare)
    return f"{sign}{bare}" if bare.isalnum() else f"{sign}({bare})"
