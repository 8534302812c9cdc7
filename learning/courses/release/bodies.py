"""Bodies of many pages: what their blocks choose, fetched together, and what is unfinished in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from wagtail.blocks import Block, ListBlock, StreamBlock, StreamValue, StructBlock


@dataclass(frozen=True, slots=True)
class UnfinishedBlock:
    """One thing that is wrong with a block. number: its place in the stream, from 1; 0: the stream itself."""

    block_id: str
    number: int
    label: str
    problem: str

    @property
    def words(self) -> str:
        if not self.number:
            return self.problem
        return _("Block %(number)d, %(block)s: %(problem)s") % {
            "number": self.number,
            "block": self.label,
            "problem": self.problem,
        }


def fetch_together(pages: Iterable[Any]) -> None:
    """Let bodies of pages of one type have what their blocks choose: files, quizzes and the like.

    One query for each kind of thing chosen, however many pages there are. A stream fetches all of one block
    type at once, so for that moment the streams are one.
    """
    pages = list(pages)
    if not pages:
        return
    block: StreamBlock = pages[0].body.stream_block
    raw = [[item for item in page.body.raw_data if item["type"] in block.child_blocks] for page in pages]
    everything = iter(list(block.to_python([item for items in raw for item in items])))
    for page, items in zip(pages, raw, strict=True):
        children = [next(everything) for _item in items]
        page.body = StreamValue(block, [(child.block_type, child.value, child.id) for child in children])


def unfinished_blocks(stream: StreamValue) -> list[UnfinishedBlock]:
    """What would keep a stream from being published. No query, once what it chooses was fetched."""
    block: StreamBlock = stream.stream_block
    try:
        block.clean(stream)
    except ValidationError as error:
        return list(_top_level(stream, error))
    return []


def _top_level(stream: StreamValue, error: ValidationError) -> Iterator[UnfinishedBlock]:
    for message in _own_messages(error):
        yield UnfinishedBlock("", 0, "", message)
    for index, inner in sorted(getattr(error, "block_errors", {}).items()):
        child = stream[index]
        for problem in dict.fromkeys(_leaves(child.block, child.value, inner)):
            yield UnfinishedBlock(child.id or "", index + 1, force_str(child.block.label), problem)


def _leaves(block: Block, value: Any, error: ValidationError) -> Iterator[str]:
    """What is wrong, in words that name the field, from the innermost blocks outwards."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from _own_messages(error)
        return
    yield from _own_messages(error)
    for key, one in inner.items():
        child = _child(block, value, key)
        if child is None:
            yield from _own_messages(one)
        elif hasattr(one, "block_errors"):
            yield from _leaves(*child, one)
        else:
            label = force_str(child[0].label)
            for leaf in one.error_list if hasattr(one, "error_list") else [one]:
                yield _about(label, leaf)


def _child(block: Block, value: Any, key: Any) -> tuple[Block, Any] | None:
    if isinstance(block, StructBlock):
        return block.child_blocks[key], value[key]
    if isinstance(block, ListBlock):
        return block.child_block, value[key]
    if isinstance(block, StreamBlock):
        return value[key].block, value[key].value
    return None


def _about(label: str, error: ValidationError) -> str:
    if error.code in ("required", "blank", "null", "min_num"):
        return _("“%(field)s” is empty.") % {"field": label}
    return _("%(field)s: %(problem)s") % {"field": label, "problem": " ".join(error.messages)}


def _own_messages(error: ValidationError) -> list[str]:
    if hasattr(error, "non_block_errors"):
        return [message for one in error.non_block_errors.as_data() for message in one.messages]
    return [] if hasattr(error, "block_errors") else list(error.messages)
