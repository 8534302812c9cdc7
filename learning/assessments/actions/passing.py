"""A passing score that was lowered, given to those who were graded by the higher one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction

from common.transactions import held
from learning.courses import activities

from ..activity_kinds import assessment_kind
from ..models import Attempt, AttemptStatus, GradedItem, Marking, Submission
from .grading import tell_of_marks
from .settling import settle_attempt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def passing_score_of(graded_item: GradedItem) -> int | None:
    """What the item asks now, in %; None where it is gone. One query."""
    return activities.kind_named(graded_item.kind).passing_scores([graded_item.pk]).get(graded_item.pk)


def would_pass(graded_item: GradedItem, passing_score: int) -> QuerySet[Any]:
    """Graded attempts or submissions that were not passed and reach this score, by id."""
    model: Any = Submission if assessment_kind(graded_item.kind).takes_submissions else Attempt
    rows = model.objects.filter(placement__graded_item=graded_item, status=AttemptStatus.GRADED, passed=False)
    return rows.filter(score__gte=Decimal(passing_score)).order_by("pk")


def lower_passing_score(*, graded_item: GradedItem, by: User, at: datetime) -> int:
    """Let those pass who reach what the item asks now. Returns how many attempts or submissions.

    Each in a transaction of its own; a repeat changes nothing. Nobody ever loses a pass by a higher score.
    """
    passing_score = passing_score_of(graded_item)
    if passing_score is None:
        return 0
    ids = list(would_pass(graded_item, passing_score).values_list("pk", flat=True))
    takes_submissions = assessment_kind(graded_item.kind).takes_submissions
    pass_one = _pass_submission if takes_submissions else _pass_attempt
    return sum(pass_one(pk, passing_score, by=by, at=at) for pk in ids)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _pass_attempt(pk: int, passing_score: int, *, by: User, at: datetime) -> bool:
    attempt = (
        held(Attempt.objects.filter(pk=pk), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .get()
    )
    if attempt.passed or attempt.score is None or attempt.score < passing_score:
        return False
    attempt.lowered_passing_score = passing_score
    attempt.save(update_fields=["lowered_passing_score"])
    _record({"attempt": attempt}, attempt, passing_score, by=by, at=at)
    settle_attempt(attempt, at=at, by=by)
    return True


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _pass_submission(pk: int, passing_score: int, *, by: User, at: datetime) -> bool:
    submission = (
        held(Submission.objects.filter(pk=pk), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .get()
    )
    if submission.passed or submission.score is None or submission.score < passing_score:
        return False
    submission.lowered_passing_score, submission.passed = passing_score, True
    submission.save(update_fields=["lowered_passing_score", "passed"])
    _record({"submission": submission}, submission, passing_score, by=by, at=at)
    if submission.published_at is not None:
        tell_of_marks(submission, at=at)
    return True


def _record(
    what: dict[str, Any], record: Attempt | Submission, passing_score: int, *, by: User, at: datetime
) -> None:
    Marking.objects.create(
        **what,
        how=Marking.How.PASSING,
        before=record.points,
        score=record.points,
        most_marks=record.most_points,
        by=by,
        at=at,
        detail={"passing_score": passing_score},
    )
