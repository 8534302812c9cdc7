"""What access remembers of results, so that its rules about achievements need nothing from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from common.natural_order import natural_key
from learning.access.actions import record_milestone, record_score
from learning.access.models import AchievementCorrection, Enrolment, Milestone
from learning.assessments.models import Attempt, GradedItem, Submission
from learning.courses import activities
from learning.courses.models import CoursePage


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


@dataclass(frozen=True)
class Achieved:
    """What counts of what a person achieved, whatever score is set now.

    in_item: of the item itself, which staff may revoke. of_course: the completed course, which stays. opens:
    titles of the courses that ask for a score in the item.
    """

    in_item: tuple[Milestone, ...] = ()
    of_course: tuple[Milestone, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def opened_titles(self) -> str:
        return ", ".join(f"“{title}”" for title in self.opens)

    @property
    def is_any(self) -> bool:
        return bool(self.in_item or self.of_course)


def achievements_of(enrolment: Enrolment, graded_item: GradedItem) -> Achieved:
    """What is recorded of a work and of the whole course. At most three queries."""
    subject = graded_item.public_id
    milestones = Milestone.objects.filter(person=enrolment.person_id, course=enrolment.course_id)
    about = Q(subject=subject) | Q(subject=None, kind=Milestone.Kind.COURSE_COMPLETED)
    rows = list(milestones.filter(about).order_by("achieved_at", "pk"))
    in_item = [row for row in rows if row.subject == subject]
    if in_item:
        corrections = AchievementCorrection.objects.filter(person=enrolment.person_id, subject=subject)
        if (last := corrections.order_by("-at", "-pk").first()) is not None:
            in_item = _as_corrected(last, graded_item)
    opens: list[str] = []
    if in_item:
        asking = CoursePage.objects.filter(quiz_prerequisites__quiz=subject, live=True, alias_of=None)
        opens = sorted(set(asking.values_list("course__title", flat=True)), key=natural_key)
    of_course = [row for row in rows if row.subject is None]
    return Achieved(tuple(in_item), tuple(of_course), tuple(opens))


def _as_corrected(last: AchievementCorrection, graded_item: GradedItem) -> list[Milestone]:
    """The milestones that there would be, had only counted what counts now."""
    passed = activities.kind_named(graded_item.kind).milestone
    kinds = {str(Milestone.Kind.QUIZ_SCORED): last.score is not None, passed: last.passed}
    return [
        Milestone(
            person_id=last.person_id,
            course_id=last.course_id,
            subject=last.subject,
            kind=kind,
            score=last.score,
            achieved_at=last.at,
        )
        for kind, counts in kinds.items()
        if counts
    ]
