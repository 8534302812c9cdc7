"""The learners of a course of many: the list looks them up otherwise, and shows the same ones."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import QueryDict

from accounts.models import User
from accounts.roles import INSTRUCTOR
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from common.admin.long_lists import SiftedList
from learning.access.actions import extend_course_access
from learning.access.models import CourseAccess, Enrolment
from learning.courses.models import Course
from learning.progress.models import CourseCompletion
from learning.support.course_learners import learners
from learning.support.course_learners.learners import (
    IDLE_AFTER,
    Access,
    LearnerQuery,
    Where,
    learners_of,
    long_list_of,
)
from learning.testing.access import NOON
from learning.testing.assessments import make_assignment, make_quiz
from learning.testing.clients import queries, signed_in
from learning.testing.courses import make_course
from learning.testing.graded_work import graded_attempt, handed_in_submission
from learning.testing.progress import Learner, lessons_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=20)
LEARNERS, A_PAGE = 24, 3


@pytest.fixture
def teacher() -> User:
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def course(teacher: User) -> Course:
    """Learners in all states by lot: some did nothing, handed in, failed, finished, or lost access."""
    course, lot = make_course(modules=0, lessons=2, owner=teacher), random.Random(7)
    quiz, essay = make_quiz(course, passing_score=70), make_assignment(course, stands_on_course=True)
    for number in range(LEARNERS):
        learner = Learner(course)
        name = lot.choice(("Ash", "Birch", "Cedar"))
        User.objects.filter(pk=learner.enrolment.person_id).update(first_name=f"Ada {number}", last_name=name)
        if lot.random() < 0.6:
            for lesson in lessons_of(course)[: lot.randint(1, 2)]:
                learner.complete(lesson)
        if lot.random() < 0.4:
            graded_attempt(learner.enrolment, quiz, score=lot.choice((20, 90)))
        if lot.random() < 0.4:
            handed_in_submission(learner.enrolment, essay, at=NOON)
        if lot.random() < 0.2:
            CourseCompletion.objects.create(
                enrolment=learner.enrolment, release=course.latest_release, completed_at=NOON
            )
        if lot.random() < 0.3:
            Enrolment.objects.filter(pk=learner.enrolment.pk).update(
                enrolled_at=F("enrolled_at") + timedelta(days=lot.randint(1, 15))
            )
        if lot.random() < 0.2:
            for grant in CourseAccess.objects.filter(person=learner.enrolment.person):
                extend_course_access(grant=grant, ends_at=NOON, at=NOON)
    return course


def pages_of(course: Course, query: LearnerQuery) -> list[int]:
    """Everybody whom the list of many shows, page by page."""
    found, asked = long_list_of(course, query, A_PAGE, at=LATER), QueryDict(mutable=True)
    met: list[int] = []
    for _page in range(LEARNERS):
        page = found.page_of(asked)
        met += [row.pk for row in page]
        if not page.has_next():
            break
        asked = QueryDict(mutable=True)
        asked["p" if page.next_number else "after"] = str(page.next_number or page.next_key)
    return met


@pytest.mark.parametrize(("block", "few"), [(4, 0), (4, 5_000), (1_500, 5_000)])
def test_every_filter_finds_the_same(
    course: Course, monkeypatch: pytest.MonkeyPatch, block: int, few: int
) -> None:
    monkeypatch.setattr(SiftedList, "BLOCK", block)
    monkeypatch.setattr(learners, "MOST_OF_FEW", few)
    seen = set()
    for where in Where.values:
        for access in Access.values:
            for text in ("", "ash", "ada 1"):
                query = LearnerQuery(text=text, where=where, access=access)
                wanted = [row.pk for row in learners_of(course, query, at=LATER)]
                assert pages_of(course, query) == wanted, query
                seen.add((where, bool(wanted)))
    assert {(where, True) for where in Where.values} <= seen, "some filter found nobody at all"


def test_more_than_are_counted_are_gone_through_by_keys(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SiftedList, "BLOCK", 4)
    monkeypatch.setattr(learners, "most_counted", lambda *asked: 5)
    query = LearnerQuery(access=Access.ANY, where=Where.UNDER_WAY)
    wanted = [row.pk for row in learners_of(course, query, at=LATER)]
    assert len(wanted) > 5
    assert pages_of(course, query) == wanted


def test_standings_agree_with_the_last_activity(course: Course) -> None:
    for row in learners_of(course, LearnerQuery(access=Access.ANY), at=LATER):
        found: Any = row
        is_left = found.has_access and not found.is_completed
        assert found.has_begun == (found.active_at > found.enrolled_at)
        assert found.is_idle == (is_left and found.active_at <= LATER - IDLE_AFTER)


def test_the_screen_shows_the_same_and_asks_as_much_for_any_number(
    course: Course, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(teacher)
    screen = f"{address_of('course_learners', course.public_id)}?where=under_way&access=any"
    few = client.get(screen).content.decode()
    monkeypatch.setattr(learners, "MOST_COUNTED_NOW", 3)
    client.get(screen)
    many = client.get(screen).content.decode()
    query = LearnerQuery(where=Where.UNDER_WAY, access=Access.ANY)
    shown = [row.person for row in learners_of(course, query, at=LATER)]
    assert shown and all(person.get_full_name() in few and person.get_full_name() in many for person in shown)
    before = queries(client, screen)
    for _number in range(5):
        Learner(course).complete(lessons_of(course)[0])
    assert queries(client, screen) == before
