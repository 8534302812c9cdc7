"""What access remembers of results: the best score, a pass, nothing that is not published."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from learning.access.models import Milestone
from learning.assessments.grading.milestones import record_result, remember
from learning.testing import courses
from learning.testing.access import DAY, NOON, enrolled
from learning.testing.assessments import make_assignment, make_exam, make_question, make_quiz

pytestmark = pytest.mark.django_db


def _scores() -> list[Decimal]:
    return list(Milestone.objects.filter(kind="quiz_scored").order_by("pk").values_list("score", flat=True))


@pytest.fixture
def enrolment():
    return enrolled(courses.make_course())


def test_a_score_is_kept_only_when_it_is_better(enrolment):
    graded_item = make_quiz(enrolment.course, make_question()).graded_item
    for score in ("40", "70", "70", "55", "80"):
        remember(enrolment, graded_item, score=Decimal(score), passed=Decimal(score) >= 70, at=NOON)
    assert _scores() == [40, 70, 80]
    passed = Milestone.objects.get(kind="quiz_passed")
    assert (passed.subject, passed.score, passed.course) == (graded_item.public_id, 70, enrolment.course)


def test_the_first_pass_keeps_its_date(enrolment):
    graded_item = make_exam(enrolment.course, make_question()).graded_item
    remember(enrolment, graded_item, score=Decimal(90), passed=True, at=NOON)
    remember(enrolment, graded_item, score=Decimal(95), passed=True, at=NOON + DAY)
    assert Milestone.objects.get(kind="exam_passed").achieved_at == NOON


def test_several_quizzes_of_a_course_are_remembered_apart(enrolment):
    for _number in range(2):
        graded_item = make_quiz(enrolment.course, make_question()).graded_item
        remember(enrolment, graded_item, score=Decimal(90), passed=True, at=NOON)
    assert Milestone.objects.filter(kind="quiz_passed").count() == 2 == len(_scores())


@pytest.mark.parametrize(
    ("published_at", "score", "kept"), [(None, Decimal(90), 0), (NOON, None, 0), (NOON, Decimal(90), 1)]
)
def test_what_is_not_published_leaves_nothing(enrolment, published_at, score, kept):
    graded_item = make_quiz(enrolment.course, make_question()).graded_item
    attempt = SimpleNamespace(
        published_at=published_at,
        score=score,
        passed=True,
        enrolment=enrolment,
        placement=SimpleNamespace(graded_item=graded_item),
    )
    record_result(attempt, at=NOON)
    assert len(_scores()) == kept


def test_an_assignment_leaves_nothing(enrolment):
    graded_item = make_assignment(enrolment.course).graded_item
    remember(enrolment, graded_item, score=Decimal(90), passed=True, at=NOON)
    assert not Milestone.objects.exists()


class TheBestScoreOnlyRises(PropertyCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
    def test_what_is_kept_rises_to_the_best(self, scores):
        enrolment = enrolled(courses.make_course())
        graded_item = make_quiz(enrolment.course, make_question()).graded_item
        for score in scores:
            remember(enrolment, graded_item, score=Decimal(score), passed=False, at=NOON)
        kept = _scores()
        assert kept == sorted(set(kept)) and kept[-1] == max(scores)
