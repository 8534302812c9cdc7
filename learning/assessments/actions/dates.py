"""When more time or another date is given, attempts that are open, drafts and late submissions follow.

Nobody gets less by it: an open attempt keeps its time, and a submission keeps the latest date that held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.transactions import held
from learning.access.models import Enrolment

from ..assignments.assignment_snapshot import AssignmentSnapshot
from ..assignments.late_policy import days_late, late_penalty
from ..models import Assignment, Attempt, AttemptStatus, Examination, Marking, Submission
from ..quizzes.accommodations import CourseAccommodations, accommodations_in
from ..quizzes.attempt_rules import AttemptRules
from ..quizzes.placements import Authored, sources_in
from ..quizzes.scoring import ScoreTotal

if TYPE_CHECKING:
    from accounts.models import User

_LATE = ["due_at", "is_late", "status", "points", "points_off", "score", "passed"]


@dataclass(frozen=True, slots=True)
class _Change:
    """What moved, and who moved it."""

    sources: Mapping[int, Authored]
    by: User | None
    at: datetime
    given: dict[int, CourseAccommodations]

    def given_to(self, enrolment: Enrolment) -> CourseAccommodations:
        """What a learner has beyond the others. One query for each learner."""
        if enrolment.pk not in self.given:
            self.given[enrolment.pk] = accommodations_in(enrolment, self.at)
        return self.given[enrolment.pk]


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def follow_dates(
    *, course_id: int, graded_item_id: int | None, at: datetime, people: Any = None, by: User | None = None
) -> None:
    """Let open attempts, drafts and late submissions have what holds for their learners now.

    graded_item_id: None for all of the course. people: ids, or a query for them; None: everybody. by: who
    gave it; None: it came with an edition of the rules. Safe to repeat. Four queries, and one or two for each
    learner whom it reaches.
    """
    change = _Change(sources_in(course_id, graded_item_id), by, at, {})
    theirs: dict[str, Any] = {"enrolment__course": course_id}
    if graded_item_id is not None:
        theirs["placement__graded_item"] = graded_item_id
    if people is not None:
        theirs["enrolment__person__in"] = people
    for attempt in _held(Attempt.objects.in_progress().filter(deadline_at__isnull=False, **theirs)):
        _lengthen(attempt, change)
    for draft in _held(Submission.objects.filter(status=AttemptStatus.IN_PROGRESS, **theirs)):
        _move_draft(draft, change)
    late = Submission.objects.filter(is_late=True, submitted_at__isnull=False, **theirs)
    for submission in _held(late):
        _judge_lateness(submission, change)


def _held(rows: Any) -> Any:
    return held(rows, no_key=True).select_related("enrolment", "placement__graded_item").order_by("pk")


def _lengthen(attempt: Attempt, change: _Change) -> None:
    rules = AttemptRules.from_json(attempt.rules)
    item = attempt.placement.graded_item_id
    allowed, source = change.given_to(attempt.enrolment).of(item), change.sources.get(item)
    now = AttemptRules.of(source, allowed) if isinstance(source, Examination) else rules.allowing(allowed)
    deadline = rules.or_longer(now).deadline(attempt.started_at)
    if deadline is None or (attempt.deadline_at and deadline > attempt.deadline_at):
        attempt.deadline_at = deadline
        attempt.save(update_fields=["deadline_at"])


def _move_draft(draft: Submission, change: _Change) -> None:
    source = change.sources.get(draft.placement.graded_item_id)
    if not isinstance(source, Assignment):
        return
    due_at = change.given_to(draft.enrolment).of(source.graded_item_id).due_after(source.due_at)
    if due_at != draft.due_at:
        draft.due_at = due_at
        draft.closes_at = due_at if AssignmentSnapshot.from_json(draft.brief).refuses_late else None
        draft.save(update_fields=["due_at", "closes_at"])


def _judge_lateness(submission: Submission, change: _Change) -> None:
    source = change.sources.get(submission.placement.graded_item_id)
    if not isinstance(source, Assignment) or submission.due_at is None or submission.submitted_at is None:
        return
    now = change.given_to(submission.enrolment).of(source.graded_item_id).due_after(source.due_at)
    if now is not None and now <= submission.due_at:
        return
    submission.due_at = now
    days = days_late(now, submission.submitted_at)
    submission.is_late = days > 0
    if submission.status == AttemptStatus.LATE and not submission.is_late:
        submission.status = AttemptStatus.PENDING
    before, off = submission.points, _penalty_now(submission, days)
    is_changed = off != submission.points_off and before is not None
    if before is not None and is_changed:
        total = ScoreTotal(before + submission.points_off - off, submission.most_points)
        submission.points, submission.score, submission.points_off = total.points, total.score, off
        brief = AssignmentSnapshot.from_json(submission.brief)
        submission.passed = total.passes(submission.least_to_pass(brief.passing_score))
    submission.save(update_fields=_LATE)
    if is_changed:
        _tell(submission, before, change)


def _penalty_now(submission: Submission, days: int) -> Any:
    """What comes off for so many days. Who marked may have waived it, which stays."""
    if submission.points is None or not submission.points_off:
        return submission.points_off
    brief = AssignmentSnapshot.from_json(submission.brief)
    earned = submission.points + submission.points_off
    return late_penalty(earned, submission.most_points, days=days, percent_per_day=brief.late_percent_per_day)


def _tell(submission: Submission, before: Any, change: _Change) -> None:
    from .grading import tell_of_marks

    Marking.objects.create(
        submission=submission,
        how=Marking.How.DATE_MOVED,
        before=before,
        score=submission.points,
        most_marks=submission.most_points,
        by=change.by,
        at=change.at,
        reason=_("Another due date holds."),
        detail={
            "levels": submission.levels,
            "comment": submission.comment,
            "points_off": submission.points_off,
        },
    )
    if submission.published_at is not None:
        tell_of_marks(submission, at=change.at)
