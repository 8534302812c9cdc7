"""How hard questions were and how well they tell learners apart: the numbers, and who reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.admin.lists import with_use
from learning.assessments.grading import question_statistics
from learning.assessments.models import Question, Quiz
from learning.courses.models import Course
from learning.testing import assessments, courses
from learning.testing.quiz_takers import QuizTaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> Any:
    return courses.make_instructor()


@pytest.fixture
def course(teacher: Any) -> Course:
    return courses.make_course(owner=teacher)


@pytest.fixture
def editor(client: Client, teacher: Any, course: Course) -> Client:
    client.force_login(teacher)
    return client


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_discrimination_is_a_coefficient(pairs: list[tuple[float, float]]) -> None:
    told = question_statistics.discrimination_of(pairs)
    assert told is None or -1 <= told <= 1
    turned = question_statistics.discrimination_of([(1 - item, rest) for item, rest in pairs])
    if told is not None and turned is not None:
        assert turned == pytest.approx(-told, abs=1e-3)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(1.0, 1.0), (1.0, 0.9), (0.0, 0.1), (0.0, 0.0), (1.0, 1.0)], 0.99),
        ([(0.0, 1.0), (0.0, 0.9), (1.0, 0.1), (1.0, 0.0), (0.0, 1.0)], -0.99),
        ([(1.0, 0.2), (1.0, 0.9), (1.0, 0.4), (1.0, 0.5), (1.0, 0.7)], None),
        ([(1.0, 1.0), (0.0, 0.0)], None),
    ],
)
def test_discrimination_as_a_table(pairs: list[tuple[float, float]], told: float | None) -> None:
    found = question_statistics.discrimination_of(pairs)
    assert found == (pytest.approx(told, abs=0.02) if told is not None else None)


def test_statistics_of_a_quiz_come_from_first_attempts(
    editor: Client, course: Course, django_assert_num_queries: Any
) -> None:
    questions = [assessments.make_question(course=course, prompt=f"Question {number}") for number in range(3)]
    quiz = assessments.make_quiz(course, *questions)
    assessments.place(quiz)
    for number in range(6):
        taker = QuizTaker(quiz)
        taker.take(right=number % 4)
        taker.wait(60).take(right=3)
    ids = [question.public_id for question in questions]
    with django_assert_num_queries(2):
        told = question_statistics.statistics_of(ids)
    assert {each.seen for each in told.values()} == {12}
    assert {each.firsts for each in told.values()} == {6}
    facilities = sorted(each.facility for each in told.values() if each.facility is not None)
    assert facilities == [pytest.approx(1 / 6), pytest.approx(2 / 6), pytest.approx(4 / 6)]
    listed = with_use(Question.objects.all()).get(pk=questions[0].pk)
    assert (listed.used_in, listed.seen) == (1, 12)  # type: ignore[attr-defined]
    assert listed.facility == pytest.approx(4 / 6)  # type: ignore[attr-defined]
    html = editor.get(reverse("assessments_authoring:statistics", args=["quiz", quiz.pk])).content.decode()
    assert "Question 2" in html


def test_nobody_reads_the_statistics_of_others(editor: Client) -> None:
    quiz = assessments.make_quiz(courses.make_course())
    address = reverse("assessments_authoring:statistics", args=["quiz", quiz.pk])
    assert editor.get(address).status_code in (302, 403)
    assert Quiz.objects.count() == 1
