"""Access for many people at once: prepared, foreseen, run in batches, stopped and set going again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.actions import NotAllowed, create_account
from accounts.models import User
from common.events import emit
from learning.courses.models import Course

from ..entrants import Pair, who_may_enrol
from ..events import AccessOpenedToMany
from ..judgement import PATH
from ..models import (
    AccessEvent,
    BulkGrant,
    BulkOutcome,
    BulkPerson,
    CourseAccess,
    Enrolment,
)
from ..models.bulk import STALLED_AFTER
from .grants import EndsBeforeStart, is_open, rules_of

if TYPE_CHECKING:
    pass

BULK = "bulk"
BATCH = 500
INVITED_AT_ONCE = 25  # each costs a dozen queries and a mail
MOST_PEOPLE = 20_000
KEEP_UNUSED = timedelta(days=7)

_Grants = dict[Pair, list[CourseAccess]]


class BulkRefused(Exception):
    """Nothing was written. Its words are for people."""


class NobodyListed(BulkRefused):
    """There is no line in the list."""


class TooManyListed(BulkRefused):
    """There are more lines than one order takes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of people. person_id: when it is known who that is.

    problem: one of `BulkPerson.Problem` for a line that can't be used; `email` is what stood there then.
    """

    line: int
    email: str
    first_name: str = ""
    last_name: str = ""
    person_id: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one course is to be open for."""

    course: Course
    starts_at: datetime
    ends_at: datetime | None


@transaction.atomic
def prepare_bulk(
    *,
    courses: Iterable[Course],
    listed: Iterable[Listed],
    source: str,
    by: User,
    at: datetime,
    notes: str,
    source_label: str = "",
    starts_at: datetime | None = None,
    ends: str = BulkGrant.Ends.COURSE,
    ends_at: datetime | None = None,
    invites_unknown: bool = False,
    includes_stopped: bool = False,
) -> BulkGrant:
    """Write down who is to enter which courses, and count what that would change. It opens nothing yet.

    Raises NobodyListed, TooManyListed, EndsBeforeStart.
    """
    _check_end(starts_at or at, ends_at)
    bulk = BulkGrant.objects.create(
        source=source,
        source_label=source_label[:200],
        starts_at=starts_at,
        ends=ends,
        ends_at=ends_at,
        notes=notes,
        invites_unknown=invites_unknown,
        includes_stopped=includes_stopped,
        ordered_by=by,
        ordered_at=at,
        planned_at=at,
    )
    bulk.courses.set(list(courses))
    _keep_list(bulk, listed)
    log(bulk, "access.bulk_prepared", user=by)
    bulk.planned = _foreseen(bulk, at)
    bulk.save(update_fields=["planned"])
    return bulk


@transaction.atomic
def foresee_bulk(*, bulk: BulkGrant, at: datetime) -> BulkGrant:
    """Look again who is known by now, and count anew what running it would change.

    What has been started stays as it was foreseen.
    """
    bulk = _locked(bulk.pk)
    if bulk.state == BulkGrant.State.PREPARED:
        for rows in _batches(bulk.people.sound().filter(person=None).order_by("pk").iterator()):
            _find_known(bulk, rows)
        bulk.planned, bulk.planned_at = _foreseen(bulk, at), at
        bulk.save(update_fields=["planned", "planned_at"])
    return bulk


@transaction.atomic
def start_bulk(*, bulk: BulkGrant, by: User, at: datetime) -> BulkGrant:
    """Run it in the background, or let it go on where it was stopped or cut off. Done: nothing happens.

    Raises EndsBeforeStart when it was left lying for so long that the access would be over.
    """
    bulk = _locked(bulk.pk)
    State = BulkGrant.State
    if bulk.state == State.DONE or bulk.state == State.RUNNING and not bulk.is_stalled_at(at):
        return bulk
    _check_end(bulk.starts_at or at, bulk.ends_at)
    if bulk.state == State.PREPARED:
        bulk.started_by, bulk.started_at = by, at
    bulk.state, bulk.has_failed, bulk.moved_at = State.RUNNING, False, at
    bulk.save()
    log(bulk, "access.bulk_started", user=by)
    transaction.on_commit(lambda: _enqueue(bulk.pk))
    return bulk


@transaction.atomic
def stop_bulk(*, bulk: BulkGrant, by: User, at: datetime) -> BulkGrant:
    """Let it rest after the batch that is being written. What was opened stays open."""
    bulk = _locked(bulk.pk)
    if bulk.state == BulkGrant.State.RUNNING:
        bulk.state, bulk.moved_at = BulkGrant.State.STOPPED, at
        bulk.save(update_fields=["state", "moved_at"])
        log(bulk, "access.bulk_stopped", user=by)
    return bulk


