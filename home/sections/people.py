"""Instructors of a section."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from learning.classroom.selectors import InstructorCard, cards_of_pages

MOST = 8


def people_for(value: Any, request: HttpRequest | None) -> list[InstructorCard]:
    """The instructors that a section shows: those that were chosen, else everybody who teaches."""
    if request is None:
        return []
    chosen = [row["page"].pk for row in value["people"] if row["page"]]
    return cards_of_pages(request, chosen or None, limit=len(chosen) or MOST)
