"""Stored block values in one form, so that two of them can be compared. No query.

The same content is stored in several ways: a field that a block got later is missing until somebody saves
the text again, an old list has no ids, and the editor marks paragraphs with keys of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock

_EDITORS_KEY = re.compile(r'\sdata-block-key="[^"]*"')


def plain(block: Block, raw: Any) -> Any:
    """A stored value of a block in its one form: strings, numbers, lists and dicts.

    A stream is a list of `{"id", "type", "value"}`, a list one of values, a struct a dict of all its fields.
    """
    if isinstance(block, StreamBlock):
        return [
            {
                "id": item.get("id") or "",
                "type": item["type"],
                "value": plain(block.child_blocks[item["type"]], item["value"]),
            }
            for item in raw or []
            if item["type"] in block.child_blocks
        ]
    if isinstance(block, ListBlock):
        return [plain(block.child_block, _value_of(item)) for item in raw or []]
    if isinstance(block, StructBlock):
        raw = raw if isinstance(raw, dict) else {}
        return {
            name: plain(child, raw[name] if name in raw else _default(child))
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, RichTextBlock):
        return plain_html(raw)
    return "" if raw is None else raw


def plain_html(html: Any) -> str:
    """Rich text without the marks that the editor leaves in it for itself."""
    return _EDITORS_KEY.sub("", html or "").strip()


def references(block: Block, value: Any) -> Iterator[tuple[str, int]]:
    """Model label and id of everything that a value in its one form chooses."""
    if isinstance(block, ChooserBlock):
        if isinstance(value, int):
            yield block.model_class._meta.label, value
    elif isinstance(block, StreamBlock):
        for item in value:
            yield from references(block.child_blocks[item["type"]], item["value"])
    elif isinstance(block, ListBlock):
        for one in value:
            yield from references(block.child_block, one)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from references(child, value[name])


def _value_of(item: Any) -> Any:
    """The value in an item of a list, as it is stored now or was before items had ids."""
    is_item = isinstance(item, dict) and item.get("type") == "item" and "value" in item
    return item["value"] if is_item else item


def _default(block: Block) -> Any:
    return block.get_prep_value(block.get_default())