def run_bulk(
    *, bulk_id: int, clock: Callable[[], datetime] = timezone.now, turn: timedelta | None = None
) -> bool:
    """Deal with everybody who is pending, batch by batch, until it is done or stopped.

    turn: how long at most before somebody else may have the worker. True: there may be more to do then.
    Safe to run twice, also at the same time, and after a run that was cut off: each batch is one transaction
    behind a lock on the order. A fault leaves it stopped, to be set going by hand, and is raised.
    """
    began = clock()
    try:
        while run_batch(bulk_id=bulk_id, at=(now := clock())):
            if turn is not None and now - began >= turn:
                return True
    except Exception:
        running = BulkGrant.objects.filter(pk=bulk_id, state=BulkGrant.State.RUNNING)
        running.update(state=BulkGrant.State.STOPPED, has_failed=True)
        raise
    return False


def run_batch(*, bulk_id: int, at: datetime) -> bool:
    """Deal with the next few hundred people. False: nothing was left to do, or it does not run."""
    _invite_next(bulk_id, at)
    with transaction.atomic():
        bulk = _locked(bulk_id)
        if bulk.state != BulkGrant.State.RUNNING:
            return False
        bulk.moved_at = at
        wanted = _wanted(bulk, at)
        if bulk.ends_at is not None and bulk.ends_at <= (bulk.starts_at or at):
            bulk.state, rows = BulkGrant.State.STOPPED, []  # its time ran out underway
        elif rows := _next_rows(bulk, courses=len(wanted)):
            _settle(bulk, rows, wanted, at)
        else:
            bulk.state, bulk.finished_at = BulkGrant.State.DONE, at
        bulk.save(update_fields=["moved_at", "state", "finished_at"])
        return bool(rows)


def resume_bulks(*, now: datetime, run: Callable[[int], Any]) -> int:
    """Let those go on that were cut off, as by a server that ended. Returns how many."""
    cut_off = list(BulkGrant.objects.cut_off_before(now - STALLED_AFTER).values_list("pk", flat=True))
    for bulk_id in cut_off:
        run(bulk_id)
    return len(cut_off)


@transaction.atomic
def forget_unused_bulks(*, now: datetime) -> int:
    """Delete lists of people that somebody looked at and never used, after a week. Returns how many."""
    unused = BulkGrant.objects.never_run_since(now - KEEP_UNUSED).select_for_update()
    ids = list(unused.values_list("pk", flat=True))
    BulkPerson.objects.filter(bulk__in=ids).delete()
    BulkGrant.objects.filter(pk__in=ids).delete()
    return len(ids)


def outcome_of(grants: Iterable[CourseAccess], wanted: Wanted, *, includes_stopped: bool) -> str:
    """What the order does for somebody who has these grants for the course.

    A grant of a learning path counts for nothing here: it works in the order of the path only.
    """
    grants = list(grants)
    working = [
        grant
        for grant in grants
        if grant.status == CourseAccess.Status.UNLOCKED and grant.source_kind != PATH
    ]
    if any(_covers(grant, wanted) for grant in working):
        return BulkOutcome.Code.IN
    if any(_overlaps(grant, wanted) for grant in working):
        return BulkOutcome.Code.LONGER
    if not includes_stopped and any(grant.status != CourseAccess.Status.UNLOCKED for grant in grants):
        return BulkOutcome.Code.HELD
    return BulkOutcome.Code.NEW


def _covers(grant: CourseAccess, wanted: Wanted) -> bool:
    is_early = grant.starts_at <= wanted.starts_at
    lasts = wanted.ends_at is not None and grant.ends_at is not None and grant.ends_at >= wanted.ends_at
    return is_early and (grant.ends_at is None or lasts)


def _overlaps(grant: CourseAccess, wanted: Wanted) -> bool:
    ends_later = grant.ends_at is None or grant.ends_at > wanted.starts_at
    return ends_later and (wanted.ends_at is None or grant.starts_at < wanted.ends_at)


def _keep_list(bulk: BulkGrant, listed: Iterable[Listed]) -> None:
    addresses: set[str] = set()
    people: set[int] = set()
    kept = 0
    for lines in _batches(listed):
        kept += len(lines)
        if kept > MOST_PEOPLE:
            words = _("One order takes at most %(count)d people. Share them out among several.")
            raise TooManyListed(words % {"count": MOST_PEOPLE})
        _keep_lines(bulk, lines, addresses, people)
    if not kept:
        raise NobodyListed(_("There is nobody in this list."))


