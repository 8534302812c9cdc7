"""What attempts have in common: facts, from a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.access.tests.factories import NOON
from learning.assessments.models import Attempt, Quiz
from learning.assessments.similarity import compare, overlap, report_on
from learning.assessments.tests.sitting import Sitter, some_quiz


@pytest.fixture
def quiz(db: None) -> Quiz:
    return some_quiz(questions=4)


def slowly(sitter: Sitter, *, right: int) -> Attempt:
    """An attempt of a minute."""
    attempt = sitter.take(right=right)
    Attempt.objects.filter(pk=attempt.pk).update(seconds_taken=60)
    return attempt


def test_the_same_wrong_answers_of_two_people(quiz):
    one, other = slowly(Sitter(quiz), right=0), slowly(Sitter(quiz), right=1)
    slowly(Sitter(quiz), right=4)
    (pair,) = report_on(quiz.work).pairs
    assert {pair.one.pk, pair.other.pk} == {one.pk, other.pk}
    assert (pair.same_wrong, pair.both_wrong, pair.share) == (3, 3, 1.0)


def test_ones_own_attempts_resemble_each_other_and_are_not_told_of(quiz):
    sitter = Sitter(quiz)
    slowly(sitter, right=0)
    slowly(sitter, right=0)
    found = report_on(quiz.work)
    assert (found.pairs, found.addresses, found.looked_at) == ((), (), 2)


def test_one_address_at_the_same_time(quiz):
    attempts = [slowly(Sitter(quiz), right=4) for _number in range(3)]
    Attempt.objects.filter(pk__in=[one.pk for one in attempts]).update(ip_address="192.0.2.7")
    later = NOON + timedelta(days=1)
    Attempt.objects.filter(pk=attempts[2].pk).update(submitted_at=later)
    found = report_on(quiz.work).addresses
    assert [one.address for one in found] == ["192.0.2.7"] * 3
    assert overlap((NOON, NOON), (later, later)) is False


def test_answers_faster_than_one_can_read(quiz):
    fast = Sitter(quiz).take()
    slowly(Sitter(quiz), right=4)
    (one,) = report_on(quiz.work).fast
    assert (one.attempt.pk, one.questions, one.seconds) == (fast.pk, 4, 0)


def test_more_attempts_cost_no_more_queries(quiz, django_assert_num_queries):
    for _number in range(4):
        slowly(Sitter(quiz), right=0)
    with django_assert_num_queries(4):
        assert len(report_on(quiz.work).pairs) == 6


ANSWERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))


@given(one=ANSWERS, other=ANSWERS)
def test_comparing_is_the_same_both_ways(one, other):
    same, both = compare(one, other)
    assert compare(other, one) == (same, both)
    assert 0 <= same <= both <= min(len(one), len(other))
    assert compare(one, one) == (len(one), len(one))
