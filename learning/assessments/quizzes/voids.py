"""Which questions are withdrawn in a course."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from learning.assessments.models import VoidedQuestion


def voids_in(course_id: int, question_ids: Collection[UUID | str]) -> dict[UUID, str]:
    """What became of these questions in a course, by public id; those that count are left out. One query."""
    rows = VoidedQuestion.objects.filter(course=course_id, question_id__in=question_ids).order_by("pk")
    found = dict(rows.values_list("question_id", "void"))
    return {question_id: void for question_id, void in found.items() if void}
