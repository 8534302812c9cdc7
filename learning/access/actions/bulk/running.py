"""Running a job, batch by batch: each is one transaction behind a lock on the job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils import timezone

from accounts.actions import NotAllowed, create_account
from accounts.models import User
from accounts.profile.names import without_address
from common.events import emit
from learning.access.engine.bulk_eligibility import Pair, who_may_enrol
from learning.access.events import AccessOpenedToMany
from learning.access.models import (
    AccessEvent,
    BulkEnrolmentJob,
    BulkOutcome,
    BulkRecipient,
    CourseAccess,
    Enrolment,
)
from learning.courses.models import Course

from ..following import begins_on
from ..grants import is_open
from . import recipients
from .changes import apply_changes, decide, earlier_changes
from .dry_run import Wanted, grants_of, opens, outcome_of, wanted_by
from .jobs import locked
from .recipients import batches, find_known, people_by_address

BULK = "bulk"
INVITED_AT_ONCE = 25  # each costs a dozen queries and a mail

_Grants = dict[Pair, list[CourseAccess]]


def run_bulk(
    *,
    bulk_id: int,
    clock: Callable[[], datetime] = timezone.now,
    turn: timedelta | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> bool:
    """Deal with everybody who is pending, batch by batch, until it is done or stopped.

    turn: how long at most before somebody else may have the worker. True: there may be more to do then.
    Safe to run twice, also at the same time, and after a run that was cut off: each batch is one transaction
    behind a lock on the job. A fault leaves it stopped, to be set going by hand, and is raised.
    """
    began = clock()
    try:
        while run_batch(bulk_id=bulk_id, at=(now := clock()), using=using):
            if turn is not None and now - began >= turn:
                return True
    except Exception:
        running = BulkEnrolmentJob.objects.using(using).filter(
            pk=bulk_id, state=BulkEnrolmentJob.State.RUNNING
        )
        running.update(state=BulkEnrolmentJob.State.STOPPED, has_failed=True)
        raise
    return False


def run_batch(*, bulk_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Deal with the next few hundred people. False: nothing was left to do, or it does not run."""
    _invite_next(bulk_id, at, using=using)
    with transaction.atomic(using=using):
        bulk = locked(bulk_id, using=using)
        if bulk.state != BulkEnrolmentJob.State.RUNNING:
            return False
        bulk.moved_at = at
        wanted = wanted_by(bulk, at)
        if bulk.ends_at is not None and bulk.ends_at <= (bulk.starts_at or at):
            bulk.state, rows = BulkEnrolmentJob.State.STOPPED, []  # its time ran out underway
        elif rows := _next_rows(bulk, courses=len(wanted)):
            _settle(bulk, rows, wanted, at, using=using)
        else:
            bulk.state, bulk.finished_at = BulkEnrolmentJob.State.DONE, at
        bulk.save(update_fields=["moved_at", "state", "finished_at"])
        return bool(rows)


def _settle(
    bulk: BulkEnrolmentJob, rows: list[BulkRecipient], wanted: list[Wanted], at: datetime, *, using: str
) -> None:
    """Do for these people what the job does, write its history, and what became of each."""
    find_known(bulk, rows, using=using)
    rows_known = [row for row in rows if row.person_id is not None and not row.problem]
    if bulk.action != BulkEnrolmentJob.Action.GRANT:
        _change(bulk, rows_known, wanted, at, using=using)
        BulkRecipient.objects.using(using).filter(pk__in=[row.pk for row in rows]).update(settled_at=at)
        return
    grants = grants_of([row.person_id for row in rows_known if row.person_id], wanted, using=using)
    outcomes, opened = [], []
    for row in rows_known:
        for each in wanted:
            assert row.person_id is not None, "only who is known is in here"
            held = grants[row.person_id, each.course.pk]
            code = outcome_of(held, each, includes_stopped=bulk.includes_stopped)
            grant = _new_grant(bulk, row.person_id, each, at) if opens(code) else None
            if grant is not None:
                opened.append(grant)
                held.append(grant)
            outcomes.append(BulkOutcome(row=row, course=each.course, code=code, grant=grant))
    _write(bulk, opened, at, using=using)
    BulkOutcome.objects.using(using).bulk_create(outcomes)
    _enrol(opened, grants, [each.course for each in wanted], at, using=using)
    BulkRecipient.objects.using(using).filter(pk__in=[row.pk for row in rows]).update(settled_at=at)


