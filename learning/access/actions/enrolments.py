"""Who takes a course, in which edition, and what they achieve in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.one_statement import ROW, Statement
from common.transactions import in_transaction
from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.viewer import Viewer

from .. import policies
from ..models import AchievementCorrection, CourseAccess, Enrolment, Milestone
from .following import begins_on
from .grants import (
    AS_THE_COURSE_SAYS,
    End,
    grant_course_access,
    is_open,
    renew_course_access,
    rules_of,
)

if TYPE_CHECKING:
    from accounts.models import User


#: Sources of grants, by kind, that enrol people in what they open to them.
ENROLS_BY_ITSELF = ("cohort", "bulk")


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
        open_for_free(person=person, course=course, run=run, at=at, using=using)
    return Enrolment.objects.using(using).get_or_create(
        person=person,
        course=course,
        run=run,
        defaults={"enrolled_at": at, "release_id": begins_on(course)},
    )[0]


@in_transaction
def open_for_free(
    *,
    person: User,
    course: Course,
    run: int,
    at: datetime,
    ends_at: datetime | None | End = AS_THE_COURSE_SAYS,
    using: str = DEFAULT_DB_ALIAS,
) -> CourseAccess:
    """Give a person a free grant, or let the one that they had work again. ends_at: as for any grant."""
    grant = grant_course_access(
        person=person,
        course=course,
        type=CourseAccess.Type.FREE,
        source_kind="free",
        source_id=str(run),
        by=None,
        at=at,
        ends_at=ends_at,
        run=run,
        using=using,
    )
    if is_open(grant, at):
        return grant
    if ends_at is AS_THE_COURSE_SAYS:
        ends_at = rules_of(course).end_for(at)
    return renew_course_access(
        grant=grant,
        starts_at=min(grant.starts_at, at),
        ends_at=ends_at,
        by=None,
        at=at,
        reason=_("Enrolled again"),
        using=using,
    )


@in_transaction
def enrol_where_open(
    *, person: User, courses: Iterable[Course], at: datetime, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Let a person take those of these courses that a grant opens to them by now, so that progress can begin.

    courses: with `latest_release`. Two queries and those of `policies.enrolment_verdicts`; none for none.
    """
    courses = list(courses)
    held = CourseAccess.objects.using(using).filter(person=person, course__in=courses).open_at(at)
    open_now = set(held.values_list("course", flat=True)) if courses else set()
    open_ones = [course for course in courses if course.pk in open_now]
    if not open_ones:
        return
    allowed = policies.enrolment_verdicts(Viewer(person=person, moment=at), open_ones)
    Enrolment.objects.using(using).bulk_create(
        [
            Enrolment(person=person, course=one, enrolled_at=at, release_id=begins_on(one))
            for one in open_ones
            if allowed[one.pk]
        ],
        ignore_conflicts=True,
    )


_SOURCE_KIND = Statement(lambda: CourseAccess.objects.filter(pk=ROW).values_list("source_kind"))


def enrol_at_start(*, grant_ids: Collection[int], at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Enrol those for whom these grants have opened, where their source enrols people without asking them.

    So whoever joined a cohort before its start is counted, graded and listed from its start on, even if they
    never come. Safe to repeat. One query where nobody is left to enrol.
    """
    if len(grant_ids) == 1:  # as most are: asked by a question that is put together once
        [grant_id] = grant_ids
        if not any(kind in ENROLS_BY_ITSELF for [kind] in _SOURCE_KIND.rows({ROW: grant_id}, using=using)):
            return
    grants = CourseAccess.objects.using(using).filter(pk__in=grant_ids, source_kind__in=ENROLS_BY_ITSELF)
    taken = Enrolment.objects.using(using).filter(person=OuterRef("person"), course=OuterRef("course"))
    waiting = grants.open_at(at).exclude(Exists(taken)).select_related("person", "course__latest_release")
    for grant in waiting.order_by("pk"):
        # The sweep that notices a start comes some minutes after it.
        began_at = max(grant.starts_at, at - timedelta(hours=1))
        enrol_where_open(person=grant.person, courses=[grant.course], at=began_at, using=using)


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
    if subject is not None and (last := _correction(person_id, subject, using)) is not None:
        if not last.passed:
            best = max((one for one in (last.score, score) if one is not None), default=None)
            _correct(person_id, course_id, subject, best, passed=True, at=at, using=using)
        return not last.passed
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
    if (last := _correction(person_id, subject, using)) is not None:
        is_better = last.score is None or score > last.score
        if is_better:
            _correct(person_id, course_id, subject, score, passed=last.passed, at=at, using=using)
        return is_better
    of_quiz: dict[str, Any] = {
        "person_id": person_id,
        "kind": Milestone.Kind.QUIZ_SCORED,
        "subject": subject,
    }
    if Milestone.objects.using(using).filter(**of_quiz, score__gte=score).exists():
        return False
    defaults = {"course_id": course_id, "achieved_at": at}
    return Milestone.objects.using(using).get_or_create(**of_quiz, score=score, defaults=defaults)[1]


@in_transaction
def revoke_achievements(
    *,
    person_id: int,
    course_id: int,
    subject: UUID,
    reason: str,
    by: User,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> bool:
    """Let nothing count that a person achieved so far in a quiz or exam; in the caller's transaction.

    What was achieved stays on record, and what comes later counts. What it completed meanwhile stays, too.
    subject: the public id of the quiz or exam. False when there was nothing to revoke.
    """
    about = Milestone.objects.using(using).filter(person=person_id, subject=subject)
    if _correction(person_id, subject, using) is None and not about.exists():
        return False
    _correct(person_id, course_id, subject, None, passed=False, at=at, by=by, reason=reason, using=using)
    return True


def _correction(person_id: int, subject: UUID, using: str) -> AchievementCorrection | None:
    """The last one. One query."""
    rows = AchievementCorrection.objects.using(using).filter(person=person_id, subject=subject)
    return rows.order_by("-at", "-pk").first()


def _correct(
    person_id: int,
    course_id: int,
    subject: UUID,
    score: Decimal | None,
    *,
    passed: bool,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    using: str,
) -> None:
    AchievementCorrection.objects.using(using).create(
        person_id=person_id,
        course_id=course_id,
        subject=subject,
        score=score,
        passed=passed,
        by=by,
        reason=reason,
        at=at,
    )
