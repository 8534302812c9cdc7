"""Who draws the cards of courses on paths and bundles: the function that an upper app registered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

#: From a request and course ids to what components/course_card.html draws, by course id.
Cards = Callable[[HttpRequest, Sequence[int]], dict[int, Any]]

_registered: list[Cards] = []


def register(cards: Cards) -> None:
    """Make `cards` the one that draws courses; the last one registered wins."""
    _registered[:] = [cards]


def cards_for(request: HttpRequest, course_ids: Sequence[int]) -> dict[int, Any]:
    """Cards of those courses that the one who looks may find, by course id."""
    if not _registered:
        raise ImproperlyConfigured("Nobody draws courses: is learning.classroom installed?")
    return _registered[0](request, course_ids)
