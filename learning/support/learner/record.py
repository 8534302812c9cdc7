"""What staff see of one learner, in a number of queries that does not grow with what there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from learning.access.admin.grant_record import GrantRow, PurchaseRow, grant_rows, purchase_rows
from learning.access.models import (
    AchievementCorrection,
    CohortMember,
    CourseAccess,
    Enrolment,
    Milestone,
    PathMember,
)
from learning.access.selectors import PaymentStatus, payment_status
from learning.assessments.models import Attempt, Submission
from learning.progress.selectors import progress_of_many

from ..models import SupportCase

if TYPE_CHECKING:
    from accounts.models import Suspension, User

#: How many attempts, and how many submissions, are shown at most.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One enrolment. `percentage` is None before the course was released."""

    enrolment: Enrolment
    percentage: int | None
    lessons_done: int
    lessons_total: int
    completed_at: datetime | None
    last_active_at: datetime | None
    payment: PaymentStatus

    @property
    def is_paid(self) -> bool:
        return self.payment == PaymentStatus.PAID


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """Everything that templates/support/learner.html draws of a person."""

    person: User
    suspensions: tuple[Suspension, ...]
    grants: tuple[GrantRow, ...]
    enrolments: tuple[EnrolmentRow, ...]
    milestones: tuple[Milestone, ...]
    memberships: tuple[CohortMember, ...]
    purchases: tuple[PurchaseRow, ...]
    paths: tuple[PathMember, ...]
    attempts: tuple[Attempt, ...]
    submissions: tuple[Submission, ...]
    cases: tuple[SupportCase, ...]

    @property
    def is_suspended(self) -> bool:
        return not self.person.is_active


def learner_record(person: User, *, at: datetime) -> LearnerRecord:
    """At most seventeen queries, however many grants, enrolments and changes there are."""
    grants = grant_rows(CourseAccess.objects.filter(person=person), at=at)
    revoked = AchievementCorrection.objects.filter(
        person=person, subject=OuterRef("subject"), by__isnull=False, at__gte=OuterRef("achieved_at")
    )
    return LearnerRecord(
        person=person,
        suspensions=tuple(
            person.suspensions.select_related("suspended_by", "lifted_by").order_by("-suspended_at")
        ),
        grants=grants,
        enrolments=_enrolment_rows(person, grants),
        milestones=tuple(
            Milestone.objects.filter(person=person)
            .annotate(revoked_at=Subquery(revoked.order_by("at").values("at")[:1]))
            .select_related("course", "lesson")
            .order_by("-achieved_at", "-pk")
        ),
        memberships=tuple(
            CohortMember.objects.filter(person=person).select_related("cohort").order_by("-joined_at")
        ),
        purchases=purchase_rows(person, grants),
        paths=tuple(PathMember.objects.filter(person=person).select_related("path").order_by("-joined_at")),
        attempts=tuple(_newest(Attempt.objects.defer("paper"), person, "-started_at")),
        submissions=tuple(_newest(Submission.objects.all(), person, "-started_at")),
        cases=tuple(
            SupportCase.objects.filter(person=person).select_related("course", "opened_by", "handed_to")
        ),
    )


def _newest(rows: Any, person: User, order: str) -> Any:
    """A person's attempts or submissions, the newest of them first. One query."""
    joined = ("enrolment__course", "placement__graded_item", "placement__lesson")
    return rows.filter(enrolment__person=person).select_related(*joined).order_by(order, "-pk")[:SHOWN]


def _enrolment_rows(person: User, grants: tuple[GrantRow, ...]) -> tuple[EnrolmentRow, ...]:
    by_course: dict[tuple[int, int], list[CourseAccess]] = defaultdict(list)
    for row in grants:
        by_course[row.grant.course_id, row.grant.run].append(row.grant)
    return tuple(
        EnrolmentRow(
            enrolment=taken.enrolment,
            percentage=taken.progress.percentage,
            lessons_done=taken.progress.lessons_done,
            lessons_total=taken.progress.lessons_total,
            completed_at=taken.progress.completed_at,
            last_active_at=taken.progress.last_active_at,
            payment=payment_status(by_course[taken.course.pk, taken.enrolment.run]),
        )
        for taken in progress_of_many(person).courses
    )
