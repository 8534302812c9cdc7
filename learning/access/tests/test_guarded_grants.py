"""PostgreSQL itself refuses a grant whose history does not tell how it stands, whoever writes it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused, erasing
from learning.access import actions
from learning.access.models import AccessEvent, CourseAccess
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, join, make_bundle, make_cohort, make_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course()


def run(statement: str, *values: object) -> None:
    """Raw SQL in a transaction of its own, with the checks of its end; later ones wait for theirs again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        connection.check_constraints()


@pytest.mark.postgresql
class TestOnPostgreSQL:
    def test_a_change_without_its_event_is_refused(self, course):
        grant = GrantFactory(course=course)
        connection.check_constraints()
        for statement in (
            "UPDATE access_courseaccess SET status = 'locked' WHERE id = %s",
            "UPDATE access_courseaccess SET ends_at = starts_at + interval '1 day' WHERE id = %s",
        ):
            with pytest.raises(IntegrityError, match="without its event"):
                run(statement, grant.pk)
        run("UPDATE access_courseaccess SET notes = 'Rang on Monday' WHERE id = %s", grant.pk)
        actions.revoke_course_access(grant=grant, by=None, at=NOON, reason="Sold the answers")
        with pytest.raises(IntegrityError, match="without its event"):
            run("UPDATE access_courseaccess SET ended_with_source = true WHERE id = %s", grant.pk)

    def test_a_grant_without_a_history_is_refused(self, course):
        person = UserFactory()
        with pytest.raises(IntegrityError, match="without its event"):
            run(
                "INSERT INTO access_courseaccess (person_id, course_id, run, type, status, source_kind,"
                " source_id, source_label, source_key, granted_at, starts_at, revoked_reason, purchase_id,"
                " notes, ended_with_source) VALUES (%s, %s, 1, 'manual', 'unlocked', 'manual', '1', '',"
                " 'manual:1', now(), now(), '', '', '', false)",
                person.pk,
                course.pk,
            )

    @pytest.mark.parametrize("column", ["person_id", "course_id", "source_key", "granted_at"])
    def test_whose_grant_it_is_stays(self, course, column):
        grant = GrantFactory(course=course)
        other = GrantFactory(course=courses.make_course(), granted_at=NOON - 2 * DAY)
        with pytest.raises(IntegrityError, match="person, course, source and date stay"):
            run(
                f"UPDATE access_courseaccess SET {column} = (SELECT {column} FROM access_courseaccess"  # noqa: S608
                " WHERE id = %s) WHERE id = %s",
                other.pk,
                grant.pk,
            )

    @pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    @pytest.mark.parametrize("table", ["access_accessevent", "access_cohortchange", "access_pathedition"])
    def test_history_is_neither_changed_nor_deleted(self, course, table, statement):
        GrantFactory(course=course)
        make_cohort(course)
        make_path((course, True))
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement.format(table))

    @pytest.mark.parametrize("has_ended", [True, False])
    @pytest.mark.parametrize("table", ["access_cohortmember", "access_pathmember", "access_bundlepurchase"])
    def test_who_was_in_stays_as_it_was(self, course, table, has_ended):
        """Also after its end was written, which is done once."""
        join(make_cohort(course))
        actions.join_path(person=UserFactory(), path=make_path((course, True)).learning_path, at=NOON)
        actions.grant_bundle_access(
            person=UserFactory(), bundle=make_bundle((course, "")).bundle, by=None, at=NOON
        )
        end, begin, whose = ("left_at", "joined_at", "person_id")
        if table == "access_bundlepurchase":
            end, begin, whose = ("revoked_at", "purchased_at", "buyer_id")
        if has_ended:
            run(f"UPDATE {table} SET {end} = now()")  # noqa: S608
        other = UserFactory()
        for change in (
            f"UPDATE {table} SET {begin} = {begin} - interval '1 day'",
            f"UPDATE {table} SET {whose} = {other.pk}",
            f"UPDATE {table} SET {end} = now(), {begin} = now() - interval '1 year'",
            *([f"UPDATE {table} SET {end} = NULL"] if has_ended else []),
        ):
            with pytest.raises(IntegrityError, match="only its end is ever written"):
                run(change)
        with pytest.raises(IntegrityError, match="never deleted"):
            run(f"DELETE FROM {table}")  # noqa: S608

    def test_an_erasure_may_change_it(self, course):
        member = join(make_cohort(course))
        with erasing():
            run("DELETE FROM access_cohortmember WHERE id = %s", member.pk)


def test_every_action_leaves_a_history_that_tells_how_the_grant_stands(course):
    given = actions.grant_course_access(
        person=UserFactory(), course=course, type="manual", source_kind="manual", source_id="1", by=None,
        at=NOON, status="pending",
    )  # fmt: skip
    staff = UserFactory()
    actions.unlock_course_access(grant=given, at=NOON + DAY, by=staff)
    actions.lock_course_access(grant=given, at=NOON + 2 * DAY, by=staff, reason="Asked for a pause")
    actions.unlock_course_access(grant=given, at=NOON + 3 * DAY, by=staff)
    actions.extend_course_access(grant=given, ends_at=NOON + 9 * DAY, at=NOON + 4 * DAY, by=staff)
    actions.revoke_course_access(grant=given, at=NOON + 5 * DAY, by=staff, reason="Refunded")
    actions.reinstate_course_access(grant=given, at=NOON + 6 * DAY, by=staff, reason="A mistake")
    events = list(given.events.order_by("pk"))
    assert [event.kind for event in events] == [
        "granted", "activated", "locked", "reinstated", "extended", "revoked", "reinstated",
    ]  # fmt: skip
    assert events[2].reason == "Asked for a pause" and events[2].actor == staff
    given.refresh_from_db()
    last = events[-1]
    assert (last.status, last.starts_at, last.ends_at) == (given.status, given.starts_at, given.ends_at)
    assert given.revoked_at is None


@pytest.mark.parametrize(
    "repeat",
    [actions.lock_course_access, actions.unlock_course_access],
)
def test_a_repeat_writes_no_second_event(course, repeat):
    grant = GrantFactory(course=course)
    repeat(grant=grant, at=NOON)
    before = AccessEvent.objects.count()
    repeat(grant=grant, at=NOON)
    assert AccessEvent.objects.count() == before


def test_the_models_refuse_to_rewrite_history_on_every_database(course):
    GrantFactory(course=course)
    event = AccessEvent.objects.get()
    for change in (event.save, event.delete, AccessEvent.objects.all().delete):
        with pytest.raises(ChangeRefused):
            change()
    assert CourseAccess.objects.count() == 1
