"""Who takes a course, in which edition, and what they achieve in it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from common.transactions import in_transaction
from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.viewer import Viewer

from .. import policies
from ..models import CourseAccess, Enrolment, Milestone
from .grants import grant_course_access

if TYPE_CHECKING:
    from accounts.models import User


class EnrolmentRefused(Exception):
    """The person may not take the course; nothing was written. `verdict` says why, in words for them."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


@in_transaction
def enrol(
    *, person: User, course: Course, at: datetime, run: int = 1, using: str = DEFAULT_DB_ALIAS
) -> Enrolment:
    """Let a person take a course: their enrolment and, if no other grant lets them in, a free one.

    A repeat, also at the same time, changes nothing and returns the same enrolment.
    Raises EnrolmentRefused.
    """
    viewer = Viewer(person=person, moment=at)
    verdict = policies.may_enrol(viewer, course)
    if not verdict:
        raise EnrolmentRefused(verdict)
    has_grant = CourseAccess.objects.using(using).filter(person=person, course=course).open_at(at).exists()
    if not has_grant:
        grant_course_access(
            person=person,
            course=course,
            type=CourseAccess.Type.FREE,
            source_kind="free",
            source_id=str(run),
            by=None,
            at=at,
            run=run,
            using=using,
        )
    return Enrolment.objects.using(using).get_or_create(
        person=person, course=course, run=run, defaults={"enrolled_at": at}
    )[0]


@in_transaction
def pin_release(*, enrolment: Enrolment, release_id: int, using: str = DEFAULT_DB_ALIAS) -> None:
    """Have an enrolment stay with a release from now on. One that is pinned already keeps its release."""
    Enrolment.objects.using(using).filter(pk=enrolment.pk, release=None).update(release_id=release_id)
    enrolment.refresh_from_db(fields=["release"])


@in_transaction
def mark_paid_up(*, enrolment: Enrolment, at: datetime | None, using: str = DEFAULT_DB_ALIAS) -> Enrolment:
    """Say when the last instalment was paid; None takes it back."""
    enrolment = Enrolment.objects.using(using).select_for_update().get(pk=enrolment.pk)
    enrolment.paid_up_at = at
    enrolment.save(update_fields=["paid_up_at"])
    return enrolment


@in_transaction
def record_milestone(
    *,
    person_id: int,
    course_id: int,
    kind: str,
    at: datetime,
    lesson_id: int | None = None,
    subject: UUID | None = None,
    score: Decimal | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> bool:
    """Remember an achievement, in the caller's transaction. False when it was remembered before.

    subject: the public id of the quiz or exam that it is about; once per person then.
    """
    what: dict[str, Any] = {"person_id": person_id, "kind": kind, "lesson_id": lesson_id, "subject": subject}
    if subject is None:
        what["course_id"] = course_id
    defaults = {"course_id": course_id, "score": score, "achieved_at": at}
    return Milestone.objects.using(using).get_or_create(**what, defaults=defaults)[1]


@in_transaction
def record_score(
    *,
    person_id: int,
    course_id: int,
    subject: UUID,
    score: Decimal,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> bool:
    """Remember a score of a quiz, in %, if it is better than all before; in the caller's transaction.

    subject: the public id of the quiz. False when an earlier one was as good.
    """
    of_quiz: dict[str, Any] = {
        "person_id": person_id,
        "kind": Milestone.Kind.QUIZ_SCORED,
        "subject": subject,
    }
    if Milestone.objects.using(using).filter(**of_quiz, score__gte=score).exists():
        return False
    defaults = {"course_id": course_id, "achieved_at": at}
    return Milestone.objects.using(using).get_or_create(**of_quiz, score=score, defaults=defaults)[1]
