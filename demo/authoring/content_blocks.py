"""Blocks that a course's text writes as TOML between `:::` fences, as a StreamField takes them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from wagtail import blocks

from common.blocks.table import table_value
from demo.plans.markup import inline
from learning.courses.models import LessonPage
from library.blocks.choosers import ImageChooserBlock


class CannotBeRead(ValueError):
    """A fenced block is no TOML, or has fields that its kind does not."""


def block_of(
    kind: str, text: str, *, picture: Callable[[str], Any], sound: Callable[[str], Any]
) -> tuple[str, Any]:
    """The block: its kind and its value. picture, sound: the file of that name.

    Raises CannotBeRead.
    """
    block = LessonPage._meta.get_field("body").stream_block.child_blocks.get(kind)
    if block is None:
        raise CannotBeRead(f"there is no block called {kind}")
    written = fields_of(kind, text)
    if kind == "table":
        return kind, block.to_python(table_value(**written))
    if kind == "audio":
        name = written.pop("sound")
        written["media"] = sound(name)
    return kind, block.normalize({**block.get_default(), **_value(block, written, picture)})


def fields_of(kind: str, text: str) -> dict[str, Any]:
    """What stands between the fences. Raises CannotBeRead."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotBeRead(f":::{kind}: {error}") from error


def _value(block: blocks.Block, written: Any, picture: Callable[[str], Any]) -> Any:
    """A value with its rich texts as HTML and its pictures in place of their names."""
    if isinstance(block, blocks.RichTextBlock):
        return "".join(f"<p>{inline(part)}</p>" for part in written.split("\n\n") if part.strip())
    if isinstance(block, blocks.BaseStructBlock):
        unknown = written.keys() - block.child_blocks.keys()
        if unknown:
            raise CannotBeRead(f"{block.label} has no {', '.join(sorted(unknown))}")
        return {name: _value(block.child_blocks[name], value, picture) for name, value in written.items()}
    if isinstance(block, blocks.ListBlock):
        return [_value(block.child_block, item, picture) for item in written]
    if isinstance(block, ImageChooserBlock):
        return picture(written)
    return written
