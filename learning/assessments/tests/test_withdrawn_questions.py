"""Questions withdrawn after they had been asked, which attempt counts, and lowered passing scores."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import INSTRUCTOR, MARKETER
from accounts.tests.factories import UserFactory
from learning.access.models import Milestone
from learning.assessments.actions.passing import lower_passing_score, would_pass
from learning.assessments.actions.voiding import VoidRefused, void_in_attempt, void_question
from learning.assessments.grading.grading_queue import GradingQueue
from learning.assessments.grading.results import results_of
from learning.assessments.models import Attempt, MarkedQuestion, Marking, Quiz, VoidedQuestion
from learning.assessments.quizzes.scoring import CountedMarks, total_with_voids
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.assessments import make_assignment, make_question, make_quiz, place
from learning.testing.graded_work import graded_attempt, handed_in_submission
from learning.testing.quiz_takers import QuizTaker, quiz_in

pytestmark = pytest.mark.django_db
ONE, NONE = Decimal(1), Decimal(0)


@pytest.mark.parametrize(
    ("questions", "score", "left_out"),
    [
        ([(1, ""), (0, "")], "50.00", 0),
        ([(1, ""), (0, "full")], "100.00", 0),
        ([(1, ""), (0, "out")], "100.00", 1),
        ([(0, ""), (1, "out")], "50.00", 0),  # nobody loses what they had right
        ([(0, "out"), (0, "out")], "100.00", 0),  # nothing is left to be asked
        ([(1, ""), (None, "")], None, 0),
        ([(1, ""), (None, "full")], "100.00", 0),
        ([(0, ""), (None, "out")], "0.00", 1),
    ],
)
def test_what_a_withdrawn_question_does(questions, score, left_out):
    rows = [
        CountedMarks(None if earned is None else Decimal(earned), NONE, ONE, void)
        for earned, void in questions
    ]
    total, out = total_with_voids(rows, Decimal(2))
    assert (None if total is None else str(total.score), out) == (score, left_out)


class Room:
    """A quiz of two questions with a passing score of 100, and somebody who had one of them right."""

    def __init__(self, *kinds: str) -> None:
        self.teacher = courses.make_instructor()
        course = courses.make_course(modules=0, lessons=1, owner=self.teacher)
        self.questions = [make_question(kind) for kind in kinds or ("single_choice", "single_choice")]
        self.quiz = quiz_in(course, *self.questions, passing_score=100)
        self.taker = QuizTaker(self.quiz)
        self.attempt = self.taker.take(right=1)
        self.wrong = self.questions[1].public_id

    def withdraw(self, void: str, question_id=None) -> Attempt:
        question_id = question_id or self.wrong
        void_question(question_id=question_id, void=void, reason="Ambiguous", by=self.teacher, at=NOON)
        void_in_attempt(
            attempt_id=self.attempt.pk, question_id=question_id, by=self.teacher, at=NOON, reason="Ambiguous"
        )
        self.attempt.refresh_from_db()
        return self.attempt


@pytest.mark.parametrize(("void", "points", "most"), [("full", 2, 2), ("out", 1, 1)])
def test_a_question_is_withdrawn_and_reinstated(void, points, most):
    room = Room()
    paper, score = room.attempt.paper, room.attempt.score
    attempt = room.withdraw(void)
    assert (attempt.score, attempt.passed) == (100, True)
    assert (attempt.points, attempt.counted_points, attempt.most_points) == (points, most, 2)
    assert Milestone.objects.filter(kind="quiz_passed").count() == 1
    marking = Marking.objects.filter(how="void").get()
    assert (marking.place, marking.by, marking.reason) == (2, room.teacher, "Ambiguous")
    assert MarkedQuestion.objects.get(attempt=attempt, place=2).score == 0  # what it earned stays written
    attempt = room.withdraw("")
    assert (attempt.score, attempt.passed, attempt.paper) == (score, False, paper)
    assert Milestone.objects.filter(kind="quiz_passed").exists()  # no achievement is taken back
    assert not void_in_attempt(
        attempt_id=attempt.pk, question_id=room.wrong, by=room.teacher, at=NOON, reason="Again"
    )


def test_who_is_in_the_middle_of_it_goes_by_it_too():
    room = Room()
    going = QuizTaker(room.quiz)
    attempt = going.start()
    going.save(attempt, 1, {"choice": ["b"]})
    room.withdraw("full")
    assert going.submit(attempt).score == 100


def test_an_essay_that_waits_is_settled_when_it_is_withdrawn():
    room = Room("single_choice", "essay")
    attempt = room.taker.take()
    assert attempt.score is None and GradingQueue(room.teacher).answers().count() == 2 - 1
    room.attempt = attempt
    assert room.withdraw("full").score == 100
    assert not GradingQueue(room.teacher).answers().exists()


def test_it_is_withdrawn_only_where_one_grades_and_with_a_reason():
    room, other = Room(), Room()
    for question_id, by, reason in (
        (room.wrong, room.teacher, "  "),
        (room.wrong, other.teacher, "Why not"),
        (make_question().public_id, room.teacher, "Nobody was asked"),
    ):
        with pytest.raises(VoidRefused):
            void_question(question_id=question_id, void="full", reason=reason, by=by, at=NOON)
    assert not VoidedQuestion.objects.exists()


def test_its_screen_shows_who_changes_and_the_result_says_so():
    room = Room()
    client, url = Client(), reverse("assessments_marking:void_question", args=[room.wrong])
    client.force_login(room.teacher)
    page = client.get(url)
    plans = {str(label): (plan.changed, plan.gained, plan.lost) for label, plan in page.context["plans"]}
    assert plans == {
        "Full marks for everyone": (1, 1, 0),
        "Left out of the score": (1, 1, 0),
        "It counts normally": (0, 0, 0),
    }
    assert client.post(url, {"void": "full", "reason": ""}).status_code == 422
    assert not VoidedQuestion.objects.exists()
    assert client.post(url, {"void": "full", "reason": "Ambiguous"}).status_code == 302
    room.attempt.refresh_from_db()
    assert room.attempt.score == 100
    learner = Client()
    learner.force_login(room.taker.viewer.person)
    assert (
        b"This question was withdrawn"
        in learner.get(reverse("classroom:attempt", args=[room.attempt.public_id])).content
    )
    for role in (INSTRUCTOR, MARKETER):
        stranger = Client()
        stranger.force_login(UserFactory(roles=[role]))
        assert stranger.get(url).status_code in (403, 404)


@pytest.mark.parametrize(
    ("rule", "score"), [("best", 90), ("last", 50), ("first", 40), ("mean", 60), (None, 90)]
)
def test_the_attempt_that_counts(rule, score):
    course = courses.make_course(modules=0, lessons=1)
    quiz = make_quiz(course, make_question())
    page, learner = place(quiz), enrolled(course)
    rules = {"counted_attempt": rule, "passing_score": 70} if rule else {"passing_score": 70}
    records = [
        graded_attempt(learner, quiz, score=reached, page=page, rules=rules) for reached in (40, 90, 50)
    ]
    graded_attempt(learner, quiz, score=0, page=page, rules=rules, published=False)
    [result] = results_of([learner.pk]).values()
    source = {"best": 1, "last": 2, "first": 0, "mean": 2}[rule or "best"]
    assert (result.best_score, result.passed, result.attempts, result.pending) == (score, True, 4, 1)
    assert result.record_id == records[source].public_id


def test_a_changed_rule_says_nothing_of_attempts_before_it():
    room = Room()
    Quiz.objects.filter(pk=room.quiz.pk).update(counted_attempt="last")
    second = QuizTaker(Quiz.objects.get(pk=room.quiz.pk), room.taker.enrolment)
    assert (
        results_of([room.taker.enrolment.pk])[room.taker.enrolment.pk, room.quiz.graded_item_id].best_score
        == 50
    )
    second.take(right=0)  # begun by the new rule, which its start page says
    [result] = results_of([room.taker.enrolment.pk]).values()
    assert result.best_score == 0


def test_a_lower_passing_score_is_offered_to_those_graded_before():
    room = Room()
    quiz = room.quiz
    assert not would_pass(quiz.graded_item, quiz.passing_score).exists()
    quiz.passing_score = 50
    quiz.save()
    client = Client()
    client.force_login(room.teacher)
    work = reverse("assessments_marking:work", args=[quiz.graded_item.public_id])
    url = reverse("assessments_marking:lower_passing_score", args=[quiz.graded_item.public_id])
    assert url in client.get(work).content.decode()
    assert b"1 result was graded" in client.get(url).content
    room.attempt.refresh_from_db()
    assert room.attempt.passed is False  # nothing happens by itself
    assert client.post(url).status_code == 302
    room.attempt.refresh_from_db()
    assert (room.attempt.passed, room.attempt.score, room.attempt.rules["passing_score"]) == (True, 50, 100)
    assert Milestone.objects.filter(kind="quiz_passed").count() == 1
    assert Marking.objects.filter(how="passing").count() == 1
    assert url not in client.get(work).content.decode()
    assert lower_passing_score(graded_item=quiz.graded_item, by=room.teacher, at=NOON) == 0


def test_a_lower_passing_score_reaches_submissions():
    teacher = courses.make_instructor()
    course = courses.make_course(modules=0, lessons=1, owner=teacher)
    essay = make_assignment(course, passing_score=80)
    page = place(essay)
    submission = handed_in_submission(enrolled(course), essay, score=60, page=page)
    essay.passing_score = 60
    essay.save()
    assert lower_passing_score(graded_item=essay.graded_item, by=teacher, at=NOON) == 1
    submission.refresh_from_db()
    assert submission.passed
