"""Make the copies of pictures that sections show, so that no visitor waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.images.models import Filter, SourceImageIOError

from home.sections.loading import PictureBlock
from library.models import AcademyImage


def make_missing(stream: blocks.StreamValue) -> int:
    """Make what is not there yet; a picture whose file is gone is left out. Returns how many it took."""
    asked = 0
    for picture, specs in pictures_in(stream.stream_block, stream):
        try:
            picture.get_renditions(*(Filter(spec=spec) for spec in specs))
        except SourceImageIOError:
            continue
        asked += len(specs)
    return asked


def pictures_in(block: blocks.Block, value: Any) -> Iterator[tuple[AcademyImage, tuple[str, ...]]]:
    """Every picture that is chosen in a value, with the specs that its template asks for."""
    if not value:
        return
    if isinstance(block, PictureBlock):
        yield value, block.specs
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from pictures_in(child.block, child.value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            yield from pictures_in(child_block, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from pictures_in(block.child_block, item)
