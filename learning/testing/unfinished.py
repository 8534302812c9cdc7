"""Blocks that somebody has only begun to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from wagtail import blocks
from wagtail.blocks.list_block import ListValue

#: What may stand in any text at the moment a draft is saved.
_TEXTS = (
    "",
    "htt",
    "https://",
    "java\nscript:alert(1)",
    " JavaScript:alert(1)",
    "\\frac{1",
    "12:",
    "x" * 5000,
)
_OTHERS = ("", "abc", "</h2><script>alert(1)</script>", "99999", "2026-1")


def unfinished(block: blocks.Block, value: Any) -> Iterator[Any]:
    """Values of `block` as the editor posts them: each field of `value` begun in every way, one by one, then
    all of them at once; then lists with nothing in them."""
    count = len(list(_fields(block, value)))
    for number in range(count):
        for ways in (_TEXTS, _OTHERS):
            for typed in ways:
                yield _with(
                    block, value, lambda at, old, typed=typed, number=number: typed if at == number else old
                )
    for typed in _TEXTS:
        yield _with(block, value, lambda at, old, typed=typed: typed)
    yield _emptied(block, value)


def _fields(block: blocks.Block, value: Any) -> Iterator[blocks.Block]:
    _with(block, value, lambda at, old: old, found := [])
    yield from found


def _with(
    block: blocks.Block, value: Any, make: Callable[[int, Any], Any], found: list[blocks.Block] | None = None
) -> Any:
    """`value` with its fields replaced by what `make` says of their number and their value."""
    found = [] if found is None else found
    if isinstance(block, blocks.BaseStructBlock):
        return block.normalize(
            {name: _with(block.child_blocks[name], part, make, found) for name, part in value.items()}
        )
    if isinstance(block, blocks.ListBlock):
        items = [_with(block.child_block, item, make, found) for item in value]
        return ListValue(block, values=items)
    if isinstance(block, blocks.BaseStreamBlock):
        children = [
            (child.block.name, _with(child.block, child.value, make, found), child.id) for child in value
        ]
        return blocks.StreamValue(block, children)
    if not isinstance(block, blocks.FieldBlock):
        return value
    found.append(block)
    made = make(len(found) - 1, value)
    if isinstance(block.field, forms.ModelChoiceField):  # whoever has not chosen has chosen nothing
        return value if made is value else None
    if isinstance(block, blocks.RichTextBlock):
        return value if made is value else block.normalize("")
    return made


def _emptied(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, blocks.BaseStructBlock):
        return block.normalize(
            {name: _emptied(block.child_blocks[name], part) for name, part in value.items()}
        )
    if isinstance(block, blocks.ListBlock):
        return ListValue(block, values=[])
    if isinstance(block, blocks.BaseStreamBlock):
        return blocks.StreamValue(block, [])
    return value
