"""Results to test with: attempts and submissions as they stand once they are marked."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from learning.access.models import Enrolment
from learning.assessments.grading.milestones import record_result
from learning.assessments.models import Attempt, AttemptStatus, GradeOverride, Placement, Submission
from learning.assessments.quizzes.placements import Authored
from learning.courses.models import LessonPage
from learning.testing.access import NOON


def placement_of(source: Authored, page: LessonPage | None = None) -> Placement:
    """Where a graded item is taken: in the lesson of a page, or on the course."""
    lesson_id = page.lesson_id if page is not None else None
    block = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{lesson_id}/{source.graded_item_id}")) if lesson_id else ""
    return Placement.objects.get_or_create(
        graded_item=source.graded_item, lesson_id=lesson_id, block_id=block
    )[0]


def graded_attempt(
    enrolment: Enrolment,
    source: Authored,
    *,
    score: int | Decimal = 100,
    page: LessonPage | None = None,
    at: datetime = NOON,
    published: bool = True,
    **fields: Any,
) -> Attempt:
    """An attempt out of ten points, marked; passed from the work's passing score on."""
    placement = placement_of(source, page)
    score = Decimal(score)
    defaults: dict[str, Any] = {
        "number": Attempt.objects.filter(enrolment=enrolment, placement=placement).count() + 1,
        "status": AttemptStatus.GRADED,
        "paper": [],
        "paper_hash": "",
        "seed": "",
        "rules": {},
        "language_code": "en",
        "started_at": at,
        "submitted_at": at,
        "points": score / 10,
        "most_points": Decimal(10),
        "score": score,
        "passed": score >= source.passing_score,
        "graded_at": at,
        "published_at": at if published else None,
    }
    attempt = Attempt.objects.create(enrolment=enrolment, placement=placement, **defaults | fields)
    record_result(attempt, at=at)
    return attempt


def handed_in_submission(
    enrolment: Enrolment,
    source: Authored,
    *,
    score: int | None = None,
    page: LessonPage | None = None,
    at: datetime = NOON,
    **fields: Any,
) -> Submission:
    """A submission that waits to be marked, or, with a score, is marked and published."""
    placement = placement_of(source, page)
    marked: dict[str, Any] = {}
    if score is not None:
        marked = {
            "status": AttemptStatus.GRADED,
            "points": Decimal(score) / 10,
            "score": score,
            "passed": score >= source.passing_score,
            "graded_at": at,
            "published_at": at,
        }
    defaults: dict[str, Any] = {
        "number": Submission.objects.filter(enrolment=enrolment, placement=placement).count() + 1,
        "status": AttemptStatus.PENDING,
        "brief": {},
        "brief_hash": "",
        "started_at": at,
        "changed_at": at,
        "submitted_at": at,
        "most_points": Decimal(10),
    }
    return Submission.objects.create(enrolment=enrolment, placement=placement, **defaults | marked | fields)


def override(enrolment: Enrolment, source: Authored, score: int | None, by: User) -> GradeOverride:
    """A score that a person set; None takes the last back."""
    return GradeOverride.objects.create(
        enrolment=enrolment,
        graded_item=source.graded_item,
        score=score,
        reason="Looked again",
        by=by,
        at=NOON,
    )
