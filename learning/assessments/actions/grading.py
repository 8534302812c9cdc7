"""Marking by hand: questions that wait for a person, submissions, overrides, and publishing.

Every mark leaves a row of its history. Who marks says which of these rows they had seen: if there is another
one since, somebody else was faster, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.events import emit
from common.transactions import held

from ..assignments.assignment_snapshot import AssignmentSnapshot, points_of
from ..assignments.late_policy import days_late, late_penalty
from ..events import SubmissionGraded
from ..models import Attempt, AttemptStatus, GradedItem, MarkedQuestion, Marking, Submission
from ..quizzes.scoring import ScoreTotal
from .settling import settle_attempt

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_COMMENT = 20_000  # characters
NOTHING = Decimal(0)


class GradingRefused(Exception):
    """The mark cannot be given; nothing was written. The text says why."""


class GradedMeanwhile(GradingRefused):
    """Somebody marked it after the screen was opened. last: their marking."""

    def __init__(self, last: Marking | None) -> None:
        who = last.by.get_display_name() if last and last.by else _("Someone else")
        super().__init__(
            _("%(who)s graded this while you had it open. Review their marks before you save.") % {"who": who}
        )
        self.last = last


@dataclass(frozen=True, slots=True)
class GivenMarks:
    """What a person thinks of a submission.

    levels: by the id of a criterion the place of its level. points: marks without a rubric, or instead of
    what the rubric adds up to; None: the rubric decides. takes_off: what being late costs by the rules.
    """

    levels: Mapping[str, int]
    comment: str
    points: Decimal | None = None
    takes_off: bool = True


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def grade_question(
    *,
    attempt_id: UUID,
    place: int,
    score: Decimal,
    comment: str,
    by: User,
    at: datetime,
    seen: int | None,
    reason: str = "",
) -> MarkedQuestion:
    """Give one question of an attempt its marks, or other ones than it had, which needs a reason.

    seen: the id of the last marking of this question that the marker saw; None: there was none.
    Raises MarkingRefused, MarkedMeanwhile.
    """
    attempt = _held(Attempt, attempt_id)
    question = MarkedQuestion.objects.filter(attempt=attempt, place=place).first()
    if question is None:
        raise GradingRefused(_("This attempt hasn't been submitted yet."))
    _check_seen(attempt.markings.filter(place=place), seen)
    _check_within(score, question.most_marks)
    before = question.score
    if before == score and question.comment == comment.strip():
        return question
    if before is not None and before != score and not reason.strip():
        raise GradingRefused(_("Enter a reason for changing the marks."))
    question.score, question.owed = score, NOTHING
    question.is_correct, question.is_by_hand = score == question.most_marks, True
    question.comment = comment.strip()[:LONGEST_COMMENT]
    question.save(update_fields=["score", "owed", "is_correct", "is_by_hand", "comment"])
    Marking.objects.create(
        attempt=attempt,
        place=place,
        how=Marking.How.MANUAL if before is None else Marking.How.OVERRIDE,
        before=before,
        score=score,
        most_marks=question.most_marks,
        by=by,
        at=at,
        reason=reason.strip(),
        detail={"comment": question.comment},
    )
    settle_attempt(attempt, at=at, by=by)
    return question


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def grade_submission(
    *,
    submission_id: UUID,
    judgement: GivenMarks,
    by: User,
    at: datetime,
    seen: int | None,
    reason: str = "",
) -> Submission:
    """Mark a submission, or mark it otherwise than before, which needs a reason.

    seen: as for `score_question`. Raises MarkingRefused, MarkedMeanwhile.
    """
    submission = _held(Submission, submission_id)
    if submission.submitted_at is None:
        raise GradingRefused(_("This hasn't been submitted yet."))
    _check_seen(submission.markings.all(), seen)
    brief = AssignmentSnapshot.from_json(submission.brief)
    earned = _earned(brief, judgement, submission.most_points)
    is_changed = submission.status == AttemptStatus.GRADED
    if is_changed and not reason.strip():
        raise GradingRefused(_("Enter a reason for changing the marks."))
    before, off = submission.points, _off(submission, brief, earned) if judgement.takes_off else NOTHING
    total = ScoreTotal(earned - off, submission.most_points)
    submission.points, submission.points_off, submission.score = total.points, off, total.score
    submission.passed = total.passes(submission.least_to_pass(brief.passing_score))
    submission.levels = dict(judgement.levels)
    submission.comment = judgement.comment.strip()[:LONGEST_COMMENT]
    submission.status = AttemptStatus.GRADED
    submission.graded_at, submission.graded_by = at, by
    if not brief.shown_together:
        submission.published_at = submission.published_at or at
    submission.save(update_fields=_MARKED)
    Marking.objects.create(
        submission=submission,
        how=Marking.How.OVERRIDE if is_changed else Marking.How.MANUAL,
        before=before,
        score=total.points,
        most_marks=submission.most_points,
        by=by,
        at=at,
        reason=reason.strip(),
        detail={"levels": submission.levels, "comment": submission.comment, "points_off": off},
    )
    if submission.published_at is not None:
        tell_of_marks(submission, at=at)
    return submission


_MARKED = [
    "points",
    "points_off",
    "score",
    "passed",
    "levels",
    "comment",
    "status",
    "graded_at",
    "graded_by",
    "published_at",
]


def publish_marks(*, graded_item: GradedItem, at: datetime) -> int:
    """Show everybody the marks of this work that are given and not shown yet. Returns how many.

    Each in a transaction of its own; safe to repeat.
    """
    waiting = marked_unseen(graded_item).values_list("public_id", flat=True)
    return sum(_publish(public_id, at=at) for public_id in list(waiting))


def marked_unseen(graded_item: GradedItem) -> Any:
    """The submissions of a graded item whose marks nobody was shown yet."""
    return Submission.objects.filter(
        placement__graded_item=graded_item, status=AttemptStatus.GRADED, published_at=None
    )


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _publish(submission_id: UUID, *, at: datetime) -> bool:
    submission = _held(Submission, submission_id)
    if submission.published_at is not None:
        return False
    submission.published_at = at
    submission.save(update_fields=["published_at"])
    tell_of_marks(submission, at=at)
    return True


def tell_of_marks(submission: Submission, *, at: datetime) -> None:
    """Record what the marks amount to, and tell the other apps of them. The caller holds the submission."""
    from ..grading.milestones import record_result

    record_result(submission, at=at)
    assert submission.score is not None and submission.passed is not None
    emit(
        SubmissionGraded(
            submission_id=submission.pk,
            enrolment_id=submission.enrolment_id,
            person_id=submission.enrolment.person_id,
            course_id=submission.enrolment.course_id,
            work_id=submission.placement.graded_item_id,
            lesson_id=submission.placement.lesson_id,
            score=submission.score,
            passed=submission.passed,
            graded_at=submission.graded_at or at,
        )
    )


def _held(model: Any, public_id: UUID) -> Any:
    rows = held(model.objects.filter(public_id=public_id), no_key=True)
    return rows.select_related("enrolment", "placement__graded_item").get()


def _check_seen(markings: Any, seen: int | None) -> None:
    last = markings.select_related("by").order_by("pk").last()
    if (last.pk if last else None) != seen:
        raise GradedMeanwhile(last)


def _check_within(score: Decimal, most: Decimal) -> None:
    if not NOTHING <= score <= most:
        raise GradingRefused(_("Enter marks from 0 to %(most)s.") % {"most": f"{most.normalize():f}"})


def _earned(brief: AssignmentSnapshot, judgement: GivenMarks, most: Decimal) -> Decimal:
    if judgement.points is not None:
        _check_within(judgement.points, most)
        return judgement.points
    if not brief.rubric:
        raise GradingRefused(_("Enter the marks."))
    try:
        return points_of(brief.rubric, judgement.levels)
    except (KeyError, IndexError) as error:
        raise GradingRefused(_("Choose a level for each criterion.")) from error


def _off(submission: Submission, brief: AssignmentSnapshot, earned: Decimal) -> Decimal:
    if not (submission.is_late and brief.deducts and submission.submitted_at):
        return NOTHING
    days = days_late(submission.due_at, submission.submitted_at)
    percent = brief.late_percent_per_day
    return late_penalty(earned, submission.most_points, days=days, percent_per_day=percent)
