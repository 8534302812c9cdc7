"""People are told that access was given, ends soon, has ended or is back: once, over all their grants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.background.schedule import periodic_work
from learning.access import actions
from learning.access.models import CourseAccess, Milestone
from learning.courses.models import Course
from learning.testing.access import DAY, NOON, GrantFactory, join, make_cohort, paid_course
from learning.testing.bulk_jobs import prepare
from learning.testing.courses import make_course, make_manager

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Whatever is emitted is heard, as after a commit, at noon."""
    with time_machine.travel(NOON, tick=False):
        yield django_capture_on_commit_callbacks


def give(person: User, course: Course, source: str = "1", **fields: Any) -> CourseAccess:
    values = {"type": CourseAccess.Type.MANUAL, "source_kind": "manual", "source_id": source, "at": NOON}
    return actions.grant_course_access(person=person, course=course, by=None, **values | fields)


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_given_taken_and_given_back(told: Any) -> None:
    person, course, admin = UserFactory(), paid_course(title="Tea"), make_manager()
    with told(execute=True):
        grant = give(person, course, ends_at=NOON + 100 * DAY)
    with told(execute=True):
        actions.revoke_course_access(grant=grant, by=admin, at=NOON, reason="Refund")
    with told(execute=True):
        actions.reinstate_course_access(grant=grant, by=admin, at=NOON)
    assert subjects() == [
        "You now have access to “Tea”",
        "Your access to “Tea” has ended",
        "You have access to “Tea” again",
    ]
    given, ended, back = (message.body for message in mail.outbox)
    assert "until 12 August 2026, 12:00 (UTC)" in given
    assert "/courses/tea/" in given
    assert "Your access to this course has been revoked." in ended
    assert "academy@localhost" in ended
    assert "Your progress was kept" in back


def test_a_fact_that_is_heard_again_is_not_told_again(told: Any) -> None:
    with told(execute=True):
        grant = give(UserFactory(), paid_course())
    assert actions.tell_of_changes(grant_ids=[grant.pk], now=NOON + DAY) == 0
    assert len(mail.outbox) == 1


def test_the_courses_of_one_source_are_told_together(told: Any) -> None:
    person = UserFactory()
    cohort = make_cohort(paid_course(title="Tea"), paid_course(title="Coffee"))
    with told(execute=True):
        join(cohort, person)
    assert subjects() == ["You now have access to 2 courses"]
    assert "“Tea”" in mail.outbox[0].body
    assert "“Coffee”" in mail.outbox[0].body
    assert "/my-dashboard/" in mail.outbox[0].body


@pytest.mark.parametrize("way", ["another grant", "completed"])
def test_whoever_stays_in_is_not_told_of_an_end(told: Any, way: str) -> None:
    person, course, admin = UserFactory(), paid_course(), make_manager()
    grant = GrantFactory(person=person, course=course)
    if way == "another grant":
        GrantFactory(person=person, course=course)
    else:
        kind = Milestone.Kind.COURSE_COMPLETED
        Milestone.objects.create(person=person, course=course, kind=kind, achieved_at=NOON - DAY)
    with told(execute=True):
        actions.lock_course_access(grant=grant, by=admin, at=NOON)
    assert subjects() == []


def test_a_second_grant_for_a_course_that_is_open_is_not_told(told: Any) -> None:
    person, course = UserFactory(), paid_course()
    GrantFactory(person=person, course=course)
    with told(execute=True):
        give(person, course, source="2")
    assert subjects() == []


def test_what_people_do_themselves_is_not_told(told: Any) -> None:
    person, course = UserFactory(), make_course()
    with told(execute=True):
        actions.enrol(person=person, course=course, at=NOON)
    assert subjects() == []


def test_nothing_is_sent_to_suspended_people_nor_about_what_is_long_over(told: Any) -> None:
    with told(execute=True):
        give(UserFactory(is_active=False), paid_course())
        give(UserFactory(), paid_course(), at=NOON - 9 * DAY)
    assert subjects() == []


