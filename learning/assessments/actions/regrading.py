"""Marking again after a key was corrected. No milestone, completion or certificate is ever taken back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from common.background import ongoing
from common.transactions import held

from ..grading.regrading import RegradedQuestion, RegradeOptions, RegradeScope, changes_of
from ..models import Attempt, Marking
from ..permissions import courses_marked_by
from ..question_types import EDITION
from .settling import settle_attempt

if TYPE_CHECKING:
    from accounts.models import User


#: A turn that is not heard of for so long is taken for dead, and marking may be begun again.
BELIEVED_FOR = timedelta(minutes=15)


def scope_of(
    user: User, *, question_id: UUID | str | None = None, graded_item_id: int | None = None
) -> RegradeScope:
    """A question or a graded item, in the courses that somebody marks."""
    courses = frozenset(courses_marked_by(user).values_list("pk", flat=True))
    return RegradeScope(courses, UUID(str(question_id)) if question_id else None, graded_item_id)


def progress_of(scope: RegradeScope, *, at: datetime) -> tuple[int, int] | None:
    """How many attempts are done, of how many; None while nothing runs in the background. One query."""
    found = ongoing.find(subject_of(scope), at=at)
    return (found.done, found.total) if found else None


def tell_progress(scope: RegradeScope, done: int, total: int, *, at: datetime) -> None:
    ongoing.tell(subject_of(scope), done=done, total=total, at=at, lasts=BELIEVED_FOR)


def regrade_batch(
    *, scope: RegradeScope, choices: RegradeOptions, by: User, reason: str, after: int, turn: timedelta
) -> int | None:
    """Mark attempts again, those behind `after`, for as long as a turn lasts.

    Returns the id of the last one if there may be more; None at the end. Safe to repeat.
    """
    began = timezone.now()
    done, total = progress_of(scope, at=began) or (0, scope.attempts(after=after).count())
    for pk in list(scope.attempts(after=after).values_list("pk", flat=True)):
        regrade_attempt(attempt_id=pk, scope=scope, choices=choices, by=by, at=timezone.now(), reason=reason)
        done += 1
        if timezone.now() - began >= turn:
            tell_progress(scope, done, total, at=timezone.now())
            return int(pk)
    ongoing.release(subject_of(scope))
    return None


def subject_of(scope: RegradeScope) -> str:
    """By which the job that regrades is found."""
    return f"assessments.remark.{scope.graded_item_id or ''}.{scope.question_id or ''}"


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def regrade_attempt(
    *, attempt_id: int, scope: RegradeScope, choices: RegradeOptions, by: User, at: datetime, reason: str = ""
) -> bool:
    """Give the questions of one attempt what they earn by their present keys. A repeat changes nothing.

    Returns whether anything changed.
    """
    attempt = (
        held(Attempt.objects.filter(pk=attempt_id), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .get()
    )
    change = next(changes_of([attempt], scope, choices, Counter()))
    for mark in change.marks:
        _write(mark, attempt, by=by, at=at, reason=reason)
    if change.marks:
        settle_attempt(attempt, at=at, by=by)
    return bool(change.marks)


def _write(mark: RegradedQuestion, attempt: Attempt, *, by: User, at: datetime, reason: str) -> None:
    row, before = mark.row, mark.row.score
    row.score, row.owed, row.is_correct = mark.marked.score, mark.marked.owed, mark.marked.is_correct
    row.save(update_fields=["score", "owed", "is_correct"])
    Marking.objects.create(
        attempt=attempt,
        place=row.place,
        how=Marking.How.REMARK,
        before=before,
        score=row.score,
        most_marks=row.most_marks,
        by=by,
        at=at,
        reason=reason,
        detail={"data": dict(mark.data), "edition": EDITION},
    )
