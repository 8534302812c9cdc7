"""Withdraw a question that has been asked, and reinstate it.

Everybody has full marks for it, or it is left out of the score. Nobody loses marks by it, and no
milestone, completion or certificate is ever taken back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.transactions import held
from learning.courses.models import Course

from ..models import Attempt, AttemptStatus, MarkedQuestion, Marking, Void, VoidedQuestion
from ..permissions import courses_marked_by
from ..quizzes.voids import voids_in
from .settling import settle_attempt

if TYPE_CHECKING:
    from accounts.models import User


class VoidRefused(Exception):
    """A question can't be withdrawn or reinstated so; nothing was written."""


def courses_that_ask(user: User, question_id: UUID) -> QuerySet[Course]:
    """Those of the user's courses in which a question was asked. One query."""
    asked = MarkedQuestion.objects.filter(question_id=question_id)
    return courses_marked_by(user).filter(pk__in=asked.values("attempt__placement__graded_item__course"))


def attempts_asked(course_ids: list[int], question_id: UUID, *, after: int = 0) -> QuerySet[Attempt]:
    """Submitted attempts in these courses that asked it, by id. after: the id of the last that was done."""
    rows = MarkedQuestion.objects.filter(
        question_id=question_id,
        attempt__placement__graded_item__course__in=course_ids,
        attempt__status__in=[AttemptStatus.SUBMITTED, AttemptStatus.PENDING, AttemptStatus.GRADED],
    )
    return Attempt.objects.filter(pk__in=rows.values("attempt"), pk__gt=after).order_by("pk")


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def void_question(*, question_id: UUID, void: str, reason: str, by: User, at: datetime) -> list[int]:
    """Withdraw a question in all courses of theirs that asked it, or reinstate it (void: empty).

    Attempts that end from now on go by it; those that ended are left to `void_in_attempt`. Returns the ids
    of the courses. Raises VoidRefused.
    """
    if not reason.strip():
        raise VoidRefused(_("Enter a reason."))
    course_ids = list(courses_that_ask(by, question_id).order_by("pk").values_list("pk", flat=True))
    if not course_ids:
        raise VoidRefused(_("No one has been asked this question in your courses."))
    if void not in ("", *Void.values):
        raise VoidRefused(_("Choose what happens to the question."))
    VoidedQuestion.objects.bulk_create(
        VoidedQuestion(
            course_id=course_id, question_id=question_id, void=void, reason=reason.strip(), by=by, at=at
        )
        for course_id in course_ids
    )
    return course_ids


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def void_in_attempt(*, attempt_id: int, question_id: UUID, by: User, at: datetime, reason: str) -> bool:
    """Let one attempt go by what became of a question in its course. A repeat changes nothing.

    Returns whether anything changed.
    """
    attempt = (
        held(Attempt.objects.filter(pk=attempt_id), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .get()
    )
    void = voids_in(attempt.placement.graded_item.course_id, [question_id]).get(question_id, "")
    rows = list(MarkedQuestion.objects.filter(~Q(voided=void), attempt=attempt, question_id=question_id))
    for row in rows:
        before, row.voided = row.counted_score, void
        row.save(update_fields=["voided"])
        Marking.objects.create(
            attempt=attempt,
            place=row.place,
            how=Marking.How.VOID,
            before=before,
            score=row.counted_score,
            most_marks=row.most_marks,
            by=by,
            at=at,
            reason=reason,
            detail={"void": void},
        )
    if rows:
        settle_attempt(attempt, at=at, by=by)
    return bool(rows)


def void_batch(
    *, course_ids: list[int], question_id: UUID, by: User, reason: str, after: int, turn: timedelta
) -> int | None:
    """Let attempts go by it, those behind `after`, for as long as a turn lasts.

    Returns the id of the last one if there may be more; None at the end. Safe to repeat.
    """
    began = timezone.now()
    for pk in list(attempts_asked(course_ids, question_id, after=after).values_list("pk", flat=True)):
        void_in_attempt(attempt_id=pk, question_id=question_id, by=by, at=timezone.now(), reason=reason)
        if timezone.now() - began >= turn:
            return int(pk)
    return None
