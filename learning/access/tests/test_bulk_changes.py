"""Extending and revoking for many, and taking back as one what a job did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.access import actions
from learning.access.events import AccessEndedToMany, AccessOpenedToMany
from learning.access.models import AccessEvent, BulkChange, BulkEnrolmentJob, CourseAccess
from learning.courses.models import Course
from learning.testing.access import DAY, NOON, GrantFactory, paid_course
from learning.testing.bulk_jobs import done, footprint, prepare, run
from learning.testing.courses import make_manager

pytestmark = pytest.mark.django_db

Action = BulkEnrolmentJob.Action
UNTIL = {"ends": "until", "ends_at": NOON + 60 * DAY}
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def admin() -> User:
    return make_manager()


def given(person: User, course: Course, **fields: Any) -> CourseAccess:
    return GrantFactory(person=person, course=course, **fields)


def standing() -> list[tuple[str, Any]]:
    return list(CourseAccess.objects.order_by("pk").values_list("status", "ends_at"))


def undo(bulk: BulkEnrolmentJob, admin: User) -> BulkEnrolmentJob:
    return run(actions.undo_bulk(bulk=bulk, by=admin, at=LATER), admin, at=LATER)


@pytest.mark.parametrize(
    ("grant", "code", "ends_at"),
    [
        ({"ends_at": NOON + 10 * DAY}, "longer", NOON + 60 * DAY),
        ({"ends_at": NOON - timedelta(hours=1)}, "longer", NOON + 60 * DAY),
        ({"ends_at": NOON + 90 * DAY}, "in", NOON + 90 * DAY),
        ({"ends_at": None}, "in", None),
        ({"status": "locked", "ends_at": NOON + DAY}, "held", NOON + DAY),
        ({"starts_at": NOON + 70 * DAY, "ends_at": NOON + 80 * DAY}, "in", NOON + 80 * DAY),
        (None, "none", None),
    ],
)
def test_extending_lets_access_last_and_shortens_nothing(
    course: Course, admin: User, grant: dict[str, Any] | None, code: str, ends_at: Any
) -> None:
    person = UserFactory()
    if grant is not None:
        given(person, course, **grant)
    bulk = run(prepare(admin, course, person, action=Action.EXTEND, **UNTIL), admin)
    assert dict(done(bulk)) == {code: 1}
    assert bulk.planned["courses"][str(course.pk)] == {code: 1}
    assert [end for _status, end in standing()] == ([] if grant is None else [ends_at])


def test_of_several_grants_the_longest_is_extended(course: Course, admin: User) -> None:
    person = UserFactory()
    for days in (5, 20):
        given(person, course, ends_at=NOON + days * DAY)
    run(prepare(admin, course, person, action=Action.EXTEND, **UNTIL), admin)
    assert [end for _status, end in standing()] == [NOON + 5 * DAY, NOON + 60 * DAY]


def test_revoking_ends_every_grant_with_its_history_and_one_fact(course: Course, admin: User) -> None:
    person, other = UserFactory(), UserFactory()
    for _number in range(2):
        given(person, course)
    given(other, course)
    bulk = run(prepare(admin, course, person, other, UserFactory(), action=Action.REVOKE), admin)
    assert dict(done(bulk)) == {"ended": 2, "none": 1}
    assert {status for status, _end in standing()} == {"revoked"}
    told = OutboxRow.objects.get(kind=AccessEndedToMany.kind)
    assert len(told.payload["grant_ids"]["tuple"]) == 3
    last = AccessEvent.objects.order_by("pk").last()
    assert last is not None
    assert (last.kind, last.actor, last.reason) == ("revoked", admin, "Term begins")


@pytest.mark.parametrize("action", [Action.EXTEND, Action.REVOKE])
def test_running_again_changes_nothing(course: Course, admin: User, action: str) -> None:
    person = UserFactory()
    given(person, course, ends_at=NOON + DAY)
    more = UNTIL if action == Action.EXTEND else {}
    bulk = run(prepare(admin, course, person, action=action, **more), admin)
    before = footprint()
    run(bulk, admin)
    assert footprint() == before


def test_what_a_job_granted_is_taken_back_as_one(course: Course, admin: User) -> None:
    people = [UserFactory() for _number in range(3)]
    kept = given(people[2], course)
    bulk = run(prepare(admin, course, *people), admin)
    assert dict(done(bulk)) == {"new": 2, "in": 1}
    undone = undo(bulk, admin)
    assert dict(done(undone)) == {"ended": 2}
    statuses = dict(CourseAccess.objects.values_list("person", "status"))
    assert statuses == {people[0].pk: "revoked", people[1].pk: "revoked", people[2].pk: "unlocked"}
    kept.refresh_from_db()
    assert kept.status == "unlocked"
    taken = CourseAccess.objects.get(person=people[0])
    assert taken.ended_with_source and not taken.bars_entry
    assert [event.kind for event in taken.events.order_by("pk")] == ["granted", "ended"]


@pytest.mark.parametrize("action", [Action.EXTEND, Action.REVOKE])
def test_what_a_job_changed_stands_again_as_it_was(course: Course, admin: User, action: str) -> None:
    people = [UserFactory() for _number in range(2)]
    given(people[0], course, ends_at=NOON + DAY)
    given(people[1], course, ends_at=NOON + 2 * DAY)
    given(people[1], course, ends_at=NOON + DAY, status="locked")
    before = standing()
    more = UNTIL if action == Action.EXTEND else {}
    bulk = run(prepare(admin, course, *people, action=action, **more), admin)
    assert standing() != before
    undone = undo(bulk, admin)
    assert dict(done(undone)) == {"back": 2}
    assert standing() == before
    assert not CourseAccess.objects.exclude(revoked_at=None).exists()
    if action == Action.REVOKE:
        assert OutboxRow.objects.filter(kind=AccessOpenedToMany.kind).count() == 1


def test_what_somebody_changed_since_stays_theirs(course: Course, admin: User) -> None:
    person, other = UserFactory(), UserFactory()
    grant = given(person, course, ends_at=NOON + DAY)
    given(other, course, ends_at=NOON + DAY)
    bulk = run(prepare(admin, course, person, other, action=Action.EXTEND, **UNTIL), admin)
    actions.extend_course_access(grant=grant, ends_at=NOON + 99 * DAY, by=admin, at=NOON)
    undone = undo(bulk, admin)
    assert dict(done(undone)) == {"none": 1, "back": 1}
    grant.refresh_from_db()
    assert grant.ends_at == NOON + 99 * DAY


def test_a_job_is_undone_once_and_not_an_undo_nor_what_changed_nothing(course: Course, admin: User) -> None:
    person = UserFactory()
    bulk = run(prepare(admin, course, person), admin)
    first = actions.undo_bulk(bulk=bulk, by=admin, at=LATER)
    assert actions.undo_bulk(bulk=bulk, by=admin, at=LATER) == first
    run(first, admin, at=LATER)
    nothing = run(prepare(admin, course, UserFactory(), action=Action.REVOKE), admin)
    for one in (first, nothing, prepare(admin, course, person)):
        with pytest.raises(actions.NothingToUndo):
            actions.undo_bulk(bulk=one, by=admin, at=LATER)


def test_as_many_queries_for_many_people_as_for_few(course: Course, admin: User) -> None:
    counts = []
    for number in (2, 12):
        people = [UserFactory() for _person in range(number)]
        for person in people:
            given(person, course)
        bulk = prepare(admin, course, *people, action=Action.REVOKE)
        with CaptureQueriesContext(connection) as asked:
            run(bulk, admin)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_screens_extend_revoke_and_undo(
    course: Course, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = UserFactory()
    given(person, course, ends_at=NOON + 9999 * DAY)
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    new = reverse("access_admin:new_bulk")
    assert "?action=revoke" in client.get(new).content.decode()
    assert "starts_at" not in client.get(f"{new}?action=extend").context["form"].fields
    asked = {"courses": [course.pk], "source": "list", "addresses": person.email, "notes": "Refund"}
    job = client.post(f"{new}?action=revoke", asked).url
    assert "1 ended" in client.get(job).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{job}start/")
    assert standing()[0][0] == "revoked"
    page = client.get(job).content.decode()
    assert "Undo…" in page
    undo_job = client.post(f"{job}undo/").url
    assert "1 restored" in client.get(undo_job).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{undo_job}start/")
    assert standing()[0][0] == "unlocked"
    assert "Undo…" not in client.get(job).content.decode()
    assert BulkChange.objects.count() == 2
    assert client.get("/admin/academy/access-for-many/").status_code == 200
