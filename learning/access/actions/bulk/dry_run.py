"""What a job would do, counted without doing it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from learning.access.engine.bulk_eligibility import Pair
from learning.access.engine.course_rules import PATH
from learning.access.models import BulkEnrolmentJob, BulkOutcome, BulkRecipient, CourseAccess
from learning.courses.models import Course

from ..grants import rules_of
from .changes import EarlierChange, decide, earlier_changes
from .recipients import BATCH, batches

#: Fields of grants that outcomes and the rules of enrolling read.
_READ_BY_RULES = (
    "person", "course", "status", "starts_at", "ends_at", "source_kind", "source_id", "source_label", "type",
    "ended_with_source", "revoked_at", "revoked_by", "revoked_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one course is to be open for."""

    course: Course
    starts_at: datetime
    ends_at: datetime | None


def foreseen(bulk: BulkEnrolmentJob, at: datetime, *, using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """Exact counts: of people by what is wrong with their line, and of people by course and outcome."""
    wanted = wanted_by(bulk, at)
    lines = BulkRecipient.objects.using(using).filter(bulk=bulk)
    of_courses: dict[int, Counter[str]] = {each.course.pk: Counter() for each in wanted}
    changed = 0
    known = lines.sound().filter(person__isnull=False).order_by("pk").values_list("person_id", flat=True)
    for people in batches(known.iterator(chunk_size=BATCH)):
        grants = grants_of(people, wanted, using=using)
        earlier = earlier_changes(bulk, people, using=using)
        for person_id in people:
            codes = {
                each.course.pk: _code(bulk, each, (person_id, each.course.pk), grants, earlier)
                for each in wanted
            }
            changed += any(changes_access(code) for code in codes.values())
            for course_id, code in codes.items():
                of_courses[course_id][str(code)] += 1
    return {
        "listed": lines.count(),
        "known": lines.sound().filter(person__isnull=False).count(),
        "unknown": lines.sound().filter(person=None).count(),
        "no_address": lines.filter(problem=BulkRecipient.Problem.NO_ADDRESS).count(),
        "twice": lines.filter(problem=BulkRecipient.Problem.TWICE).count(),
        "changed": changed,
        "courses": {str(course_id): dict(counts) for course_id, counts in of_courses.items()},
    }


def _code(
    bulk: BulkEnrolmentJob,
    wanted: Wanted,
    pair: Pair,
    grants: Mapping[Pair, list[CourseAccess]],
    earlier: Mapping[Pair, list[EarlierChange]],
) -> str:
    if bulk.action == BulkEnrolmentJob.Action.GRANT:
        return outcome_of(grants[pair], wanted, includes_stopped=bulk.includes_stopped)
    return decide(bulk, grants[pair], earlier.get(pair, ())).code


def wanted_by(bulk: BulkEnrolmentJob, at: datetime) -> list[Wanted]:
    starts_at = bulk.starts_at or at
    return [
        Wanted(course, starts_at, _end(bulk, course, starts_at))
        for course in bulk.courses.select_related("latest_release").order_by("pk")
    ]


def _end(bulk: BulkEnrolmentJob, course: Course, starts_at: datetime) -> datetime | None:
    return rules_of(course).end_for(starts_at) if bulk.ends == BulkEnrolmentJob.Ends.COURSE else bulk.ends_at


def grants_of(
    people: Iterable[int], wanted: Sequence[Wanted], *, using: str = DEFAULT_DB_ALIAS
) -> defaultdict[Pair, list[CourseAccess]]:
    found: defaultdict[Pair, list[CourseAccess]] = defaultdict(list)
    courses = [each.course.pk for each in wanted]
    grants = CourseAccess.objects.using(using).filter(person__in=list(people), course__in=courses)
    for grant in grants.only(*_READ_BY_RULES):
        found[grant.person_id, grant.course_id].append(grant)
    return found


def outcome_of(grants: Iterable[CourseAccess], wanted: Wanted, *, includes_stopped: bool) -> str:
    """What the job does for somebody who has these grants for the course.

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
    is_held = any(grant.bars_entry or grant.status == CourseAccess.Status.PENDING for grant in grants)
    if is_held and not includes_stopped:
        return BulkOutcome.Code.HELD
    return BulkOutcome.Code.NEW


def changes_access(code: str) -> bool:
    """Whether this outcome changes what somebody may enter."""
    return code not in (BulkOutcome.Code.IN, BulkOutcome.Code.HELD, BulkOutcome.Code.NONE)


def opens(code: str) -> bool:
    """Whether this outcome comes with a grant."""
    return code in (BulkOutcome.Code.NEW, BulkOutcome.Code.LONGER)


def _covers(grant: CourseAccess, wanted: Wanted) -> bool:
    is_early = grant.starts_at <= wanted.starts_at
    lasts = wanted.ends_at is not None and grant.ends_at is not None and grant.ends_at >= wanted.ends_at
    return is_early and (grant.ends_at is None or lasts)


def _overlaps(grant: CourseAccess, wanted: Wanted) -> bool:
    ends_later = grant.ends_at is None or grant.ends_at > wanted.starts_at
    return ends_later and (wanted.ends_at is None or grant.starts_at < wanted.ends_at)
