"""What integrations ask: who may enter what, in a known number of queries."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.access import actions, policies, selectors
from learning.access.tests.test_rules import after, with_rules
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, enrolled, finish, fresh, viewer

pytestmark = pytest.mark.django_db


def test_access_follows_the_grant():
    course, person = courses.make_course(), UserFactory()
    assert not policies.has_course_access(person, course, at=NOON)
    grant = GrantFactory(course=course, person=person, ends_at=NOON + DAY)
    assert policies.has_course_access(person, course, at=NOON)
    assert not policies.has_course_access(person, course, at=NOON + DAY)
    actions.revoke_course_access(grant=grant, by=None, at=NOON, reason="")
    assert not policies.has_course_access(person, course, at=NOON)


def test_missing_prerequisites_are_named():
    first, other = courses.make_course(), courses.make_course()
    last, person = after(courses.make_course(), first, other), UserFactory()
    finish(person, first)
    missing = policies.check_course_prerequisites(person, last, at=NOON)
    assert [blocker.title for blocker in missing] == [other.title]
    finish(person, other)
    assert policies.check_course_prerequisites(person, last, at=NOON) == ()


def groups(person: Any) -> tuple[set[int], set[int], set[int]]:
    found = selectors.get_courses_by_visibility(viewer(person))
    return tuple({course.pk for course in group} for group in (  # type: ignore[return-value]
        found.my_courses, found.available_to_unlock, found.not_available,
    ))  # fmt: skip


def test_courses_fall_into_three_groups():
    mine, offered, hidden = courses.make_course(), courses.make_course(), courses.make_course()
    private, mine_in_private = courses.make_course(), courses.make_course()
    in_cohort = with_rules(courses.make_course(), enrolment_method="cohort_only")
    members = with_rules(courses.make_course(), visibility="members_only")
    with_rules(hidden, visibility="hidden")
    for course in (private, mine_in_private):
        with_rules(course, visibility="private")
    soon = courses.make_course()
    Course.objects.filter(pk=soon.pk).update(status="coming_soon")
    person = enrolled(fresh(mine)).person
    GrantFactory(course=mine_in_private, person=person)
    expired = courses.make_course()
    expired_paid = courses.make_course(prices=[(4900, "EUR")])
    for course in (expired, expired_paid):
        GrantFactory(course=course, person=person, ends_at=NOON)
    assert groups(person) == (
        {mine.pk, mine_in_private.pk},
        {offered.pk, members.pk, expired.pk},
        {in_cohort.pk, soon.pk, expired_paid.pk},
    )
    free_or_paid = {mine.pk, offered.pk, expired.pk, expired_paid.pk}
    assert groups(None) == (set(), free_or_paid, {in_cohort.pk, soon.pk})


def test_all_courses_that_a_person_may_enter():
    mine, ended = courses.make_course(), courses.make_course()
    person = enrolled(mine).person
    GrantFactory(course=ended, person=person, ends_at=NOON)
    assert selectors.get_user_accessible_courses(person, at=NOON) == [mine]


@pytest.mark.parametrize("number", [2, 8])
def test_more_courses_cost_no_more_queries(number, django_assert_max_num_queries):
    person = UserFactory()
    for _index in range(number):
        enrolled(courses.make_course(lessons=1), person=person)
        courses.make_course(lessons=1)
    with django_assert_max_num_queries(10):
        selectors.get_courses_by_visibility(viewer(type(person).objects.get(pk=person.pk)))
