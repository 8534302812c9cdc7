"""Before a rule changes: whom it would shut out, how many of them are done, and in which words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.impact.evaluation import impact_of_cohort, impact_of_course, impact_of_path
from learning.access.impact.result import Impact
from learning.access.models import Cohort, CourseAccess
from learning.access.policies import course_verdict
from learning.courses import actions as courses_actions
from learning.courses.models import Course, LessonPage
from learning.courses.rules import CourseRules
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    finish,
    fresh,
    join,
    make_cohort,
    make_path,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


def counts(impact: Impact) -> tuple[int, int, int, int]:
    return impact.people, len(impact.shut_out), len(impact.finished), len(impact.lessons_close)


def rules_of(course: Course) -> CourseRules:
    return CourseRules.from_json(fresh(course).latest_release.rules)  # type: ignore[union-attr]


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def people(course: Course) -> list[User]:
    """Five who are in, two of whom have finished; and others who are not in."""
    found = [enrolled(course).person for _number in range(5)]
    for person in found[:2]:
        finish(person, course)
    GrantFactory(course=course, ends_at=NOON)
    GrantFactory(course=course, starts_at=NOON + DAY)
    GrantFactory(course=course, status=CourseAccess.Status.LOCKED)
    GrantFactory(course=course, person=UserFactory(is_active=False))
    return found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": Course.Status.LOCKED}, (5, 5, 2, 0)),
        ({"status": Course.Status.COMING_SOON}, (5, 5, 2, 0)),
        ({"status": Course.Status.ARCHIVED}, (5, 0, 0, 0)),
        ({"status": Course.Status.ACTIVE}, (0, 0, 0, 0)),
        ({"rules": {"prerequisites": True}}, (5, 5, 2, 0)),
        ({"rules": {"visibility": "private"}}, (5, 0, 0, 0)),
        ({"rules": {"visibility": "subscribers_only"}}, (5, 0, 0, 0)),
        ({"rules": {"enrolment_method": "cohort_only"}}, (5, 0, 0, 0)),
        ({"rules": {"duration": "days", "duration_days": 1}}, (5, 0, 0, 0)),
        ({"rules": {"drip_anchor": "enrolment", "drip": 7}}, (5, 0, 0, 3)),
        ({"rules": {"drip_anchor": "enrolment", "drip": 1}}, (5, 0, 0, 0)),
        ({"rules": {"drip_anchor": "date", "drip_from": NOON, "drip": 1}}, (5, 0, 0, 3)),
        ({"rules": {}}, (0, 0, 0, 0)),
    ],
)
def test_what_a_change_does_to_those_who_are_in(course, people, change, expected):
    rules = change.get("rules")
    if rules is not None:
        lesson = LessonPage.objects.filter(lesson__course=course).latest("path").lesson_id
        drip = ((lesson, rules["drip"]),) if "drip" in rules else ()
        before = (courses.make_course().pk,) if "prerequisites" in rules else ()
        rules = replace(rules_of(course), **rules | {"drip": drip, "prerequisites": before})
    impact = impact_of_course(fresh(course), at=NOON, status=change.get("status"), rules=rules)
    assert counts(impact) == expected


def test_what_is_told_is_what_happens(course, people):
    """The verdicts afterwards agree with the prediction, person by person."""
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)
    courses_actions.change_status(course=course, status=Course.Status.LOCKED, actor=None, at=NOON)
    for person in people:
        is_shut = person.pk in impact.shut_out and person.pk not in impact.finished
        assert bool(course_verdict(viewer(person), fresh(course))) != is_shut
    assert set(impact.shut_out) == {person.pk for person in people}


def test_who_has_finished_what_comes_before_is_not_shut_out(course, people):
    first = courses.make_course()
    finish(people[4], first)
    rules = replace(rules_of(course), prerequisites=(first.pk,))
    impact = impact_of_course(fresh(course), at=NOON, rules=rules)
    assert people[4].pk not in impact.shut_out and len(impact.shut_out) == 4


def test_teachers_and_reviewers_are_not_shut_out(course):
    for role in (REVIEWER, ADMINISTRATOR):
        enrolled(course, person=UserFactory(roles=[role]))
    teacher = UserFactory(roles=[INSTRUCTOR])
    courses_actions.set_instructors(course=course, accounts=[teacher], actor=None, at=timezone.now())
    enrolled(course, person=teacher)
    assert counts(impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED))[:2] == (3, 0)


def test_instructors_without_the_right_to_write_courses_are_shut_out(course):
    """Only those whom `may_see_drafts` lets in stay in: a row as instructor alone does not."""
    teacher, former = UserFactory(roles=[INSTRUCTOR]), UserFactory()
    courses_actions.set_instructors(course=course, accounts=[teacher, former], actor=None, at=timezone.now())
    for person in (teacher, former):
        enrolled(course, person=person)
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)
    assert (impact.people, impact.shut_out) == (2, (former.pk,))


def test_inactive_accounts_are_neither_in_nor_authors(course):
    for role in (REVIEWER, ADMINISTRATOR, INSTRUCTOR):
        person = UserFactory(roles=[role], is_active=False)
        courses_actions.set_instructors(course=course, accounts=[person], actor=None, at=timezone.now())
        GrantFactory(course=course, person=person)
    assert counts(impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)) == (0, 0, 0, 0)


def test_who_was_shut_out_already_is_not_counted(course, people):
    courses_actions.change_status(course=course, status=Course.Status.LOCKED, actor=None, at=NOON)
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.COMING_SOON)
    assert counts(impact) == (0, 0, 0, 0)


def test_the_sentences():
    assert Impact(9, (1, 2, 3), frozenset({1})).sentences() == (
        "This change affects 3 people who have access now.",
        "1 of them has completed the course and will keep access.",
    )
    assert Impact(9, (1,)).sentences() == (
        "This change affects 1 person who has access now.",
        "None of them has completed the course, so all of them will lose access.",
    )
    assert Impact(9, lessons_close=(1, 2)).sentences() == (
        "2 people will lose access to lessons that are open now.",
    )
    assert not Impact(9) and Impact(9).sentences() == ()


class TestPaths:
    def test_another_order_shuts_out_who_has_not_finished_what_comes_first_now(self):
        first, second = paid_course(), paid_course()
        page = make_path((first, True), (second, True))
        path = page.learning_path
        for done in ((first,), (first, second), ()):
            person = UserFactory()
            actions.grant_path_access(person=person, path=path, by=None, at=NOON - DAY)
            for course in done:
                finish(person, course)
        turned = [[second.pk, True], [first.pk, True]]
        impact = impact_of_path(path, courses=turned, at=NOON)
        assert len(impact.shut_out) == 2 and len(impact.finished) == 1
        assert impact_of_path(path, courses=[[first.pk, True], [second.pk, True]], at=NOON) == Impact()
        assert not impact_of_path(path, courses=[[first.pk, False], [second.pk, False]], at=NOON)

    def test_another_way_in_keeps_them_in(self):
        first, second = paid_course(), paid_course()
        path = make_path((first, True), (second, True)).learning_path
        person = UserFactory()
        actions.grant_path_access(person=person, path=path, by=None, at=NOON - DAY)
        GrantFactory(person=person, course=first)
        assert not impact_of_path(path, courses=[[second.pk, True], [first.pk, True]], at=NOON)


class TestCohorts:
    def test_an_earlier_end_shuts_out_who_has_nothing_else(self, course):
        cohort = make_cohort(course, ends_at=NOON + 30 * DAY)
        people = [join(cohort, at=NOON - DAY).person for _number in range(3)]
        finish(people[0], course)
        GrantFactory(person=people[1], course=course)
        impact = impact_of_cohort(cohort, ends_at=NOON + DAY, at=NOON)
        assert set(impact.shut_out) == {people[0].pk, people[2].pk}
        assert impact.finished == {people[0].pk}
        for later in (None, NOON + 30 * DAY, NOON + 40 * DAY):
            assert not impact_of_cohort(cohort, ends_at=later, at=NOON)
        assert Cohort.objects.get().ends_at == NOON + 30 * DAY


def test_the_number_of_queries_does_not_grow(course):
    first = courses.make_course()
    lesson = LessonPage.objects.filter(lesson__course=course).latest("path").lesson_id
    drip: dict[str, Any] = {"drip_anchor": "cohort", "drip": ((lesson, 30),)}

    def asked() -> list[int]:
        taken = []
        stands = rules_of(course)
        for rules in (replace(stands, prerequisites=(first.pk,)), replace(stands, **drip)):
            fetched = fresh(course)
            impact_of_course(fetched, at=NOON, rules=rules)
            with CaptureQueriesContext(connection) as queries:
                impact_of_course(fetched, at=NOON, rules=rules)
            taken.append(len(queries))
        return taken

    for _number in range(5):
        finish(enrolled(course).person, first)
    enrolled(course)
    few = asked()
    for _number in range(94):
        enrolled(course)
    assert impact_of_course(fresh(course), at=NOON, status="locked").people == 100
    assert asked() == few and max(few) <= 8
