"""Access for many people at once: what is done, and that doing it again changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import suspend
from accounts.models import User
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused
from common.models import OutboxRow
from learning.access import actions, policies
from learning.access.actions import bulk as bulks
from learning.access.actions.bulk import ListedRecipient
from learning.access.models import (
    AccessEvent,
    BulkEnrolmentJob,
    BulkOutcome,
    BulkRecipient,
    CourseAccess,
    Enrolment,
    Milestone,
)
from learning.courses import actions as course_actions
from learning.courses.models import Course, CoursePrerequisite
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, fresh, page_of, paid_course, viewer
from learning.testing.bulk_jobs import done, footprint, prepare, run, start

pytestmark = pytest.mark.django_db

OPEN, LOCKED, REVOKED, PENDING = "unlocked", "locked", "revoked", "pending"


@pytest.fixture
def course() -> Course:
    return paid_course(lessons=1)


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=[ADMINISTRATOR])


class TestRunning:
    def test_each_grant_has_its_history_and_one_fact_tells_of_all(self, course, admin):
        people = [UserFactory() for _number in range(3)]
        bulk = run(prepare(admin, course, *people), admin)
        grants = CourseAccess.objects.of_source("bulk", str(bulk.pk))
        assert {grant.person for grant in grants} == set(people)
        for grant in grants:
            event = grant.events.get()
            assert (event.kind, event.at, event.actor, event.reason) == (
                "granted",
                NOON,
                admin,
                "Term begins",
            )
            assert (event.status, event.starts_at, event.ends_at) == (OPEN, grant.starts_at, grant.ends_at)
            assert policies.has_course_access(grant.person, fresh(course), at=NOON)
        told = OutboxRow.objects.filter(kind="access.AccessOpenedToMany")
        assert sorted(told.get().payload["grant_ids"]["tuple"]) == sorted(grant.pk for grant in grants)
        assert Enrolment.objects.filter(course=course, enrolled_at=NOON).count() == 3

    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_it_writes_what_the_action_for_one_person_writes(self, admin, days):
        course = courses.make_course(access_duration="days", access_days=30, lessons=1)
        one, of_many = UserFactory(), UserFactory()
        starts_at = NOON + days * DAY
        single = actions.grant_course_access(
            person=one,
            course=fresh(course),
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id="1",
            by=admin,
            at=NOON,
            starts_at=starts_at,
            notes="Term begins",
        )
        run(prepare(admin, course, of_many, starts_at=starts_at), admin)
        bulk = CourseAccess.objects.get(person=of_many)

        def row(record: Any) -> dict[str, Any]:
            own = {"id", "person_id", "source_kind", "source_id", "source_key", "grant_id"}
            return {
                field.attname: getattr(record, field.attname)
                for field in record._meta.concrete_fields
                if field.attname not in own
            }

        single.refresh_from_db()
        assert row(bulk) == row(single)
        assert [row(event) for event in bulk.events.all()] == [row(event) for event in single.events.all()]

    def test_it_ends_as_was_ordered(self, admin):
        ending = courses.make_course(access_duration="days", access_days=30, lessons=1)
        for ends, ends_at, expected in (
            ("course", None, NOON + 30 * DAY),
            ("until", NOON + DAY, NOON + DAY),
            ("good", None, None),
        ):
            person = UserFactory()
            run(prepare(admin, ending, person, ends=ends, ends_at=ends_at), admin)
            assert CourseAccess.objects.get(person=person).ends_at == expected

    def test_what_begins_later_is_told_later(self, course, admin):
        person = UserFactory()
        run(prepare(admin, course, person, starts_at=NOON + DAY), admin)
        assert not Enrolment.objects.exists()
        assert not OutboxRow.objects.filter(kind__startswith="access.").exists()
        assert actions.apply_scheduled_changes(now=NOON + DAY).begun == 1

    def test_many_courses_at_once(self, admin):
        several = [paid_course(lessons=1) for _number in range(3)]
        people = [UserFactory(), UserFactory()]
        GrantFactory(person=people[0], course=several[1])
        bulk = run(prepare(admin, several, *people), admin)
        assert done(bulk) == {"new": 5, "in": 1}
        assert bulk.planned["changed"] == 2

    def test_twice_changes_nothing(self, course, admin):
        bulk = run(prepare(admin, course, UserFactory(), UserFactory()), admin)
        before = footprint()
        run(bulk, admin, at=NOON + DAY)
        actions.run_bulk(bulk_id=bulk.pk)
        assert footprint() == before
        assert bulk.finished_at == NOON

    def test_the_same_list_again_finds_everybody_in(self, course, admin):
        people = [UserFactory(), UserFactory()]
        run(prepare(admin, course, *people), admin)
        again = run(prepare(admin, course, *people), admin)
        assert again.planned["changed"] == 0 and done(again) == {"in": 2}
        assert CourseAccess.objects.count() == 2

    def test_what_came_of_it_is_not_rewritten(self, course, admin):
        bulk = run(prepare(admin, course, UserFactory()), admin)
        with pytest.raises(ChangeRefused):
            BulkOutcome.objects.filter(row__bulk=bulk).update(code="in")

    @pytest.mark.parametrize("includes_stopped", [False, True])
    def test_those_who_were_stopped_stay_out_unless_ordered(self, course, admin, includes_stopped):
        person = UserFactory()
        GrantFactory(person=person, course=course, status=REVOKED, revoked_at=NOON - DAY)
        run(prepare(admin, course, person, includes_stopped=includes_stopped), admin)
        assert policies.has_course_access(person, fresh(course), at=NOON) == includes_stopped

    def test_of_more_courses_a_batch_takes_fewer_people(self, admin, monkeypatch):
        monkeypatch.setattr(bulks.recipients, "BATCH", 6)
        several = [paid_course(lessons=1) for _number in range(3)]
        bulk = start(prepare(admin, several, *[UserFactory() for _number in range(4)]), admin)
        bulks.run_batch(bulk_id=bulk.pk, at=NOON)
        assert bulk.people.pending().count() == 2

    def test_queries_do_not_grow_with_the_people(self, course, admin):
        def queries(count: int) -> int:
            bulk = start(prepare(admin, course, *[UserFactory() for _number in range(count)]), admin)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert bulks.run_batch(bulk_id=bulk.pk, at=NOON)
            return len(asked)

        assert queries(2) == queries(40)


class TestStoppingAndGoingOn:
    @pytest.fixture
    def small_batches(self, monkeypatch) -> None:
        monkeypatch.setattr(bulks.recipients, "BATCH", 2)

    def test_where_it_was_stopped_it_goes_on(self, course, admin, small_batches):
        bulk = start(prepare(admin, course, *[UserFactory() for _number in range(5)]), admin)
        bulks.run_batch(bulk_id=bulk.pk, at=NOON)
        actions.stop_bulk(bulk=bulk, by=admin, at=NOON)
        actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        assert CourseAccess.objects.count() == 2
        assert bulk.people.pending().count() == 3
        run(bulk, admin, at=NOON + DAY)
        assert bulk.state == BulkEnrolmentJob.State.DONE
        assert sorted(CourseAccess.objects.values_list("granted_at", flat=True)) == [
            *[NOON] * 2,
            *[NOON + DAY] * 3,
        ]
        assert bulk.started_at == NOON  # when it began for the first time

    def test_a_batch_that_fails_leaves_nothing_and_can_be_done_again(
        self, course, admin, small_batches, monkeypatch
    ):
        people = [UserFactory() for _number in range(4)]
        bulk = start(prepare(admin, course, *people), admin)
        bulks.run_batch(bulk_id=bulk.pk, at=NOON)
        with monkeypatch.context() as broken:
            broken.setattr(bulks.running, "who_may_enrol", lambda *args, **kwargs: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        bulk.refresh_from_db()
        assert (bulk.state, bulk.has_failed) == (BulkEnrolmentJob.State.STOPPED, True)
        assert CourseAccess.objects.count() == AccessEvent.objects.count() == 2
        run(bulk, admin)
        assert (bulk.state, bulk.has_failed) == (BulkEnrolmentJob.State.DONE, False)
        assert CourseAccess.objects.count() == Enrolment.objects.count() == BulkOutcome.objects.count() == 4

    def test_it_lets_go_of_the_worker_after_its_turn(self, course, admin, small_batches):
        bulk = start(prepare(admin, course, *[UserFactory() for _number in range(5)]), admin)
        moments = iter(NOON + timedelta(seconds=seconds) for seconds in range(0, 100, 10))
        turn = {"bulk_id": bulk.pk, "clock": lambda: next(moments), "turn": timedelta(seconds=20)}
        assert actions.run_bulk(**turn)
        assert bulk.people.pending().count() == 1
        assert not actions.run_bulk(**turn)
        bulk.refresh_from_db()
        assert bulk.state == BulkEnrolmentJob.State.DONE

    def test_one_that_was_cut_off_is_found(self, course, admin):
        bulk = start(prepare(admin, course, UserFactory()), admin)
        resumed: list[int] = []
        for minutes in (1, 4):
            actions.resume_bulks(now=NOON + timedelta(minutes=minutes), run=resumed.append)
        assert resumed == [bulk.pk]

    def test_starting_a_running_one_starts_no_second(self, course, admin, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as enqueued:
            bulk = start(prepare(admin, course, UserFactory()), admin)
            start(bulk, admin, at=NOON + timedelta(minutes=1))
        assert len(enqueued) == 1
        with django_capture_on_commit_callbacks() as enqueued:
            start(bulk, admin, at=NOON + timedelta(minutes=5))
        assert len(enqueued) == 1

    def test_one_whose_time_is_over_opens_nothing(self, course, admin, small_batches):
        bulk = prepare(
            admin, course, *[UserFactory() for _number in range(3)], ends="until", ends_at=NOON + DAY
        )
        start(bulk, admin)
        bulks.run_batch(bulk_id=bulk.pk, at=NOON)
        actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON + DAY)
        bulk.refresh_from_db()
        assert (bulk.state, bulk.has_failed) == (BulkEnrolmentJob.State.STOPPED, False)
        assert CourseAccess.objects.count() == 2
        with pytest.raises(actions.EndsBeforeStart):
            start(bulk, admin, at=NOON + DAY)

    def test_lists_that_nobody_used_are_forgotten(self, course, admin):
        used = run(prepare(admin, course, UserFactory()), admin)
        prepare(admin, course, "stranger@example.org")
        assert actions.forget_unused_bulks(now=NOON + 6 * DAY) == 0
        assert actions.forget_unused_bulks(now=NOON + 8 * DAY) == 1
        assert BulkEnrolmentJob.objects.get() == used
        assert not BulkRecipient.objects.filter(email="stranger@example.org").exists()


class TestUnknownPeople:
    def test_they_are_reported(self, course, admin):
        bulk = run(prepare(admin, course, "who@example.org", UserFactory()), admin)
        row = bulk.people.get(email="who@example.org")
        assert row.person is None and row.settled_at == NOON and not row.outcomes.exists()
        assert not User.objects.filter(email="who@example.org").exists()

    def test_they_are_invited(self, course, admin, django_capture_on_commit_callbacks):
        listed = [
            ListedRecipient(2, "New.Person@example.org", "Nina", "New"),
            ListedRecipient(3, UserFactory().email),
        ]
        bulk = actions.prepare_bulk(
            courses=[course], listed=listed, source="file", by=admin, at=NOON, notes="x", invites_unknown=True
        )
        with django_capture_on_commit_callbacks(execute=True):
            start(bulk, admin)
        bulk.refresh_from_db()
        assert bulk.state == BulkEnrolmentJob.State.DONE
        row = bulk.people.get(line=2)
        assert row.was_invited and row.person.get_full_name() == "Nina New"
        assert not row.person.has_usable_password()
        assert row.outcomes.get().code == "new"
        invited = [message.to for message in mail.outbox if "access" not in message.subject]
        assert invited == [["new.person@example.org"]]

    def test_who_may_not_make_accounts_invites_nobody(self, course):
        helper = UserFactory(roles=[SUPPORT])
        bulk = run(prepare(helper, course, "who@example.org", invites_unknown=True), helper)
        assert bulk.state == BulkEnrolmentJob.State.DONE
        assert bulk.people.get().person is None

    def test_who_signed_up_meanwhile_gets_it(self, course, admin):
        bulk = prepare(admin, course, "late@example.org", "early@example.org")
        late = UserFactory(email="late@example.org")
        run(bulk, admin)
        assert policies.has_course_access(late, fresh(course), at=NOON)
        assert bulk.people.get(email="late@example.org").person == late

    def test_who_turns_out_to_stand_in_the_list_gets_it_once(self, course, admin):
        person = UserFactory()
        bulk = prepare(admin, course, person, "other@example.org")
        person.emailaddress_set.create(email="other@example.org", verified=True)
        run(bulk, admin)
        assert bulk.people.get(email="other@example.org").problem == "twice"
        assert CourseAccess.objects.count() == 1


class TestEnrolling:
    def test_it_is_decided_as_for_one_person(self, admin):
        """Each of several people and courses, asked one by one and together."""
        before = paid_course(lessons=1)
        plain, coming, locked, archived = [paid_course(lessons=1) for _number in range(4)]
        for course, status in ((coming, "coming_soon"), (locked, "locked"), (archived, "archived")):
            course_actions.change_status(course=course, status=status, at=NOON - DAY, actor=None)
        after = paid_course(lessons=1)
        CoursePrerequisite.objects.create(page=page_of(after), course=before)
        courses.publish(page_of(after))
        private = courses.make_course(visibility="private", lessons=1)
        several = [plain, coming, locked, archived, after, private]
        people = [UserFactory() for _number in range(4)]
        _plain, finished, is_suspended, completed = people
        for person, course in ((finished, before), (completed, after), (completed, locked)):
            Milestone.objects.create(
                person=person, course=course, kind="course_completed", achieved_at=NOON - DAY
            )
        suspend(person=is_suspended, actor=admin, reason="Spam", at=NOON - DAY)
        run(prepare(admin, several, *people), admin)
        for person in User.objects.filter(pk__in=[person.pk for person in people]):
            allowed = policies.enrolment_verdicts(viewer(person), [fresh(course) for course in several])
            taken = set(person.enrolments.values_list("course", flat=True))
            assert taken == {course_id for course_id, verdict in allowed.items() if verdict}
