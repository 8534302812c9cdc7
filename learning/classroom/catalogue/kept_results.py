"""What was found in the catalogue, kept as long as its index stands: asked the same again, it is there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.translation import get_language

from learning.classroom.catalogue.catalogue_index import NEW_FOR, CatalogueIndex
from learning.classroom.catalogue.results import CatalogueQuery, CatalogueResults, find

#: How many answers are kept of one index: more than there are that people ask for between two changes.
MOST_KEPT = 64


def find_kept(
    shelf: CatalogueIndex, asked: CatalogueQuery, enrolled: Callable[[], dict[int, int]], *, at: datetime
) -> CatalogueResults:
    """As `results.find`, and from what was found before where that says the same. No query then.

    A search and the order by learners are asked anew, for they change without the index.
    """
    if asked.q or asked.sort == "popular":
        return find(shelf, asked, enrolled, at=at)
    kept = _kept_of(shelf)
    wanted = tuple((name, tuple(values)) for name, values in asked.wanted.items())
    key = (wanted, asked.sort, asked.view, get_language() or "", bisect_right(kept.moments, at - NEW_FOR))
    if key not in kept.results:
        if len(kept.results) >= MOST_KEPT:
            kept.results.clear()
        kept.results[key] = find(shelf, asked, enrolled, at=at)
    return kept.results[key]


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of one index. Of a moment only counts how many of its courses are no longer new then.

    moments: when its courses were released, the oldest first.
    """

    moments: list[datetime]
    results: dict[tuple[Any, ...], CatalogueResults] = field(default_factory=dict)


#: Each lives as long as its index, which is another one after every change.
_kept: WeakKeyDictionary[CatalogueIndex, _Kept] = WeakKeyDictionary()


def _kept_of(shelf: CatalogueIndex) -> _Kept:
    if shelf not in _kept:
        _kept[shelf] = _Kept(sorted(entry.released_at for entry in shelf.entries))
    return _kept[shelf]
