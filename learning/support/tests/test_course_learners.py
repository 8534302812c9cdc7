"""Who learns in a course: whom it shows to whom, where they stand, and flat in its queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.courses.models import Course, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.progress.selectors import progress_of
from learning.support.course_learners.learner_rows import learner_rows
from learning.support.course_learners.learners import Access, LearnerQuery, Where, counts_of, learners_of
from learning.testing.access import DAY, NOON, end_grants, enrolled, page_of
from learning.testing.assessments import make_assignment, make_quiz
from learning.testing.clients import queries, signed_in
from learning.testing.courses import add_lesson, make_course, release
from learning.testing.graded_work import graded_attempt, handed_in_submission, override
from learning.testing.progress import Learner, lessons_of

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(hours=1)


@pytest.fixture
def teacher() -> User:
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def course(teacher: User) -> Course:
    return make_course(modules=0, lessons=4, owner=teacher)


def named(course: Course, name: str, **fields: Any) -> Learner:
    learner = Learner(course)
    User.objects.filter(pk=learner.enrolment.person_id).update(first_name="", last_name=name, **fields)
    return learner


def listed(course: Course, at: Any = SOON, **query: Any) -> list[str]:
    found = learners_of(course, LearnerQuery(**query), at=at)
    return [enrolment.person.last_name for enrolment in found]


def screen(course: Course) -> str:
    return address_of("course_learners", course.public_id)


class TestWhereTheyStand:
    def test_each_filter_finds_those_who_stand_there(self, course: Course) -> None:
        first, *others = lessons_of(course)
        quiz = make_quiz(course, passing_score=70)
        essay = make_assignment(course, stands_on_course=True)
        named(course, "Untouched")
        busy = named(course, "Busy")
        busy.complete(first)
        done = named(course, "Done")
        handed_in_submission(done.enrolment, essay, score=100, at=NOON)
        for lesson in (first, *others):
            done.complete(lesson)
        failing = named(course, "Failing")
        failing.complete(first)
        graded_attempt(failing.enrolment, quiz, score=20)
        awaiting = named(course, "Awaiting")
        handed_in_submission(awaiting.enrolment, essay, at=NOON)
        assert listed(course) == ["Awaiting", "Busy", "Done", "Failing", "Untouched"]
        expected = {
            Where.STUCK: ["Awaiting", "Failing"],
            Where.IDLE: [],
            Where.FAILING: ["Failing"],
            Where.AWAITING: ["Awaiting"],
            Where.NOT_STARTED: ["Untouched"],
            Where.UNDER_WAY: ["Awaiting", "Busy", "Failing"],
            Where.COMPLETED: ["Done"],
        }
        assert {where: listed(course, where=where) for where in expected} == expected
        later = NOON + 14 * DAY
        idle = ["Awaiting", "Busy", "Failing", "Untouched"]
        assert listed(course, where=Where.IDLE, at=later) == idle
        counts = counts_of(course, at=later)
        told = (
            counts.people,
            counts.idle,
            counts.failing,
            counts.awaiting,
            counts.not_started,
            counts.completed,
        )
        assert told == (5, 4, 1, 1, 1, 1)

    @pytest.mark.parametrize("rescue", ["passed", "overridden", "taken back", "unpublished"])
    def test_who_passed_since_or_was_given_a_grade_isnt_failing(self, course: Course, rescue: str) -> None:
        quiz, teacher = make_quiz(course, passing_score=70), UserFactory()
        learner = named(course, "Was failing")
        graded_attempt(learner.enrolment, quiz, score=20, published=rescue != "unpublished")
        if rescue == "passed":
            graded_attempt(learner.enrolment, quiz, score=80)
        if rescue == "overridden":
            override(learner.enrolment, quiz, 75, teacher)
        if rescue == "taken back":
            override(learner.enrolment, quiz, 75, teacher)
            override(learner.enrolment, quiz, None, teacher)  # taken back: the failure counts again
        still = rescue == "taken back"
        assert listed(course, where=Where.FAILING) == (["Was failing"] if still else [])

    def test_those_whose_access_ended_are_asked_for_by_name(self, course: Course) -> None:
        named(course, "Former")
        end_grants(at=NOON)
        named(course, "Present")
        assert listed(course) == ["Present"]
        assert listed(course, access=Access.ENDED) == ["Former"]
        assert listed(course, access=Access.ANY) == ["Former", "Present"]

    def test_a_second_run_is_the_one_that_counts(self, course: Course) -> None:
        learner = named(course, "Again")
        learner.complete(lessons_of(course)[0])
        again = Enrolment.objects.create(
            person=learner.enrolment.person, course=course, run=2, enrolled_at=NOON
        )
        assert [found.pk for found in learners_of(course, LearnerQuery(), at=SOON)] == [again.pk]

    def test_they_are_sorted(self, course: Course) -> None:
        one, two = lessons_of(course)[:2]
        named(course, "Adams").wait(60).complete(one)
        baker = named(course, "Baker")
        baker.complete(one)
        baker.complete(two)
        named(course, "Clark")
        assert listed(course, sort="-name") == ["Clark", "Baker", "Adams"]
        assert listed(course, sort="progress") == ["Clark", "Adams", "Baker"]
        assert listed(course, sort="-progress") == ["Baker", "Adams", "Clark"]
        assert listed(course, sort="seen") == ["Clark", "Baker", "Adams"]
        assert listed(course, sort="-seen") == ["Adams", "Baker", "Clark"]


@pytest.mark.parametrize("required", [(True, True, True), (True, False, False), (False, False, False)])
def test_the_percentage_is_the_one_that_learners_see(teacher: User, required: tuple[bool, ...]) -> None:
    """Whatever is required, in an older release of theirs or in the latest."""
    course = make_course(modules=0, lessons=0, owner=teacher)
    page = page_of(course)
    pages = [add_lesson(page, is_required=each) for each in required]
    release(page)
    course = Course.objects.select_related("latest_release").get(pk=course.pk)
    follower, pinned = Learner(course), Learner(course)
    for learner in (follower, pinned):
        learner.complete(lessons_of(course)[0])
    Enrolment.objects.filter(pk=pinned.enrolment.pk).update(release=course.latest_release)
    add_lesson(page, title="Added")
    LessonPage.objects.filter(pk=pages[0].pk).update(title="Renamed")
    release(page)
    course = Course.objects.select_related("latest_release").get(pk=course.pk)
    found = list(learners_of(course, LearnerQuery(), at=SOON))
    assert {row.pk for row in found} == {follower.enrolment.pk, pinned.enrolment.pk}
    for row in found:
        release_id = release_for(row, course)
        assert release_id is not None
        assert row.percentage == progress_of(row, outline_of_release(release_id)).percentage


def test_a_row_says_where_somebody_is_stuck(course: Course) -> None:
    quiz = make_quiz(course, title="Scales", passing_score=70)
    learner = named(course, "Stuck")
    learner.complete(lessons_of(course)[0])
    graded_attempt(learner.enrolment, quiz, score=20)
    at = NOON + 20 * DAY
    [row] = learner_rows(course, list(learners_of(course, LearnerQuery(), at=at)), at=at)
    assert (row.percentage, row.lessons, row.lesson) == (25, "1 of 4 lessons", "Lesson 2")
    assert [one.words for one in row.obstacles] == ["“Scales” not passed", "Idle for 20 days"]


class TestWhoMaySeeThem:
    def test_instructors_see_names_and_no_addresses(self, course: Course, teacher: User) -> None:
        enrolled(
            course, person=UserFactory(first_name="Lena", last_name="Learner", email="secret@example.org")
        )
        said = signed_in(teacher).get(screen(course) + "?access=any").content.decode()
        assert "Lena Learner" in said
        assert "secret@" not in said
        said = signed_in(teacher).get(screen(course) + "?access=any&q=secret").content.decode()
        assert "No learners match" in said  # an address isn't found out by searching either

    def test_support_sees_addresses_and_finds_by_them(self, course: Course) -> None:
        enrolled(course, person=UserFactory(last_name="Learner", email="secret@example.org"))
        client = signed_in(UserFactory(roles=[SUPPORT]))
        assert "secret@example.org" in client.get(screen(course) + "?access=any&q=secret").content.decode()

    @pytest.mark.parametrize(
        ("role", "status"), [(INSTRUCTOR, 403), (REVIEWER, 403), (SUPPORT, 200), (ADMINISTRATOR, 200)]
    )
    def test_others(self, course: Course, role: str, status: int) -> None:
        client = signed_in(UserFactory(roles=[role]))
        assert client.get(screen(course)).status_code == status

    def test_no_one_yet(self, course: Course, teacher: User) -> None:
        assert (
            "Learners appear here once they enrol" in signed_in(teacher).get(screen(course)).content.decode()
        )


def test_queries_dont_grow_with_learners(course: Course, teacher: User) -> None:
    quiz = make_quiz(course, passing_score=70)
    costs = []
    for people in (2, 20):
        for _number in range(people):
            learner = Learner(course)
            learner.complete(lessons_of(course)[0])
            graded_attempt(learner.enrolment, quiz, score=20)
        client = signed_in(User.objects.get(pk=teacher.pk))
        costs.append(queries(client, screen(course) + "?where=stuck"))
    assert costs[0] == costs[1]


def test_strangers_are_sent_to_sign_in(course: Course) -> None:
    assert Client().get(screen(course)).status_code == 302