def _keep_lines(bulk: BulkGrant, lines: list[Listed], addresses: set[str], people: set[int]) -> None:
    """addresses, people: those on the lines before, to which these are added."""
    known = _people_by_address(line.email for line in lines if line.person_id is None and not line.problem)
    rows = []
    for line in lines:
        person_id = line.person_id or known.get(line.email.lower())
        is_again = line.email.lower() in addresses or person_id in people
        problem = line.problem or (BulkPerson.Problem.TWICE if is_again else "")
        if not problem:
            addresses.add(line.email.lower())
            if person_id is not None:
                people.add(person_id)
        rows.append(
            BulkPerson(
                bulk=bulk,
                line=line.line,
                email=line.email[:254],
                first_name=line.first_name[:150],
                last_name=line.last_name[:150],
                person_id=person_id,
                problem=problem,
            )
        )
    BulkPerson.objects.bulk_create(rows)


def _people_by_address(given: Iterable[str]) -> dict[str, int]:
    """Ids of accounts by address in lower case: their own, or another that they have verified."""
    addresses = {address.lower() for address in given}
    if not addresses:
        return {}
    verified = EmailAddress.objects.annotate(address=Lower("email")).filter(
        address__in=addresses, verified=True
    )
    own = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    return dict(verified.values_list("address", "user_id")) | dict(own.values_list("address", "pk"))


def _foreseen(bulk: BulkGrant, at: datetime) -> dict[str, Any]:
    """Exact counts: of people by what is wrong with their line, and of people by course and outcome."""
    wanted = _wanted(bulk, at)
    lines = BulkPerson.objects.filter(bulk=bulk)
    of_courses: dict[int, Counter[str]] = {each.course.pk: Counter() for each in wanted}
    changed = 0
    known = lines.sound().filter(person__isnull=False).order_by("pk").values_list("person_id", flat=True)
    for people in _batches(known.iterator(chunk_size=BATCH)):
        grants = _grants_of(people, wanted)
        for person_id in people:
            codes = {
                each.course.pk: outcome_of(
                    grants[person_id, each.course.pk], each, includes_stopped=bulk.includes_stopped
                )
                for each in wanted
            }
            changed += any(opens(code) for code in codes.values())
            for course_id, code in codes.items():
                of_courses[course_id][str(code)] += 1
    return {
        "listed": lines.count(),
        "known": lines.sound().filter(person__isnull=False).count(),
        "unknown": lines.sound().filter(person=None).count(),
        "no_address": lines.filter(problem=BulkPerson.Problem.NO_ADDRESS).count(),
        "twice": lines.filter(problem=BulkPerson.Problem.TWICE).count(),
        "changed": changed,
        "courses": {str(course_id): dict(counts) for course_id, counts in of_courses.items()},
    }


