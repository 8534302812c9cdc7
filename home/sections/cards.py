"""Course cards of a section."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from learning.classroom import selectors
from learning.classroom.selectors import CourseCard
from learning.courses.models import CoursePage


def cards_for(value: Any, request: HttpRequest | None) -> list[CourseCard]:
    """The cards that a section of course cards shows to the one who asks; none where nobody does."""
    if request is None or not hasattr(request, "user"):
        return []
    limit = value["limit"] or 6
    if value["source"] == "picked":
        picked = [row["page"].pk for row in value["courses"] if row["page"]]
        courses = dict(CoursePage.objects.filter(pk__in=picked).values_list("pk", "course_id"))
        return selectors.picked_cards(request, [courses[pk] for pk in picked if pk in courses])
    if value["source"] == "category":
        category = value["category"]
        return selectors.category_cards(request, category.slug, limit=limit) if category else []
    if value["source"] == "popular":
        return selectors.popular_cards(request, limit=limit)
    return selectors.newest_cards(request, limit=limit)
