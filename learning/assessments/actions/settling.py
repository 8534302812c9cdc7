"""What the marks of an attempt amount to."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from common.events import emit

from ..events import AttemptGraded
from ..models import Attempt, AttemptStatus, MarkedQuestion
from ..quizzes.attempt_rules import AttemptRules
from ..quizzes.scoring import CountedMarks, total_with_voids

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def settle_attempt(attempt: Attempt, *, at: datetime, by: User | None = None) -> Attempt:
    """Work out points, score and pass of a submitted attempt from its marks, and tell of what is new.

    While a question waits for a person the attempt is pending, unless it was graded before. A result is
    shown to its learner as soon as it is there. by: who marked last; None: nobody but the academy.
    A repeat without new marks changes nothing. The caller holds the attempt.
    """
    columns = ("score", "owed", "most_marks", "voided")
    marks = MarkedQuestion.objects.filter(attempt=attempt).values_list(*columns)
    total, left_out = total_with_voids(itertools.starmap(CountedMarks, marks), attempt.most_points)
    if total is None:
        if attempt.status == AttemptStatus.SUBMITTED:
            attempt.status = AttemptStatus.PENDING
            attempt.save(update_fields=["status"])
        return attempt
    passed = total.passes(AttemptRules.standing(attempt).passing_score)
    before = (attempt.status, attempt.points, attempt.score, attempt.passed, attempt.voided_points)
    if before == (AttemptStatus.GRADED, total.points, total.score, passed, left_out):
        return attempt
    attempt.status = AttemptStatus.GRADED
    attempt.points, attempt.score, attempt.passed = total.points, total.score, passed
    attempt.voided_points = left_out
    attempt.graded_at, attempt.graded_by = at, by
    attempt.published_at = attempt.published_at or at
    marked = ["status", "points", "voided_points", "score", "passed"]
    attempt.save(update_fields=[*marked, "graded_at", "graded_by", "published_at"])
    _tell(attempt, at=at)
    return attempt


def _tell(attempt: Attempt, *, at: datetime) -> None:
    from ..grading.milestones import record_result

    record_result(attempt, at=at)
    assert attempt.score is not None and attempt.passed is not None
    emit(
        AttemptGraded(
            attempt_id=attempt.pk,
            enrolment_id=attempt.enrolment_id,
            person_id=attempt.enrolment.person_id,
            course_id=attempt.enrolment.course_id,
            work_id=attempt.placement.graded_item_id,
            lesson_id=attempt.placement.lesson_id,
            score=attempt.score,
            passed=attempt.passed,
            graded_at=at,
        )
    )
