"""What was done stays open: whatever day a completed lesson is to open on since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.access import actions as access
from learning.access.impact.evaluation import impact_of_course
from learning.access.models import Enrolment
from learning.access.policies import lesson_verdicts
from learning.courses.models import Course, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.courses.rules import CourseRules
from learning.progress import actions
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    join,
    make_cohort,
    page_of,
    viewer,
)

pytestmark = pytest.mark.django_db


def dripping(course: Course, anchor: str, **rules: Any) -> Course:
    """The course, whose lessons open ten days after that from now on."""
    page = page_of(course)
    page.drip_anchor = anchor
    for name, value in rules.items():
        setattr(page, name, value)
    page.save_revision().publish()
    for lesson in LessonPage.objects.descendant_of(page):
        lesson.opens_after_days = 10
        lesson.save_revision().publish()
    return fresh(course)


def first_done(enrolment: Enrolment, course: Course) -> None:
    """They mark the first of two lessons complete."""
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    actions.complete_lesson(viewer=viewer(enrolment.person), lesson_public_id=lesson.public_id)


def codes(enrolment: Enrolment, course: Course, **at: Any) -> list[str]:
    outline = outline_of_release(course.latest_release_id)
    found = lesson_verdicts(viewer(enrolment.person, **at), course, outline, enrolment)
    return [verdict.code for verdict in found.values()]


def test_when_days_are_added_later():
    course = courses.make_course(lessons=2)
    enrolment = enrolled(course)
    first_done(enrolment, course)
    course = dripping(course, "enrolment")
    assert codes(enrolment, course) == ["open", "drip"]
    assert codes(enrolled(course), course) == ["drip", "drip"]


def test_when_the_day_they_count_from_moves():
    course = dripping(courses.make_course(lessons=2), "date", drip_from=NOON - 11 * DAY)
    enrolment = enrolled(course)
    first_done(enrolment, course)
    assert codes(enrolment, course) == ["open", "open"]
    course = dripping(course, "date", drip_from=NOON)
    assert codes(enrolment, course) == ["open", "drip"]


def test_when_the_cohort_that_they_count_from_is_left():
    course = dripping(courses.make_course(lessons=2), "cohort")
    person = UserFactory()
    GrantFactory(course=course, person=person)
    member = join(make_cohort(course, starts_at=NOON - 30 * DAY), person)
    enrolment = Enrolment.objects.get(person=person)
    first_done(enrolment, course)
    access.leave_cohort(member=member, by=None, at=NOON + timedelta(hours=1))
    assert codes(enrolment, course, at=NOON + DAY) == ["open", "drip"]


def test_but_not_without_access():
    course = courses.make_course(lessons=2, prices=[(4900, "EUR")])
    enrolment = enrolled(course)
    first_done(enrolment, course)
    course = dripping(course, "enrolment")
    access.extend_course_access(grant=enrolment.person.grants.get(), ends_at=NOON + DAY, at=NOON)
    assert codes(enrolment, course, at=NOON + DAY) == ["expired", "expired"]


def test_who_has_done_what_would_close_is_not_counted():
    course = courses.make_course(lessons=2)
    done, other = enrolled(course), enrolled(course)
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    actions.complete_lesson(viewer=viewer(done.person), lesson_public_id=lesson.public_id)
    rules = CourseRules(drip_anchor="enrolment", drip=((lesson.id, 30),))
    impact = impact_of_course(fresh(course), at=NOON, rules=rules)
    assert impact.lessons_close == (other.person_id,)


def test_it_costs_one_query_and_none_where_all_is_open(django_assert_num_queries):
    course = dripping(courses.make_course(lessons=2), "enrolment")
    enrolment = enrolled(course)
    outline = outline_of_release(course.latest_release_id)
    for days, asked in ((0, 3), (20, 2)):
        with django_assert_num_queries(asked):
            lesson_verdicts(viewer(enrolment.person, at=NOON + days * DAY), course, outline, enrolment)
