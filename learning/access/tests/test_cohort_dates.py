"""Dates of cohorts that move, members who join early or come back: what is open, and who is enrolled."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.access import actions
from learning.access.models import Enrolment
from learning.access.tests.test_cohorts import change, code, grants_of
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, join, make_cohort, paid_course

pytestmark = pytest.mark.django_db


class TestDatesSetByMistake:
    """What a date closed, a date opens: afterwards everybody stands as before, and the history tells it."""

    MISTAKES = [
        pytest.param({"ends_at": NOON - 9 * DAY, "starts_at": NOON - 20 * DAY}, id="an end long ago"),
        pytest.param(
            {"ends_at": NOON - 3 * DAY / 2, "starts_at": NOON - 3 * DAY}, id="an end before joining"
        ),
        pytest.param({"starts_at": NOON - 2 * DAY, "ends_at": NOON + DAY / 2}, id="an end that is soon"),
        pytest.param({"starts_at": NOON + 20 * DAY}, id="a start that is late"),
        pytest.param({"starts_at": NOON - 400 * DAY}, id="a start a year early"),
    ]

    @pytest.mark.parametrize("mistake", MISTAKES)
    @pytest.mark.parametrize("joined", [NOON - DAY, NOON])
    @pytest.mark.parametrize(
        "stood",
        [
            {"starts_at": NOON - 2 * DAY, "ends_at": None},
            {"starts_at": NOON - 2 * DAY, "ends_at": NOON + 30 * DAY},
            {"starts_at": NOON + 5 * DAY, "ends_at": NOON + 300 * DAY},
            {"starts_at": NOON + 5 * DAY, "ends_at": None},
        ],
    )
    def test_and_corrected_leave_everybody_as_before(self, stood, joined, mistake):
        course = courses.make_course(access_duration="days", access_days=7)
        cohort = make_cohort(course, **stood)
        member = join(cohort, at=joined)
        before = grants_of(member.person)[course.pk]
        change(cohort, at=NOON + timedelta(minutes=1), **mistake)
        actions.apply_scheduled_changes(now=NOON + timedelta(minutes=2))
        change(cohort, at=NOON + timedelta(minutes=5), **stood)
        after = grants_of(member.person)[course.pk]
        assert (after.status, after.starts_at, after.ends_at) == (
            before.status,
            before.starts_at,
            before.ends_at,
        )
        for days in (0, 1, 6, 8, 40, 400):
            assert after.effective_status(NOON + days * DAY) == before.effective_status(NOON + days * DAY)
        kinds = [event.kind for event in after.events.order_by("pk")]
        assert "revoked" not in kinds and kinds.count("moved") in (0, 2)

    def test_the_other_apps_hear_of_each_closing_and_opening_once(self):
        course = paid_course()
        cohort = make_cohort(course, starts_at=NOON - 2 * DAY)
        join(cohort, at=NOON - DAY)
        OutboxRow.objects.all().delete()
        change(cohort, ends_at=NOON, at=NOON)
        actions.apply_scheduled_changes(now=NOON + timedelta(minutes=5))
        change(cohort, ends_at=None, at=NOON + timedelta(minutes=6))
        actions.apply_scheduled_changes(now=NOON + timedelta(minutes=10))
        told = OutboxRow.objects.filter(kind__startswith="access.").order_by("pk")
        assert list(told.values_list("kind", flat=True)) == ["access.AccessEnded", "access.AccessOpened"]

    def test_a_cohort_that_is_put_off_closes_until_it_starts(self):
        course = paid_course()
        cohort = make_cohort(course, starts_at=NOON - 2 * DAY)
        member = join(cohort, at=NOON - DAY)
        change(cohort, starts_at=NOON + 7 * DAY, at=NOON)
        assert code(member.person, course) == "not_started"
        assert code(member.person, course, NOON + 7 * DAY) == "open"


class TestComingBack:
    """To a cohort that kept their access: what has ended meanwhile opens."""

    @pytest.mark.parametrize(
        ("ends_at", "expected"), [(NOON + 90 * DAY, NOON + 90 * DAY), (None, NOON + 67 * DAY)]
    )
    def test_opens_what_has_ended_meanwhile(self, ends_at, expected):
        course = courses.make_course(prices=[(4900, "EUR")], access_duration="days", access_days=7)
        cohort = make_cohort(course, removes_access_on_leave=False, ends_at=NOON + 30 * DAY)
        member = join(cohort)
        actions.leave_cohort(member=member, by=None, at=NOON + DAY)
        change(cohort, ends_at=ends_at, at=NOON + 50 * DAY)
        assert code(member.person, course, NOON + 60 * DAY) == "expired"
        join(cohort, member.person, at=NOON + 60 * DAY)
        grant = grants_of(member.person)[course.pk]
        assert (grant.effective_status(NOON + 60 * DAY), grant.ends_at) == ("unlocked", expected)
        assert grant.events.order_by("pk").last().kind == "reinstated"

    def test_shortens_nothing_that_staff_gave(self):
        course = paid_course()
        cohort = make_cohort(course, removes_access_on_leave=False, ends_at=NOON + 30 * DAY)
        member = join(cohort)
        given = grants_of(member.person)[course.pk]
        actions.extend_course_access(grant=given, ends_at=None, at=NOON, by=UserFactory())
        actions.leave_cohort(member=member, by=None, at=NOON + DAY)
        join(cohort, member.person, at=NOON + 2 * DAY)
        assert grants_of(member.person)[course.pk].ends_at is None


class TestJoiningBeforeTheStart:
    @pytest.mark.parametrize("is_free", [True, False])
    def test_enrols_at_the_start(self, is_free, django_capture_on_commit_callbacks):
        course = courses.make_course() if is_free else paid_course()
        starts_at = NOON + 5 * DAY
        member = join(make_cohort(course, starts_at=starts_at))
        assert not Enrolment.objects.exists()
        with (
            time_machine.travel(starts_at + timedelta(minutes=4), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            actions.apply_scheduled_changes(now=starts_at + timedelta(minutes=4))
        enrolment = Enrolment.objects.get()
        assert (enrolment.person, enrolment.course, enrolment.enrolled_at) == (
            member.person,
            course,
            starts_at,
        )

    def test_of_a_bulk_job_enrols_at_its_start(self, django_capture_on_commit_callbacks):
        course, person, staff = paid_course(), UserFactory(), UserFactory()
        bulk = actions.prepare_bulk(
            courses=[course],
            listed=[actions.ListedRecipient(line=1, email=person.email)],
            source="list",
            by=staff,
            at=NOON,
            notes="Class of May",
            starts_at=NOON + DAY,
        )
        actions.start_bulk(bulk=bulk, by=staff, at=NOON)
        actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        assert not Enrolment.objects.exists()
        with (
            time_machine.travel(NOON + DAY, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            actions.apply_scheduled_changes(now=NOON + DAY)
        assert Enrolment.objects.get().person == person

    def test_a_grant_that_waits_to_be_taken_enrols_nobody(self, django_capture_on_commit_callbacks):
        GrantFactory(course=paid_course(), starts_at=NOON)
        with (
            time_machine.travel(NOON, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            actions.apply_scheduled_changes(now=NOON)
        assert not Enrolment.objects.exists()
