"""Enrolling, granting and taking back: `learning.access.actions`."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused
from common.models import OutboxRow
from learning.access import actions, selectors
from learning.access.models import CourseAccess, Enrolment, Milestone
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    page_of,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course()


def told() -> list[str]:
    return list(
        OutboxRow.objects.filter(kind__startswith="access.").order_by("pk").values_list("kind", flat=True)
    )


def test_enrolling_in_a_free_course_opens_it_once(course: Course) -> None:
    person = UserFactory()
    first = actions.enrol(person=person, course=course, at=NOON)
    again = actions.enrol(person=person, course=course, at=NOON + DAY)
    grant = CourseAccess.objects.get()
    assert first == again == Enrolment.objects.get()
    assert (grant.type, grant.source_key, grant.starts_at, grant.granted_by) == ("free", "free:1", NOON, None)
    assert (first.run, first.release_id, first.enrolled_at) == (1, None, NOON)
    assert told() == ["access.AccessOpened"]


def test_who_has_a_grant_enrols_on_it() -> None:
    course = paid_course()
    grant = GrantFactory(course=course)
    actions.enrol(person=grant.person, course=course, at=NOON)
    assert CourseAccess.objects.get() == grant
    assert Enrolment.objects.get().person == grant.person


@pytest.mark.parametrize("status", ["locked", "coming_soon", "archived"])
def test_a_closed_course_takes_nobody_and_nothing_is_written(course: Course, status: str) -> None:
    Course.objects.filter(pk=course.pk).update(status=status)
    with pytest.raises(actions.EnrolmentRefused) as refusal:
        actions.enrol(person=UserFactory(), course=fresh(course), at=NOON)
    assert refusal.value.verdict.code == status
    assert str(refusal.value) == refusal.value.verdict.sentence
    assert not CourseAccess.objects.exists() and not Enrolment.objects.exists() and told() == []


def test_a_paid_course_is_not_entered_by_enrolling() -> None:
    with pytest.raises(actions.EnrolmentRefused):
        actions.enrol(person=UserFactory(), course=paid_course(), at=NOON)
    assert not Enrolment.objects.exists()


def test_who_was_shut_out_does_not_come_back_by_enrolling(course: Course) -> None:
    person = UserFactory()
    actions.enrol(person=person, course=course, at=NOON)
    actions.revoke_course_access(
        grant=CourseAccess.objects.get(), by=None, at=NOON, reason="Sold their notes."
    )
    with pytest.raises(actions.EnrolmentRefused):
        actions.enrol(person=person, course=course, at=NOON + DAY)


def test_the_same_source_opens_the_same_course_once(course: Course) -> None:
    source: dict[str, Any] = {
        "type": "manual",
        "source_kind": "ticket",
        "source_id": "7",
        "by": None,
        "at": NOON,
    }
    person = UserFactory()
    first = actions.grant_course_access(person=person, course=course, **source)
    assert actions.grant_course_access(person=person, course=course, **source) == first
    actions.grant_course_access(person=UserFactory(), course=course, **source)
    assert CourseAccess.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(person=person, course=course, source_kind="ticket", source_id="7")


def test_the_database_refuses_impossible_grants(course: Course) -> None:
    impossible: list[dict[str, Any]] = [
        {"ends_at": NOON - DAY},
        {"status": "revoked"},
        {"revoked_at": NOON},
    ]
    for fields in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantFactory(course=course, **fields)
    grant = GrantFactory(course=course)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseAccess.objects.filter(pk=grant.pk).update(source_key="")


def test_a_grant_that_starts_later_tells_nothing_yet(course: Course) -> None:
    actions.grant_course_access(
        person=UserFactory(),
        course=course,
        type="manual",
        source_kind="manual",
        source_id="1",
        by=None,
        at=NOON,
        starts_at=NOON + DAY,
    )
    assert told() == []


def test_locking_unlocking_and_revoking_tell_each_change_once(course: Course) -> None:
    grant, staff = GrantFactory(course=course), UserFactory()
    actions.lock_course_access(grant=grant, at=NOON)
    actions.lock_course_access(grant=grant, at=NOON)
    actions.unlock_course_access(grant=grant, at=NOON)
    actions.revoke_course_access(grant=grant, by=staff, at=NOON, reason="Refunded.")
    again = actions.revoke_course_access(grant=grant, by=None, at=NOON + DAY, reason="Other.")
    assert told() == ["access.AccessEnded", "access.AccessOpened", "access.AccessEnded"]
    assert (again.revoked_by, again.revoked_at, again.revoked_reason) == (staff, NOON, "Refunded.")
    with pytest.raises(actions.GrantIsRevoked):
        actions.unlock_course_access(grant=grant, at=NOON)
    with pytest.raises(actions.GrantIsRevoked):
        actions.extend_course_access(grant=grant, ends_at=None, at=NOON)


def test_extending_brings_an_expired_grant_back(course: Course) -> None:
    grant = GrantFactory(course=course, ends_at=NOON)
    extended = actions.extend_course_access(grant=grant, ends_at=NOON + DAY, at=NOON)
    assert extended.effective_status(NOON) == "unlocked"
    assert told() == ["access.AccessOpened"]
    with pytest.raises(actions.EndsBeforeStart):
        actions.extend_course_access(grant=grant, ends_at=grant.starts_at, at=NOON)


def test_a_learner_follows_the_latest_release_until_pinned(course: Course) -> None:
    enrolment, first = enrolled(course), course.latest_release_id
    courses.add_lesson(page_of(course))
    later = courses.publish(page_of(course))
    course = fresh(course)
    assert selectors.release_for(enrolment, course) == later.pk
    actions.pin_release(enrolment=enrolment, release_id=first)
    actions.pin_release(enrolment=enrolment, release_id=later.pk)
    assert selectors.release_for(enrolment, course) == first
    assert selectors.release_for(None, course) == later.pk


def test_a_milestone_is_remembered_once_and_never_changed(course: Course) -> None:
    person = UserFactory()
    wanted: dict[str, Any] = {
        "person_id": person.pk,
        "course_id": course.pk,
        "kind": Milestone.Kind.QUIZ_PASSED,
    }
    lesson = course.lessons.first()
    assert actions.record_milestone(**wanted, at=NOON)
    assert not actions.record_milestone(**wanted, at=NOON + DAY)
    assert actions.record_milestone(**wanted, lesson_id=lesson.pk, at=NOON)
    assert not actions.record_milestone(**wanted, lesson_id=lesson.pk, at=NOON)
    with pytest.raises(ChangeRefused):
        Milestone.objects.update(achieved_at=NOON + DAY)
    for place in (None, lesson):
        with pytest.raises(IntegrityError), transaction.atomic():
            Milestone.objects.create(
                person=person, course=course, kind=wanted["kind"], lesson=place, achieved_at=NOON
            )


def test_people_are_counted_for_many_courses_in_one_query(django_assert_num_queries: Any) -> None:
    popular, quiet = courses.make_course(), courses.make_course()
    person = enrolled(popular).person
    Enrolment.objects.create(person=person, course=popular, run=2, enrolled_at=NOON)
    enrolled(popular)
    with django_assert_num_queries(1):
        assert selectors.enrolled_counts([popular.pk, quiet.pk]) == {popular.pk: 2, quiet.pk: 0}
    assert selectors.enrolment_of(viewer(person), popular).run == 2  # type: ignore[union-attr]
    assert selectors.enrolment_of(viewer(None), popular) is None


class TestLookingBack:
    """The enrolment, and the edition, that a person had at a past moment."""

    def then(self, enrolment: Enrolment, moment: Any) -> Enrolment | None:
        looking = viewer(enrolment.person, at=NOON + 9 * DAY).back_at(moment)
        return selectors.enrolment_of(looking, fresh(enrolment.course))

    def test_before_the_enrolment_there_was_none(self, course):
        enrolment = enrolled(course, at=NOON)
        assert self.then(enrolment, NOON - DAY) is None
        assert self.then(enrolment, NOON) == enrolment

    def test_before_the_second_run_there_was_the_first(self, course):
        first = enrolled(course, at=NOON)
        again = Enrolment.objects.create(
            person=first.person, course=course, run=2, enrolled_at=NOON + 3 * DAY
        )
        assert self.then(first, NOON + 2 * DAY) == first
        assert self.then(first, NOON + 3 * DAY) == again

    def test_nobody_was_pinned_to_a_release_that_was_not_made_yet(self, course):
        enrolment = enrolled(course, at=NOON)
        first = fresh(course).latest_release
        assert first is not None
        with time_machine.travel(first.released_at + 5 * DAY, tick=False):
            page = page_of(course)
            page.short_description = "Another edition"
            page.save_revision().publish()
        second = fresh(course).latest_release
        assert second is not None and second.number == first.number + 1
        enrolment.release = second
        enrolment.save()
        for days, expected in ((1, first), (6, second)):
            moment = first.released_at + days * DAY
            looking = viewer(enrolment.person).back_at(moment)
            found = selectors.enrolment_of(looking, fresh(course))
            assert selectors.release_for(found, fresh(course), looking) == expected.pk
        assert selectors.release_for(enrolment, fresh(course)) == second.pk

    def test_before_the_first_release_there_was_nothing_to_show(self, course):
        looking = viewer(UserFactory()).back_at(NOON - 900 * DAY)
        assert selectors.release_for(None, fresh(course), looking) is None
