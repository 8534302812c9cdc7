"""A last day that moves, a path's course that is released later, a cohort's start that is weighed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import actions, tasks
from learning.access.impact.evaluation import impact_of_cohort, impact_of_course
from learning.access.models import CourseAccess
from learning.access.policies import course_verdict
from learning.courses.models import Course, LessonPage
from learning.courses.rules import CourseRules
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    join,
    make_cohort,
    make_path,
    page_of,
    paid_course,
    viewer,
)
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db


def ending(last_day: datetime | None, course: Course | None = None) -> Course:
    """A course with that last day; None: without any."""
    course = course or courses.make_course()
    page = page_of(course)
    page.access_duration = "until" if last_day else "lifetime"
    page.access_until = last_day
    page.save_revision().publish()
    return fresh(course)


def rules_until(course: Course, last_day: datetime | None) -> CourseRules:
    return CourseRules(duration="until" if last_day else "lifetime", until=last_day)


class TestLastDay:
    @pytest.mark.parametrize("then", [NOON + 90 * DAY, NOON + 5 * DAY, None])
    def test_that_moves_reaches_those_who_are_in(self, then: datetime | None) -> None:
        course = ending(NOON + 30 * DAY)
        person = UserFactory()
        actions.enrol(person=person, course=course, at=NOON)
        ending(then, course)
        for _time in range(2):
            actions.follow_last_day(course_id=course.pk, at=NOON)
        grant = CourseAccess.objects.get()
        assert grant.ends_at == then
        assert [event.kind for event in grant.events.order_by("pk")] == ["granted", "moved"]

    def test_that_was_over_opens_again_when_it_is_put_off(self) -> None:
        course = ending(NOON + 3 * DAY)
        person = UserFactory()
        actions.enrol(person=person, course=course, at=NOON)
        actions.apply_scheduled_changes(now=NOON + 4 * DAY)
        course = ending(NOON + 30 * DAY, course)
        actions.follow_last_day(course_id=course.pk, at=NOON + 5 * DAY)
        assert course_verdict(viewer(person, at=NOON + 5 * DAY), course)

    def test_leaves_what_staff_or_a_cohort_chose(self) -> None:
        last_day = NOON + 30 * DAY
        course = ending(last_day)
        by_hand = enrolled(course).person.grants.get()
        actions.extend_course_access(grant=by_hand, ends_at=last_day, at=NOON, by=UserFactory())
        member = join(make_cohort(course, ends_at=last_day))
        course = ending(NOON + 90 * DAY, course)
        actions.follow_last_day(course_id=course.pk, at=NOON)
        for person in (by_hand.person, member.person):
            assert person.grants.get().ends_at == last_day

    def test_reaches_them_by_releasing(self, django_capture_on_commit_callbacks: Any) -> None:
        now = timezone.now()
        course = ending(now + 30 * DAY)
        actions.enrol(person=UserFactory(), course=course, at=now)
        with django_capture_on_commit_callbacks(execute=True):
            ending(now + 90 * DAY, course)
        tasks.follow_last_day.func(course.pk)
        assert CourseAccess.objects.get().ends_at == now + 90 * DAY

    def test_is_weighed_earlier_and_later(self) -> None:
        course = ending(NOON + 30 * DAY)
        people = [UserFactory() for _number in range(3)]
        for person in people:
            actions.enrol(person=person, course=course, at=NOON)
        enrolled(course)
        earlier = impact_of_course(course, at=NOON, rules=rules_until(course, NOON + 5 * DAY))
        assert set(earlier.shut_out) == {person.pk for person in people}
        for then in (NOON + 60 * DAY, None):
            later = impact_of_course(course, at=NOON, rules=rules_until(course, then))
            assert set(later.last_longer) == {person.pk for person in people} and not later.shut_out
            assert later.sentences() == ("3 people will have access for longer.",)


class TestPaths:
    def test_a_course_that_is_released_later_opens_to_those_on_it(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        first, later = courses.make_course(), courses.make_course_page(owner=courses.make_instructor())
        courses.add_lesson(later)
        path = make_path((first, False), (later.course, False)).learning_path
        joined, given, left = UserFactory(), UserFactory(), UserFactory()
        for person in (joined, left):
            actions.join_path(person=person, path=path, at=NOON)
        actions.grant_path_access(person=given, path=path, by=joined, at=NOON)
        actions.leave_path(person=left, path=path, at=NOON)
        with django_capture_on_commit_callbacks(execute=True):
            courses.publish(later)
        actions.open_added_courses(path=path, at=timezone.now())
        course = fresh(later.course)
        found = [
            bool(course_verdict(viewer(one, at=timezone.now()), course)) for one in (joined, given, left)
        ]
        assert found == [True, True, False]

    def test_only_paths_that_lack_it_are_gone_through(self, monkeypatch: Any) -> None:
        course = courses.make_course()
        path = make_path((course, True)).learning_path
        asked: list[int] = []
        monkeypatch.setattr("learning.access.actions.paths._open_later", lambda pk, using: asked.append(pk))
        actions.join_path(person=UserFactory(), path=path, at=NOON)
        actions.open_on_paths(course_id=course.pk, at=NOON)
        assert asked == []
        member = UserFactory()
        path.members.create(person=member, joined_at=NOON)
        actions.open_on_paths(course_id=course.pk, at=NOON)
        assert asked == [path.pk]


class TestCohortStart:
    def test_that_is_put_off_is_weighed_by_people(self) -> None:
        course = paid_course()
        cohort = make_cohort(course, starts_at=NOON - 3 * DAY)
        person, other = join(cohort, at=NOON - DAY).person, join(cohort, at=NOON - DAY).person
        GrantFactory(course=course, person=other)
        impact = impact_of_cohort(cohort, starts_at=NOON + DAY, ends_at=None, at=NOON)
        assert impact.shut_out == (person.pk,)
        assert not impact_of_cohort(cohort, starts_at=NOON - 9 * DAY, ends_at=None, at=NOON)

    def test_and_by_lessons_that_count_from_it(self) -> None:
        course = paid_course(lessons=2)
        page = page_of(course)
        page.drip_anchor = "cohort"
        page.save_revision().publish()
        lesson = LessonPage.objects.descendant_of(page).last()
        lesson.opens_after_days = 5
        lesson.save_revision().publish()
        cohort = make_cohort(course, starts_at=NOON - 6 * DAY, at=NOON - 7 * DAY)
        person = join(cohort, at=NOON - 3 * DAY).person
        impact = impact_of_cohort(cohort, starts_at=NOON - 3 * DAY, ends_at=None, at=NOON)
        assert (impact.shut_out, impact.lessons_close) == ((), (person.pk,))

    def test_and_told_before_it_is_saved(self) -> None:
        now = timezone.now()
        course = paid_course()
        cohort = make_cohort(course, at=now - 3 * DAY, starts_at=now - 3 * DAY)
        person = join(cohort, at=now - DAY).person
        data = {
            "name": cohort.name,
            "site": cohort.site_id,
            "time_zone": "UTC",
            "starts_at": f"{now + 5 * DAY:%Y-%m-%d %H:%M}",
            "courses": [course.pk],
        }
        client = signed_in(UserFactory(roles=[ADMINISTRATOR]))
        told = client.post(reverse("access_admin:change_cohort", args=[cohort.public_id]), data)
        page = told.content.decode()
        assert "This change affects 1 person who has access now." in page
        address = reverse("access_admin:shut_out_of_cohort", args=[cohort.public_id])
        listed = client.get(address, {"start": (now + 5 * DAY).isoformat()}).content.decode()
        assert person.email in listed
        cohort.refresh_from_db()
        assert cohort.starts_at == now - 3 * DAY
