"""Slugs of quizzes and assignments: each stands once in a course and language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from learning.courses.models import Course


def free_slug(model: Any, wanted: str, *, course: Course, locale_id: int | None, but: int | None) -> str:
    """A slug that nothing else of the model has: the wanted one, or that with the first number that is free.

    but: the id of what it is for, where that was saved before. One query.
    """
    rows = model.objects.filter(course=course, locale=locale_id, slug__startswith=wanted).exclude(pk=but)
    taken = set(rows.values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
