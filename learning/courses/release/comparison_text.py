"""Values of editions as text for people, and where two texts differ, word by word. No query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    ChooserBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)

from learning.courses.release.editions import Names, file_in, name_in

SAME, INSERTED, DELETED = "same", "inserted", "deleted"
Words = tuple[tuple[str, str], ...]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
#: More words than this are compared line by line: word by word takes time by the square.
_MOST_WORDS = 6000


def word_diff(before: str, after: str) -> Words:
    """Stretches of text, each SAME, INSERTED or DELETED. Those not deleted make the text afterwards."""
    old, new = _tokens(before), _tokens(after)
    if len(old) + len(new) > _MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((SAME, "".join(old[i1:i2])))
            continue
        found += [(DELETED, "".join(old[i1:i2])), (INSERTED, "".join(new[j1:j2]))]
    return tuple((what, text) for what, text in found if text)


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(text)


def yes_or_no(value: Any) -> str:
    return _("Yes") if value else _("No")


def text_of_block(block: Block, value: Any, names: Names) -> str:
    """A value of a block, in its one form (`plain_blocks`), as text: a line for each thing that it says."""
    if value is None or value == "":
        return ""
    if isinstance(block, ChooserBlock):
        return _chosen(block.model_class._meta.label, value, names)
    if isinstance(block, StructBlock | ListBlock | StreamBlock):
        return "\n".join(line for line in _lines_of_parts(block, value, names) if line)
    if isinstance(block, RichTextBlock):
        return text_of_html(value)
    if isinstance(block, BooleanBlock):
        return yes_or_no(value)
    if isinstance(block, ChoiceBlock):
        return dict(_choices(block)).get(str(value), str(value))
    return str(value)


def _chosen(label: str, pk: int, names: Names) -> str:
    title, file = name_in(names, label, pk), file_in(names, label, pk)
    if not title:
        return _("(deleted)")
    return _("%(title)s (%(file)s)") % {"title": title, "file": file} if file else title


def _lines_of_parts(block: Block, value: Any, names: Names) -> Iterator[str]:
    if isinstance(block, ListBlock):
        for one in value:
            yield text_of_block(block.child_block, one, names)
    elif isinstance(block, StreamBlock):
        for item in value:
            yield text_of_block(block.child_blocks[item["type"]], item["value"], names)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            text = text_of_block(child, value.get(name), names)
            if text and not (isinstance(child, BooleanBlock) and not value.get(name)):
                yield f"{force_str(child.label)}: {text}"


def _choices(block: ChoiceBlock) -> Iterator[tuple[str, str]]:
    for value, label in block.field.choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), force_str(words)) for inner, words in label)
        else:
            yield str(value), force_str(label)


def text_of_html(html: str) -> str:
    """Rich text as text, with marks for what is set off: a change of the setting alone shows, too."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    """Writes the text of rich text into `parts`."""

    _AROUND = {"b": "**", "strong": "**", "i": "_", "em": "_", "code": "`", "s": "~~", "sup": "^", "sub": "~"}
    _BEFORE = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "• ", "blockquote": "> "}
    _ENDS_LINE = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "div"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a":
            self._links.append(said.get("href") or f"{said.get('linktype', '')} {said.get('id', '')}".strip())
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("embed", "hr", "img"):
            about = " ".join(f"{name}={value}" for name, value in attrs)
            self.parts.append(f"[{tag} {about}]".replace(" ]", "]"))
        else:
            self.parts.append(self._AROUND.get(tag, "") or self._BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self.parts.append(f" ({self._links.pop()})")
        self.parts.append("\n" if tag in self._ENDS_LINE else self._AROUND.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
