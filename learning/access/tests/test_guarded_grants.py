"""PostgreSQL itself refuses a grant whose history does not tell how it stands, whoever writes it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused
from learning.access import actions
from learning.access.models import AccessEvent, CourseAccess
from learning.access.tests.factories import DAY, NOON, GrantFactory
from learning.courses.models import Course
from learning.courses.tests import factories as courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course()


def run(statement: str, *values: object) -> None:
    """Raw SQL in a transaction of its own, with the checks of its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


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

    def test_a_grant_without_a_history_is_refused(self, course):
        person = UserFactory()
        with pytest.raises(IntegrityError, match="without its event"):
            run(
                "INSERT INTO access_courseaccess (person_id, course_id, run, type, status, source_kind,"
                " source_id, source_label, source_key, granted_at, starts_at, revoked_reason, purchase_id,"
                " notes) VALUES (%s, %s, 1, 'manual', 'unlocked', 'manual', '1', '', 'manual:1', now(),"
                " now(), '', '', '')",
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

    @pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
    def test_history_is_neither_changed_nor_deleted(self, course, statement):
        GrantFactory(course=course)
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement.format("access_accessevent"))


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