def _change(
    bulk: BulkEnrolmentJob, rows: list[BulkRecipient], wanted: list[Wanted], at: datetime, *, using: str
) -> None:
    """Change the grants that these people have, as they stand now."""
    people = [row.person_id for row in rows if row.person_id]
    held: dict[Pair, list[CourseAccess]] = defaultdict(list)
    grants = CourseAccess.objects.using(using).filter(
        person__in=people, course__in=[each.course.pk for each in wanted]
    )
    for grant in grants.select_for_update().order_by("pk"):
        held[grant.person_id, grant.course_id].append(grant)
    earlier = earlier_changes(bulk, people, using=using)
    decided = []
    for row in rows:
        for each in wanted:
            assert row.person_id is not None, "only who is known is in here"
            pair = (row.person_id, each.course.pk)
            decision = decide(bulk, held[pair], earlier.get(pair, ()))
            first = decision.changes[0].grant if decision.changes else None
            decided.append(
                (BulkOutcome(row=row, course=each.course, code=decision.code, grant=first), decision)
            )
    BulkOutcome.objects.using(using).bulk_create(outcome for outcome, _decision in decided)
    apply_changes(bulk, decided, at, using=using)


def _new_grant(bulk: BulkEnrolmentJob, person_id: int, wanted: Wanted, at: datetime) -> CourseAccess:
    return CourseAccess(
        person_id=person_id,
        course=wanted.course,
        type=CourseAccess.Type.MANUAL,
        status=CourseAccess.Status.UNLOCKED,
        source_kind=BULK,
        source_id=str(bulk.pk),
        source_key=f"{BULK}:{bulk.pk}",
        source_label=bulk.source_label,
        granted_by_id=bulk.started_by_id,
        granted_at=at,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        notes=bulk.notes,
    )


def _write(bulk: BulkEnrolmentJob, grants: list[CourseAccess], at: datetime, *, using: str) -> None:
    """The grants with their history, and one fact for all that are open. See `grants.keep_change`."""
    CourseAccess.objects.using(using).bulk_create(grants)
    AccessEvent.objects.using(using).bulk_create(
        AccessEvent(
            grant=grant,
            kind=AccessEvent.Kind.GRANTED,
            at=at,
            actor_id=bulk.started_by_id,
            reason=bulk.notes,
            status=grant.status,
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
        )
        for grant in grants
    )
    for some in batches(grant.pk for grant in grants if is_open(grant, at)):
        emit(AccessOpenedToMany(grant_ids=tuple(some)), using=using)


def _enrol(
    opened: list[CourseAccess], grants: _Grants, courses: list[Course], at: datetime, *, using: str
) -> None:
    """Let those take the courses who may, so that progress can begin."""
    pairs = {(grant.person_id, grant.course_id) for grant in opened if is_open(grant, at)}
    if not pairs:
        return
    people = User.objects.using(using).filter(pk__in={person for person, _course in pairs}, is_active=False)
    allowed = who_may_enrol(
        {pair: grants[pair] for pair in pairs},
        courses,
        suspended=set(people.values_list("pk", flat=True)),
        at=at,
    )
    begin = {course.pk: begins_on(course) for course in courses}
    Enrolment.objects.using(using).bulk_create(
        [
            Enrolment(person_id=person, course_id=course, enrolled_at=at, release_id=begin[course])
            for person, course in sorted(allowed)
        ],
        ignore_conflicts=True,
    )


def _next_rows(bulk: BulkEnrolmentJob, *, courses: int) -> list[BulkRecipient]:
    """Those who are known first, so that they don't wait for invitations to be written.

    The more courses, the fewer people, so that a batch is about as much work.
    """
    size = max(recipients.BATCH // max(courses, 1), 1)
    pending = bulk.people.pending().order_by("pk")
    known = list(pending.filter(person__isnull=False)[:size])
    return known or list(pending[: INVITED_AT_ONCE if bulk.invites_unknown else size])


def _invite_next(bulk_id: int, at: datetime, *, using: str) -> None:
    """Make accounts for the next unknown people, if that was asked for and everybody known is dealt with.

    Each in a transaction of their own, which also sends their mail. Whom this fails for stays unknown.
    """
    bulk = BulkEnrolmentJob.objects.using(using).select_related("started_by").get(pk=bulk_id)
    pending = bulk.people.pending()
    if not (bulk.invites_unknown and bulk.state == BulkEnrolmentJob.State.RUNNING):
        return
    if pending.filter(person__isnull=False).exists():
        return
    rows = list(pending.order_by("pk")[:INVITED_AT_ONCE])
    known = people_by_address((row.email for row in rows), using=using)
    for row in rows:
        if row.email.lower() not in known:
            _invite(bulk, row, at, using=using)


def _invite(bulk: BulkEnrolmentJob, row: BulkRecipient, at: datetime, *, using: str) -> None:
    try:
        with transaction.atomic(using=using):
            person = create_account(
                actor=bulk.started_by,
                email=row.email,
                first_name=without_address(row.first_name),
                last_name=without_address(row.last_name),
                at=at,
            )
            BulkRecipient.objects.using(using).filter(pk=row.pk).update(person=person, was_invited=True)
    except (NotAllowed, ValidationError, IntegrityError):
        return
