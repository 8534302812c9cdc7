"""Cohorts: what joining opens and leaving closes, how dates move, and how they stood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.engine.sources import PastSource
from learning.access.models import AccessEvent, Cohort, CohortChange, CourseAccess, Enrolment
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    fresh,
    join,
    make_cohort,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


def grants_of(person: User) -> dict[int, CourseAccess]:
    return {grant.course_id: grant for grant in CourseAccess.objects.filter(person=person)}


def code(person: User, course: Course, at: datetime = NOON) -> str:
    return course_verdict(viewer(person, at=at), fresh(course)).code


def change(
    cohort: Cohort, *, at: datetime = NOON, opens: list[Course] | None = None, **fields: Any
) -> Cohort:
    for name, value in fields.items():
        setattr(cohort, name, value)
    ids = (
        [course.pk for course in opens]
        if opens is not None
        else list(cohort.courses.values_list("pk", flat=True))
    )
    saved = actions.save_cohort(cohort=cohort, course_ids=ids, by=None, at=at)
    actions.settle_cohort(cohort_id=cohort.pk, at=at)
    return saved


@pytest.fixture
def capture() -> Callable[[Callable[[User], Any]], int]:
    """How many queries some work for a new person takes."""

    def count(work: Any) -> int:
        person = UserFactory()
        with CaptureQueriesContext(connection) as queries:
            work(person)
        return len(queries)

    return count


class TestJoining:
    def test_opens_its_courses_from_now_and_takes_them(self):
        first, second = paid_course(), courses.make_course()
        cohort = make_cohort(first, second, ends_at=NOON + 9 * DAY)
        member = join(cohort)
        grants = grants_of(member.person)
        assert set(grants) == {first.pk, second.pk}
        for grant in grants.values():
            assert (grant.type, grant.source_key) == ("cohort", f"cohort:{cohort.pk}")
            assert (grant.starts_at, grant.ends_at) == (NOON, NOON + 9 * DAY)
            assert grant.source_label == cohort.name
        assert Enrolment.objects.filter(person=member.person).count() == 2

    @pytest.mark.parametrize(
        ("starts_in", "expected_start", "expected_code"),
        [(-1, 0, "open"), (0, 0, "open"), (3, 3, "not_started")],
    )
    def test_access_begins_with_the_cohort(self, starts_in, expected_start, expected_code):
        course = paid_course()
        member = join(make_cohort(course, starts_at=NOON + starts_in * DAY))
        assert grants_of(member.person)[course.pk].starts_at == NOON + expected_start * DAY
        assert code(member.person, course) == expected_code
        assert Enrolment.objects.exists() == (expected_code == "open")

    def test_without_an_end_of_its_own_the_course_says_it(self):
        course = courses.make_course(access_duration="days", access_days=7)
        member = join(make_cohort(course))
        assert grants_of(member.person)[course.pk].ends_at == NOON + 7 * DAY

    def test_again_changes_nothing(self):
        cohort, person = make_cohort(paid_course(), capacity=1), UserFactory()
        first = join(cohort, person)
        assert join(cohort, person, at=NOON + DAY) == first
        assert AccessEvent.objects.count() == 1

    @pytest.mark.parametrize("capacity", [1, 2])
    def test_no_seat_more_than_there_are(self, capacity):
        cohort, person = make_cohort(paid_course(), capacity=capacity), UserFactory()
        for _number in range(capacity):
            join(cohort)
        with pytest.raises(actions.CohortIsFull, match="is full."):
            join(cohort, person)
        assert cohort.members.count() == capacity
        assert not grants_of(person)

    @pytest.mark.parametrize(
        ("fields", "complaint"),
        [
            ({"is_active": False}, "isn't open to new members."),
            ({"ends_at": NOON}, "has ended."),
            ({"ends_at": NOON + DAY}, ""),
            ({"starts_at": NOON + 5 * DAY}, ""),
        ],
    )
    def test_only_while_it_is_active_and_not_over(self, fields, complaint):
        cohort = make_cohort(**fields)
        if not complaint:
            assert join(cohort).pk
            return
        with pytest.raises(actions.CohortIsClosed, match=complaint):
            join(cohort)

    def test_costs_the_same_however_many_are_in(self, capture):
        cohort = make_cohort(*(paid_course(lessons=1) for _number in range(5)), capacity=50)
        few = capture(lambda person: join(cohort, person))
        for _number in range(20):
            join(cohort)
        assert capture(lambda person: join(cohort, person)) == few


class TestLeaving:
    def test_closes_what_the_cohort_opened_and_nothing_else(self):
        first, second = paid_course(), paid_course()
        person = UserFactory()
        GrantFactory(person=person, course=first)
        member = join(make_cohort(first, second), person)
        for _time in range(2):
            actions.leave_cohort(member=member, by=None, at=NOON + DAY)
        assert (code(person, first, NOON + DAY), code(person, second, NOON + DAY)) == ("open", "ended")
        stood = PastSource(person, NOON).grants([second.pk])[second.pk]
        assert [grant.effective_status(NOON) for grant in stood] == ["unlocked"]

    def test_leaves_open_what_the_membership_leaves(self):
        course, cohort = paid_course(), make_cohort(removes_access_on_leave=False)
        change(cohort, opens=[course])
        member = join(cohort)
        actions.leave_cohort(member=member, by=None, at=NOON + DAY)
        assert code(member.person, course, NOON + DAY) == "open"

    def test_frees_the_seat(self):
        cohort = make_cohort(capacity=1)
        actions.leave_cohort(member=join(cohort), by=None, at=NOON)
        assert join(cohort).pk

    @pytest.mark.parametrize("end", [None, NOON + 30 * DAY])
    def test_who_comes_back_is_given_back(self, end):
        course, person = paid_course(), UserFactory()
        cohort = make_cohort(course, ends_at=end)
        actions.leave_cohort(member=join(cohort, person), by=None, at=NOON + DAY)
        join(cohort, person, at=NOON + 2 * DAY)
        grant = grants_of(person)[course.pk]
        assert (grant.status, grant.ends_at) == ("unlocked", end)
        assert [event.kind for event in grant.events.order_by("pk")] == ["granted", "ended", "reinstated"]
        assert cohort.members.count() == 2

    def test_who_comes_back_gets_the_end_that_holds_now(self):
        course, person = paid_course(), UserFactory()
        cohort = make_cohort(course, ends_at=NOON + 3 * DAY)
        actions.leave_cohort(member=join(cohort, person), by=None, at=NOON + DAY)
        change(cohort, ends_at=NOON + 90 * DAY, at=NOON + DAY)
        assert code(person, course, NOON + DAY) == "ended"
        join(cohort, person, at=NOON + 2 * DAY)
        assert grants_of(person)[course.pk].ends_at == NOON + 90 * DAY


class TestChanging:
    def test_keeps_how_it_stood_only_when_that_changed(self):
        cohort, course = make_cohort(capacity=3), paid_course()
        change(cohort, name="Another name")
        assert CohortChange.objects.count() == 1
        change(cohort, capacity=4)
        change(cohort, opens=[course])
        change(cohort, time_zone="Asia/Tokyo")
        change(cohort, is_active=False)
        change(cohort, ends_at=NOON + DAY)
        assert [row.course_ids for row in CohortChange.objects.order_by("pk")] == [[], [], *[[course.pk]] * 4]
        assert CohortChange.objects.order_by("-pk").first().ends_at == NOON + DAY

    def test_never_has_fewer_seats_than_people(self):
        cohort = make_cohort(capacity=2)
        join(cohort), join(cohort)
        with pytest.raises(actions.TooFewSeats, match="2 members"):
            change(cohort, capacity=1)
        assert Cohort.objects.get().capacity == 2

    def test_an_added_course_opens_to_those_who_are_in(self):
        cohort, course = make_cohort(), paid_course()
        stays, leaves = join(cohort), join(cohort)
        actions.leave_cohort(member=leaves, by=None, at=NOON)
        for _time in range(2):
            change(cohort, opens=[course], at=NOON + DAY)
        assert grants_of(stays.person)[course.pk].starts_at == NOON + DAY
        assert Enrolment.objects.filter(person=stays.person, course=course).count() == 1
        assert not grants_of(leaves.person)

    def test_a_course_taken_out_stays_with_those_who_have_it(self):
        course = paid_course()
        cohort = make_cohort(course)
        member = join(cohort)
        change(cohort, opens=[])
        assert code(member.person, course) == "open"

    @pytest.mark.parametrize(
        ("first", "then", "expected"),
        [(5, 9, 9), (9, 5, 5), (None, 5, 5), (5, None, 7)],
    )
    def test_the_end_moves_what_it_opened(self, first, then, expected):
        def end(days: int | None) -> datetime | None:
            return None if days is None else NOON + days * DAY

        course = courses.make_course(access_duration="days", access_days=7)
        cohort = make_cohort(course, ends_at=end(first))
        member = join(cohort)
        change(cohort, ends_at=end(then))
        assert grants_of(member.person)[course.pk].ends_at == end(expected)
        change(cohort, ends_at=NOON + 20 * DAY)
        assert grants_of(member.person)[course.pk].ends_at == NOON + 20 * DAY

    def test_an_end_that_staff_moved_stays_theirs(self):
        course = paid_course()
        cohort = make_cohort(course, ends_at=NOON + 5 * DAY)
        member = join(cohort)
        actions.extend_course_access(
            grant=grants_of(member.person)[course.pk], ends_at=NOON + 50 * DAY, at=NOON, by=UserFactory()
        )
        change(cohort, ends_at=NOON + 9 * DAY)
        assert grants_of(member.person)[course.pk].ends_at == NOON + 50 * DAY

    def test_ending_it_now_ends_access(self):
        course = paid_course()
        cohort = make_cohort(course)
        member = join(cohort)
        change(cohort, ends_at=NOON + DAY, at=NOON + DAY)
        assert code(member.person, course, NOON + DAY) == "expired"

    @pytest.mark.parametrize(("moved_to", "expected"), [(9, "not_started"), (1, "open")])
    def test_a_start_moves_those_who_wait_for_it(self, moved_to, expected):
        course = paid_course()
        cohort = make_cohort(course, starts_at=NOON + 5 * DAY)
        member = join(cohort)
        change(cohort, starts_at=NOON + moved_to * DAY, at=NOON + 2 * DAY)
        assert code(member.person, course, NOON + 6 * DAY) == expected
        actions.apply_scheduled_changes(now=NOON + 20 * DAY)
        assert AccessEvent.objects.filter(kind="activated").count() == 1

    def test_one_that_ends_before_it_could_begin_opens_nothing(self):
        course = paid_course()
        cohort = make_cohort(course, starts_at=NOON + 5 * DAY)
        member = join(cohort)
        change(cohort, starts_at=NOON - 9 * DAY, ends_at=NOON - DAY)
        assert code(member.person, course) == "expired"

    def test_members_learn_of_it_by_themselves(self, django_capture_on_commit_callbacks):
        cohort, course = make_cohort(), paid_course()
        member = join(cohort)
        with django_capture_on_commit_callbacks(execute=True):
            actions.save_cohort(cohort=cohort, course_ids=[course.pk], by=None, at=NOON)
        assert course.pk in grants_of(member.person)
