"""Lesson bodies as they are written in `content/`: a few marks, read into pieces that become blocks.

## A heading                         > tip: A callout (note, tip, warning, example)
- a list        1. a numbered list   ```python … ``` code
{film}          {picture: name | caption}          {handout: name}          {downloads: name, name}
:::steps … :::  a block of that kind, its fields in TOML between the fences
**strong**, *stressed*, `literal` and [words](address) inside a text
"""

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a body: its kind (above; `text` is HTML), its value and perhaps a second one."""

    kind: str
    value: str
    detail: str = ""


INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*([^*]+)\*"), r"<i>\1</i>"),
    (re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
)
FENCE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
BLOCK = re.compile(r":::(\w+)\n(.*?)\n:::(?=\n|$)", re.DOTALL)
WHOLE = re.compile(f"{FENCE.pattern}|{BLOCK.pattern}", re.DOTALL)
MARK = re.compile(r"\{(film|picture|handout|downloads)(?::\s*([^|}]+?))?\s*(?:\|\s*([^}]+?)\s*)?\}$")
CALLOUT = re.compile(r"> (\w+): (.+)", re.DOTALL)


def inline(text: str) -> str:
    """Text with its inline marks as HTML."""
    html = escape(" ".join(text.split()), quote=False)
    for mark, tag in INLINE:
        html = mark.sub(tag, html)
    return html


def _paragraphs(body: str) -> Iterator[str]:
    """The parts between empty lines; what is fenced is whole even where it has empty lines in it."""
    at = 0
    for fence in WHOLE.finditer(body):
        yield from body[at : fence.start()].split("\n\n")
        yield fence.group()
        at = fence.end()
    yield from body[at:].split("\n\n")


def _list(lines: list[str], tag: str) -> str:
    """The items as HTML; a line that starts with no mark belongs to the item before it."""
    items: list[str] = []
    for line in lines:
        start = re.match(r"(?:- |\d+\. )(.*)", line)
        if start:
            items.append(start.group(1))
        else:
            items[-1] += f" {line}"
    return f"<{tag}>{''.join(f'<li>{inline(item)}</li>' for item in items)}</{tag}>"


def _piece(part: str) -> Piece:
    if fence := FENCE.fullmatch(part):
        return Piece("code", fence.group(2), fence.group(1))
    if block := BLOCK.fullmatch(part):
        return Piece("block", block.group(2), block.group(1))
    if mark := MARK.fullmatch(part):
        return Piece(mark.group(1), mark.group(2) or "", mark.group(3) or "")
    if part.startswith("## "):
        return Piece("heading", part.removeprefix("## "))
    if callout := CALLOUT.fullmatch(part):
        return Piece("callout", f"<p>{inline(callout.group(2))}</p>", callout.group(1))
    lines = part.splitlines()
    if part.startswith("- "):
        return Piece("text", _list(lines, "ul"))
    if part.startswith("1. "):
        return Piece("text", _list(lines, "ol"))
    return Piece("text", f"<p>{inline(part)}</p>")


def pieces(body: str) -> list[Piece]:
    """Read a body; texts that follow each other become one piece, as an author would type them."""
    found: list[Piece] = []
    for part in _paragraphs(body.strip()):
        if not part.strip():
            continue
        piece = _piece(part.strip())
        if piece.kind == "text" and found and found[-1].kind == "text":
            found[-1] = Piece("text", found[-1].value + piece.value)
        else:
            found.append(piece)
    return found