def _check_end(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart(_("Access has to end after it starts."))


def opens(code: str) -> bool:
    """Whether this outcome comes with a grant."""
    return code in (BulkOutcome.Code.NEW, BulkOutcome.Code.LONGER)


def _wanted(bulk: BulkGrant, at: datetime) -> list[Wanted]:
    starts_at = bulk.starts_at or at
    return [
        Wanted(course, starts_at, _end(bulk, course, starts_at))
        for course in bulk.courses.select_related("latest_release").order_by("pk")
    ]


def _end(bulk: BulkGrant, course: Course, starts_at: datetime) -> datetime | None:
    return rules_of(course).end_for(starts_at) if bulk.ends == BulkGrant.Ends.COURSE else bulk.ends_at


def _grants_of(people: Iterable[int], wanted: Sequence[Wanted]) -> defaultdict[Pair, list[CourseAccess]]:
    found: defaultdict[Pair, list[CourseAccess]] = defaultdict(list)
    courses = [each.course.pk for each in wanted]
    grants = CourseAccess.objects.filter(person__in=list(people), course__in=courses)
    for grant in grants.only(
        "person", "course", "status", "starts_at", "ends_at", "source_kind", "source_id"
    ):
        found[grant.person_id, grant.course_id].append(grant)
    return found


def _next_rows(bulk: BulkGrant, *, courses: int) -> list[BulkPerson]:
    """Those who are known first, so that they don't wait for invitations to be written.

    The more courses, the fewer people, so that a batch is about as much work.
    """
    size = max(BATCH // max(courses, 1), 1)
    pending = bulk.people.pending().order_by("pk")
    known = list(pending.filter(person__isnull=False)[:size])
    return known or list(pending[: INVITED_AT_ONCE if bulk.invites_unknown else size])


def _invite_next(bulk_id: int, at: datetime) -> None:
    """Make accounts for the next unknown people, if that was ordered and everybody known is dealt with.

    Each in a transaction of their own, which also sends their mail. Whom this fails for stays unknown.
    """
    bulk = BulkGrant.objects.select_related("started_by").get(pk=bulk_id)
    pending = bulk.people.pending()
    if not (bulk.invites_unknown and bulk.state == BulkGrant.State.RUNNING):
        return
    if pending.filter(person__isnull=False).exists():
        return
    rows = list(pending.order_by("pk")[:INVITED_AT_ONCE])
    known = _people_by_address(row.email for row in rows)
    for row in rows:
        if row.email.lower() not in known:
            _invite(bulk, row, at)


def _invite(bulk: BulkGrant, row: BulkPerson, at: datetime) -> None:
    try:
        with transaction.atomic():
            person = create_account(
                actor=bulk.started_by,
                email=row.email,
                first_name=row.first_name,
                last_name=row.last_name,
                at=at,
            )
            BulkPerson.objects.filter(pk=row.pk).update(person=person, was_invited=True)
    except (NotAllowed, ValidationError, IntegrityError):
        return


def _settle(bulk: BulkGrant, rows: list[BulkPerson], wanted: list[Wanted], at: datetime) -> None:
    """Open what is to be opened to these people, write its history, and what became of each."""
    _find_known(bulk, rows)
    rows_known = [row for row in rows if row.person_id is not None and not row.problem]
    grants = _grants_of([row.person_id for row in rows_known if row.person_id], wanted)
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
    _write(bulk, opened, at)
    BulkOutcome.objects.bulk_create(outcomes)
    _enrol(opened, grants, [each.course for each in wanted], at)
    BulkPerson.objects.filter(pk__in=[row.pk for row in rows]).update(settled_at=at)


def _find_known(bulk: BulkGrant, rows: list[BulkPerson]) -> None:
    """Who was unknown may have signed up since, or be somebody who is in the list under another address."""
    unknown = [row for row in rows if row.person_id is None]
    known = _people_by_address(row.email for row in unknown)
    if not known:
        return
    listed = bulk.people.sound().filter(person__in=known.values()).values_list("person_id", flat=True)
    taken = set(listed)
    found = [row for row in unknown if row.email.lower() in known]
    for row in found:
        row.person_id = known[row.email.lower()]
        if row.person_id in taken:
            row.problem = BulkPerson.Problem.TWICE
        taken.add(row.person_id)
    BulkPerson.objects.bulk_update(found, ["person", "problem"])


def _new_grant(bulk: BulkGrant, person_id: int, wanted: Wanted, at: datetime) -> CourseAccess:
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


def _write(bulk: BulkGrant, grants: list[CourseAccess], at: datetime) -> None:
    """The grants with their history, and one fact for all that are open. See `grants.keep_change`."""
    CourseAccess.objects.bulk_create(grants)
    AccessEvent.objects.bulk_create(
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
    for some in _batches(grant.pk for grant in grants if is_open(grant, at)):
        emit(AccessOpenedToMany(grant_ids=tuple(some)))


def _enrol(opened: list[CourseAccess], grants: _Grants, courses: list[Course], at: datetime) -> None:
    """Let those take the courses who may, so that progress can begin."""
    pairs = {(grant.person_id, grant.course_id) for grant in opened if is_open(grant, at)}
    if not pairs:
        return
    people = User.objects.filter(pk__in={person for person, _course in pairs}, is_active=False)
    allowed = who_may_enrol(
        {pair: grants[pair] for pair in pairs},
        courses,
        suspended=set(people.values_list("pk", flat=True)),
        at=at,
    )
    Enrolment.objects.bulk_create(
        [Enrolment(person_id=person, course_id=course, enrolled_at=at) for person, course in sorted(allowed)],
        ignore_conflicts=True,
    )


def _locked(bulk_id: int) -> BulkGrant:
    """The order as it stands, held until the end of the transaction: nobody else writes for it meanwhile."""
    return BulkGrant.objects.select_for_update().get(pk=bulk_id)


def _enqueue(bulk_id: int) -> None:
    from ..tasks import run_bulk as run

    run.enqueue(bulk_id)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
