"""End an attempt: by its learner, or by the clock. It is marked at once."""

from __future__ import annotations

import logging
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet

from common.transactions import held

from .. import policies
from ..models import Attempt, AttemptStatus, MarkedQuestion, Marking
from ..quizzes.attempt_history import last_entries
from ..quizzes.attempt_rules import GRACE, AttemptRules
from ..quizzes.scoring import score_attempt
from ..quizzes.snapshots import QuestionSnapshot
from ..quizzes.voids import voids_in
from .settling import settle_attempt

logger = logging.getLogger(__name__)


def close_attempts_out_of_time(*, at: datetime) -> int:
    """Submit every attempt whose time was up. Returns how many; each in a transaction of its own."""
    due = Attempt.objects.out_of_time(at - GRACE).order_by("deadline_at").values_list("pk", flat=True)
    closed = 0
    for pk in list(due):
        try:
            closed += _close_by_clock(pk, at=at)
        except Exception:  # one that cannot be marked must not keep the others waiting
            logger.exception("Attempt %s could not be submitted when its time was up", pk)
    return closed


def close_if_out_of_time(attempt: Attempt, *, at: datetime) -> Attempt:
    """The attempt as it stands now: submitted, if somebody looks at it after its time was up."""
    if not (attempt.is_open and policies.is_out_of_time(attempt, at)):
        return attempt
    close_each(Attempt.objects.filter(pk=attempt.pk), at=at)
    attempt.refresh_from_db()
    return attempt


def close_each(attempts: QuerySet[Attempt], *, at: datetime) -> int:
    """Submit those whose time is up. Returns how many."""
    return sum(_close_by_clock(pk, at=at) for pk in list(attempts.values_list("pk", flat=True)))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _close_by_clock(attempt_pk: int, *, at: datetime) -> bool:
    attempt = (
        held(Attempt.objects.filter(pk=attempt_pk), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .get()
    )
    if not (attempt.is_open and policies.is_out_of_time(attempt, at)):
        return False
    close(attempt, at=at, by_clock=True)
    return True


def close(attempt: Attempt, *, at: datetime, by_clock: bool) -> Attempt:
    """Submit and mark an attempt that the caller holds.

    by_clock: it ended with its time, whenever that is noticed.
    """
    ended = attempt.deadline_at if by_clock and attempt.deadline_at else at
    attempt.status = AttemptStatus.SUBMITTED
    attempt.submitted_at, attempt.was_closed_by_clock = ended, by_clock
    attempt.seconds_taken = max(0, int((ended - attempt.started_at).total_seconds()))
    attempt.save(update_fields=["status", "submitted_at", "was_closed_by_clock", "seconds_taken"])
    _mark(attempt, at=at)
    return settle_attempt(attempt, at=at)


def _mark(attempt: Attempt, *, at: datetime) -> None:
    answers = {entry.place: entry.answer for entry in last_entries(attempt)}
    paper = [QuestionSnapshot.from_data(row) for row in attempt.paper]
    rules = AttemptRules.from_json(attempt.rules)
    marked = score_attempt(paper, answers, penalty_percent=rules.penalty_percent)
    voids = voids_in(attempt.placement.graded_item.course_id, [each.frozen.asked.question for each in marked])
    MarkedQuestion.objects.bulk_create(
        MarkedQuestion(
            attempt=attempt,
            place=each.frozen.place,
            question_id=each.frozen.asked.question,
            kind=each.frozen.asked.kind,
            content_hash=each.frozen.hash,
            answer=each.answer,
            most_marks=each.frozen.asked.marks,
            score=each.score,
            owed=each.marked.owed,
            is_correct=each.marked.is_correct,
            voided=voids.get(UUID(each.frozen.asked.question), ""),
        )
        for each in marked
    )
    Marking.objects.create(
        attempt=attempt,
        how=Marking.How.AUTOMATIC,
        score=sum((each.score for each in marked if each.score is not None), Decimal(0)),
        most_marks=attempt.most_points,
        at=at,
        detail={"scores": {str(each.frozen.place): each.score for each in marked}},
    )
