"""What access remembers of results, so that its rules about achievements need nothing from here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from learning.access.actions import record_milestone, record_score
from learning.access.models import Enrolment, Milestone
from learning.assessments.models import Attempt, GradedItem, Submission
from learning.courses import activities


def record_result(result: Attempt | Submission, *, at: datetime) -> None:
    """Remember the score and the pass of a result that its learner may see, in the caller's transaction.

    A repeat changes nothing, and a worse result takes nothing back. What is not published leaves nothing
    yet; assignments leave nothing, for no rule asks about them.
    """
    if result.published_at is not None and result.score is not None:
        remember(
            result.enrolment,
            result.placement.graded_item,
            score=result.score,
            passed=bool(result.passed),
            at=at,
        )


def remember(
    enrolment: Enrolment, graded_item: GradedItem, *, score: Decimal, passed: bool, at: datetime
) -> None:
    """Remember what a person reached in what has a milestone: a score in %, and whether it is a pass."""
    milestone = activities.kind_named(graded_item.kind).milestone
    if not milestone:
        return
    who: dict[str, Any] = {
        "person_id": enrolment.person_id,
        "course_id": graded_item.course_id,
        "subject": graded_item.public_id,
    }
    record_score(**who, score=score, at=at)
    if passed:
        record_milestone(**who, kind=milestone, score=score, at=at)


def achievements_of(enrolment: Enrolment, graded_item: GradedItem) -> list[Milestone]:
    """What is recorded for good of a work and of the whole course, whatever score is set now. One query."""
    rows = Milestone.objects.filter(person=enrolment.person_id, course=enrolment.course_id)
    return list(
        rows.filter(
            Q(subject=graded_item.public_id) | Q(subject=None, kind=Milestone.Kind.COURSE_COMPLETED)
        ).order_by("achieved_at", "pk")
    )
