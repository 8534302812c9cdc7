"""Fetch all pictures and pages of a page's sections at once, however many kinds of section there are.

Wagtail fetches what the blocks of one kind choose together; with twenty kinds that is still twenty times.
Inside `loading_together` the choosers here look into what one walk over the raw values has found.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model, QuerySet
from wagtail import blocks
from wagtail.models import Page

from library.blocks.choosers import ImageChooserBlock
from library.models import AcademyImage

#: The copies of pictures that the sections' templates ask for, and none but these.
WIDE = tuple(f"width-{width}|format-webp" for width in (640, 960, 1440, 1920))
HALF = tuple(f"fill-{width}x{width * 3 // 4}|format-webp" for width in (480, 720, 960))
CARD = tuple(f"fill-{width}x{width * 9 // 16}|format-webp" for width in (320, 480, 640))
LOGO = tuple(f"max-{width}x{width // 2}|format-webp" for width in (160, 320))
FACE = tuple(f"fill-{width}x{width}|format-webp" for width in (96, 192))
SPECS = (*WIDE, *HALF, *CARD, *LOGO, *FACE)

Ids = dict[str, set[int]]
_fetched: ContextVar[dict[str, dict[int, Model]] | None] = ContextVar("home_sections_fetched", default=None)


class _Together:
    """A chooser that looks among what was fetched together, if anything was."""

    kind: str

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Any]:
        fetched = _fetched.get()
        if fetched is None:
            return super().bulk_to_python(values)  # type: ignore[misc]
        found = fetched[self.kind]
        return [copy.copy(found[value]) if value in found else None for value in values]


class PictureBlock(_Together, ImageChooserBlock):
    """A picture of the library; its name in a section is always `picture`."""

    kind = "picture"


class PageBlock(_Together, blocks.PageChooserBlock):
    """A page of this site; its name in a section is always `page`."""

    kind = "page"


@contextmanager
def loading_together(*raw: Iterable[Any]) -> Iterator[None]:
    """Within this block, sections made of these raw values fetch pictures and pages in three queries.

    raw: `StreamValue.raw_data` of each stream.
    """
    ids = chosen_in(*raw)
    pictures: QuerySet[AcademyImage] = AcademyImage.objects.prefetch_renditions(*SPECS)
    found: dict[str, dict[int, Model]] = {
        "picture": dict(pictures.in_bulk(ids["picture"])) if ids["picture"] else {},
        "page": Page.objects.in_bulk(ids["page"]) if ids["page"] else {},
    }
    token = _fetched.set(found)
    try:
        yield
    finally:
        _fetched.reset(token)


def chosen_in(*raw: Iterable[Any]) -> Ids:
    """The ids that stand under `picture`, `page` and `section` anywhere in raw values."""
    ids: Ids = defaultdict(set)
    waiting: list[Any] = [value for stream in raw for value in stream]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in ("picture", "page", "section") and isinstance(inner, int):
                    ids[name].add(inner)
                else:
                    waiting.append(inner)
        elif isinstance(value, list | tuple):
            waiting.extend(value)
    return ids
