"""What attempts have in common: facts, from a fixed number of queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.grading.similarity_report import compare, overlap, report_on
from learning.assessments.models import Attempt, Quiz
from learning.testing.access import DAY, NOON
from learning.testing.quiz_takers import RIGHT, WRONG, QuizTaker, paper_of, some_quiz


@pytest.fixture
def quiz(db: None) -> Quiz:
    return some_quiz(questions=4)


def slowly(taker: QuizTaker, *, right: int) -> Attempt:
    """An attempt of a minute."""
    attempt = taker.start()
    for row in paper_of(attempt):
        answer = (RIGHT if row.place <= right else WRONG)[row.asked.kind]
        taker.save(attempt, row.place, answer)
    return taker.wait(60).submit(attempt)


def test_the_same_wrong_answers_of_two_people(quiz):
    one, other = slowly(QuizTaker(quiz), right=0), slowly(QuizTaker(quiz), right=1)
    slowly(QuizTaker(quiz), right=4)
    (pair,) = report_on(quiz.graded_item).pairs
    assert {pair.one.pk, pair.other.pk} == {one.pk, other.pk}
    assert (pair.same_wrong, pair.both_wrong, pair.share) == (3, 3, 1.0)


def test_ones_own_attempts_resemble_each_other_and_are_not_told_of(quiz):
    taker = QuizTaker(quiz)
    slowly(taker, right=0)
    slowly(taker, right=0)
    found = report_on(quiz.graded_item)
    assert (found.pairs, found.addresses, found.looked_at) == ((), (), 2)


def test_one_address_at_the_same_time(quiz):
    together = [slowly(QuizTaker(quiz), right=4) for _number in range(2)]
    later = slowly(QuizTaker(quiz).wait(3600), right=4)
    Attempt.objects.update(ip_address="192.0.2.7")
    (found,) = report_on(quiz.graded_item).addresses
    assert {found.one, found.other} == set(together)
    assert (found.address, overlap((NOON, NOON), (later.started_at, NOON + DAY))) == ("192.0.2.7", False)


def test_answers_faster_than_one_can_read(quiz):
    fast = QuizTaker(quiz).take()
    slowly(QuizTaker(quiz), right=4)
    (one,) = report_on(quiz.graded_item).fast
    assert (one.attempt.pk, one.questions, one.seconds) == (fast.pk, 4, 0)


def test_more_attempts_cost_no_more_queries(quiz, django_assert_num_queries):
    for _number in range(4):
        slowly(QuizTaker(quiz), right=0)
    with django_assert_num_queries(4):
        assert len(report_on(quiz.graded_item).pairs) == 6


ANSWERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))


@given(one=ANSWERS, other=ANSWERS)
def test_comparing_is_the_same_both_ways(one, other):
    same, both = compare(one, other)
    assert compare(other, one) == (same, both)
    assert 0 <= same <= both <= min(len(one), len(other))
    assert compare(one, one) == (len(one), len(one))
