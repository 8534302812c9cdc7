"""What staff see of one learner, in a number of queries that does not grow with what there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from learning.access.actions.bundles import BUNDLE
from learning.access.models import (
    AccessEvent,
    BundlePurchase,
    CohortMember,
    CourseAccess,
    Enrolment,
    Milestone,
    PathMember,
)
from learning.access.selectors import PaymentStatus, payment_status
from learning.classroom.staff.wording import STATUS_NAMES, STATUS_TONES, source_words
from learning.progress.selectors import progress_of_many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Suspension, User


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant as it works now. `actions`: names of what can be done to it, as addresses name them."""

    grant: CourseAccess
    status: str
    status_name: str
    tone: str
    source: str
    history: tuple[AccessEvent, ...]
    actions: tuple[str, ...]


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
class PurchaseRow:
    """One bundle that they were given, with the titles of what it opened."""

    purchase: BundlePurchase
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """Everything that templates/classroom/admin/learner.html draws of a person."""

    person: User
    suspensions: tuple[Suspension, ...]
    grants: tuple[GrantRow, ...]
    enrolments: tuple[EnrolmentRow, ...]
    milestones: tuple[Milestone, ...]
    memberships: tuple[CohortMember, ...]
    purchases: tuple[PurchaseRow, ...]
    paths: tuple[PathMember, ...]

    @property
    def is_suspended(self) -> bool:
        return not self.person.is_active


def learner_record(person: User, *, at: datetime) -> LearnerRecord:
    """At most fourteen queries, however many grants, enrolments and changes there are."""
    grants = grant_rows(CourseAccess.objects.filter(person=person), at=at)
    return LearnerRecord(
        person=person,
        suspensions=tuple(
            person.suspensions.select_related("suspended_by", "lifted_by").order_by("-suspended_at")
        ),
        grants=grants,
        enrolments=_enrolment_rows(person, grants),
        milestones=tuple(
            Milestone.objects.filter(person=person)
            .select_related("course", "lesson")
            .order_by("-achieved_at", "-pk")
        ),
        memberships=tuple(
            CohortMember.objects.filter(person=person).select_related("cohort").order_by("-joined_at")
        ),
        purchases=_purchase_rows(person, grants),
        paths=tuple(PathMember.objects.filter(person=person).select_related("path").order_by("-joined_at")),
    )


def grant_rows(grants: Iterable[CourseAccess], *, at: datetime) -> tuple[GrantRow, ...]:
    """Grants with their whole history, the newest first. grants: a queryset; two queries."""
    found = list(grants.select_related("course", "granted_by").order_by("-granted_at", "-pk"))  # type: ignore[attr-defined]
    events: dict[int, list[AccessEvent]] = defaultdict(list)
    for event in AccessEvent.objects.filter(grant__in=found).select_related("actor").order_by("at", "pk"):
        events[event.grant_id].append(event)
    return tuple(_grant_row(grant, tuple(events[grant.pk]), at) for grant in found)


def _grant_row(grant: CourseAccess, history: tuple[AccessEvent, ...], at: datetime) -> GrantRow:
    status = grant.effective_status(at)
    return GrantRow(
        grant=grant,
        status=status,
        status_name=str(STATUS_NAMES[status]),
        tone=STATUS_TONES[status],
        source=source_words(grant),
        history=history,
        actions=actions_on(grant),
    )


def actions_on(grant: CourseAccess) -> tuple[str, ...]:
    """What can be done to a grant in the state that it is in."""
    Status = CourseAccess.Status
    return {
        Status.PENDING: ("unlock", "extend", "revoke"),
        Status.UNLOCKED: ("extend", "lock", "revoke"),
        Status.LOCKED: ("unlock", "extend", "revoke"),
        Status.REVOKED: ("reinstate",),
    }[Status(grant.status)]


def _purchase_rows(person: User, grants: tuple[GrantRow, ...]) -> tuple[PurchaseRow, ...]:
    opened: dict[str, list[str]] = defaultdict(list)
    for row in grants:
        opened[row.grant.source_key].append(row.grant.course.title)
    purchases = BundlePurchase.objects.filter(buyer=person).select_related("granted_by", "revoked_by")
    return tuple(
        PurchaseRow(purchase, tuple(sorted(opened[f"{BUNDLE}:{purchase.pk}"]))) for purchase in purchases
    )


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


def actor_of(event: AccessEvent) -> str:
    """Who made a change, in words."""
    return str(event.actor) if event.actor else _("System")
