"""Ten thousand people in one job: how long it takes, how much memory, and two workers on the same job."""

from __future__ import annotations

import os
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.actions import ListedRecipient
from learning.access.models import AccessEvent, BulkEnrolmentJob, BulkOutcome, CourseAccess, Enrolment
from learning.testing.access import NOON, paid_course

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

MOST_SECONDS = 20
MOST_MEMORY = 50 * 1024 * 1024  # bytes at the peak, above what a tenth of the people take


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=[ADMINISTRATOR])


def crowd(count: int) -> None:
    """So many people, known by the addresses of `addresses`."""
    for start in range(0, count, 1_000):
        people = range(start, min(start + 1_000, count))
        User.objects.bulk_create(User(email=f"crowd{number}@example.org", password="!") for number in people)


def addresses(count: int) -> Iterator[ListedRecipient]:
    return (ListedRecipient(number + 1, f"crowd{number}@example.org") for number in range(count))


def job_for(admin: User, count: int) -> BulkEnrolmentJob:
    bulk = actions.prepare_bulk(
        courses=[paid_course(lessons=1)],
        listed=addresses(count),
        source="list",
        by=admin,
        at=NOON,
        notes="Term",
    )
    BulkEnrolmentJob.objects.filter(pk=bulk.pk).update(
        state="running", started_by=admin, started_at=NOON, moved_at=NOON
    )
    return bulk


def crowded() -> float:
    """How many times longer work takes than on a machine that has nothing else to do."""
    return max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_thousand_people_are_let_in_soon_and_in_little_memory(
    admin: User, record_property: Callable[[str, object], None]
) -> None:
    crowd(10_000)
    began = time.perf_counter()
    bulk = job_for(admin, 10_000)
    prepared = time.perf_counter()
    actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
    ended = time.perf_counter()
    record_property("seconds", {"preparing": prepared - began, "running": ended - prepared})
    for written in (CourseAccess, AccessEvent, Enrolment, BulkOutcome):
        assert written.objects.count() == 10_000
    assert ended - began <= MOST_SECONDS * crowded()

    peaks = {}
    for count in (1_000, 10_000):
        preparing = peak_of(lambda count=count: job_for(admin, count))
        bulk = BulkEnrolmentJob.objects.latest("pk")
        running = peak_of(lambda pk=bulk.pk: actions.run_bulk(bulk_id=pk, clock=lambda: NOON))
        record_property(f"MB of {count}", {"preparing": preparing >> 20, "running": running >> 20})
        peaks[count] = max(preparing, running)
    assert peaks[10_000] - peaks[1_000] <= MOST_MEMORY


def test_two_workers_on_one_order_let_everybody_in_once(admin: User) -> None:
    crowd(1_200)
    bulk = job_for(admin, 1_200)
    failed: list[Exception] = []

    def work() -> None:
        try:
            actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert failed == []
    for written in (CourseAccess, AccessEvent, Enrolment, BulkOutcome):
        assert written.objects.count() == 1_200
    bulk.refresh_from_db()
    assert bulk.state == BulkEnrolmentJob.State.DONE