def test_what_begins_and_ends_by_the_clock_is_told_then(told: Any) -> None:
    person, course = UserFactory(), paid_course(title="Tea")
    with told(execute=True):
        give(person, course, starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    assert subjects() == []
    for days in (1, 2):
        with time_machine.travel(NOON + days * DAY, tick=False), told(execute=True):
            actions.apply_scheduled_changes(now=NOON + days * DAY)
    assert subjects() == ["You now have access to “Tea”", "Your access to “Tea” has ended"]


def test_an_email_that_could_not_be_written_is_written_a_little_later(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = give(UserFactory(), paid_course())
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", _fail)
        assert actions.tell_of_changes(grant_ids=[grant.pk], now=NOON) == 1
    assert mail.outbox == []
    assert actions.tell_of_changes(grant_ids=[grant.pk], now=NOON) == 0
    send_due = periodic_work()["notifications.tasks.send_due_messages"].call
    for minutes in (2, 4):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            send_due()
    assert len(mail.outbox) == 1


def _fail(*_args: Any, **_kwargs: Any) -> None:
    raise ConnectionError("no mail server")


@pytest.mark.parametrize(
    ("lasts", "left", "says"),
    [
        (100 * DAY, 8 * DAY, False),
        (100 * DAY, 7 * DAY, True),
        (4 * DAY, 2 * DAY, False),
        (4 * DAY, DAY, True),
        (100 * DAY, timedelta(0), False),
    ],
)
def test_an_end_is_announced_a_week_or_a_quarter_of_the_time_before(
    lasts: timedelta, left: timedelta, says: bool
) -> None:
    GrantFactory(course=paid_course(), starts_at=NOON + left - lasts, ends_at=NOON + left)
    assert actions.tell_of_ends(now=NOON) == says
    assert actions.tell_of_ends(now=NOON) == 0
    assert len(mail.outbox) == says


@pytest.mark.parametrize(
    ("lasts", "rounds", "says"),
    [
        (100 * DAY, [7 * DAY, 6 * DAY, 2 * DAY], ["soon"]),
        (100 * DAY, [7 * DAY, DAY, timedelta(hours=2)], ["soon", "within a day"]),
        (100 * DAY, [7 * DAY, 25 * HOUR, 24 * HOUR, 0 * HOUR], ["soon", "within a day"]),
        (100 * DAY, [40 * HOUR, 20 * HOUR, 16 * HOUR], ["soon", "within a day"]),  # 24 hours after the first
        (4 * DAY, [DAY, 12 * HOUR, HOUR], ["soon"]),  # the first one came a day before
        (100 * DAY, [HOUR, timedelta(minutes=1)], ["soon"]),  # as after a standstill
    ],
)
def test_an_end_is_announced_again_a_day_before(
    lasts: timedelta, rounds: list[timedelta], says: list[str]
) -> None:
    GrantFactory(course=paid_course(title="Tea"), starts_at=NOON - lasts, ends_at=NOON)
    for left in rounds:
        actions.tell_of_ends(now=NOON - left)
        actions.tell_of_ends(now=NOON - left)
    assert subjects() == [f"Your access to “Tea” ends {words}" for words in says]


def test_an_end_that_moved_is_announced_again_and_names_the_zone() -> None:
    person = UserFactory(time_zone="Asia/Kolkata")
    grant = GrantFactory(
        person=person, course=paid_course(title="Tea"), starts_at=NOON - 90 * DAY, ends_at=NOON + DAY
    )
    actions.tell_of_ends(now=NOON)
    actions.extend_course_access(grant=grant, ends_at=NOON + 30 * DAY, at=NOON)
    actions.tell_of_ends(now=NOON + 25 * DAY)
    assert subjects() == ["Your access to “Tea” ends soon"] * 2
    assert "until 5 May 2026, 17:30 (Asia/Kolkata)" in mail.outbox[0].body


@pytest.mark.parametrize("way", ["longer grant", "completed", "locked"])
def test_an_end_that_changes_nothing_is_not_announced(way: str) -> None:
    person, course = UserFactory(), paid_course()
    ending = {"starts_at": NOON - 90 * DAY, "ends_at": NOON + DAY}
    status = CourseAccess.Status.LOCKED if way == "locked" else CourseAccess.Status.UNLOCKED
    GrantFactory(person=person, course=course, status=status, **ending)
    if way == "longer grant":
        GrantFactory(person=person, course=course)
    if way == "completed":
        kind = Milestone.Kind.COURSE_COMPLETED
        Milestone.objects.create(person=person, course=course, kind=kind, achieved_at=NOON - DAY)
    assert actions.tell_of_ends(now=NOON) == 0


def test_everyone_of_a_bulk_enrolment_is_told_once(told: Any) -> None:
    admin, course = make_manager(), paid_course(title="Tea")
    people = [UserFactory() for _number in range(3)]
    bulk = prepare(admin, course, *[person.email for person in people])
    with told(execute=True):
        actions.start_bulk(bulk=bulk, by=admin, at=NOON)
        actions.run_bulk(bulk_id=bulk.pk)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)


def test_what_is_old_costs_one_query(django_assert_num_queries: Any) -> None:
    grants = [GrantFactory(course=paid_course()) for _number in range(3)]
    with django_assert_num_queries(1):
        actions.tell_of_changes(grant_ids=[grant.pk for grant in grants], now=NOON + 30 * DAY)
