"""Bulk enrolment jobs, as tests prepare and run them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from accounts.models import User
from common.models import OutboxRow
from learning.access import actions
from learning.access.actions.bulk import ListedRecipient
from learning.access.models import (
    AccessEvent,
    BulkEnrolmentJob,
    BulkOutcome,
    CourseAccess,
    Enrolment,
)
from learning.courses.models import Course
from learning.testing.access import NOON


def lines(*given: Any) -> list[ListedRecipient]:
    """A line for each: a person by their address, or an address."""
    return [
        ListedRecipient(number, one.email if isinstance(one, User) else one)
        for number, one in enumerate(given, 1)
    ]


def prepare(admin: User, course: Course | list[Course], *given: Any, **more: Any) -> BulkEnrolmentJob:
    opened = course if isinstance(course, list) else [course]
    plain = {"source": "list", "by": admin, "at": NOON, "notes": "Term begins"}
    return actions.prepare_bulk(courses=opened, listed=lines(*given), **plain | more)


def start(bulk: BulkEnrolmentJob, admin: User, *, at: datetime = NOON) -> BulkEnrolmentJob:
    """Say that it runs; who runs it is the test."""
    return actions.start_bulk(bulk=bulk, by=admin, at=at)


def run(bulk: BulkEnrolmentJob, admin: User, *, at: datetime = NOON) -> BulkEnrolmentJob:
    start(bulk, admin, at=at)
    actions.run_bulk(bulk_id=bulk.pk, clock=lambda: at)
    bulk.refresh_from_db()
    return bulk


def done(bulk: BulkEnrolmentJob) -> Counter[str]:
    return Counter(BulkOutcome.objects.filter(row__bulk=bulk).values_list("code", flat=True))


def footprint() -> tuple[Any, ...]:
    """All that a run writes."""
    tables = (CourseAccess, AccessEvent, Enrolment, BulkOutcome, OutboxRow, User)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)
