"""More for those who need it: for one or a cohort, taken back, and refused where it makes no sense."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from learning.access.models import Enrolment
from learning.assessments.actions.accommodations import (
    AccommodationRefused,
    give_accommodation,
    withdraw_accommodation,
)
from learning.assessments.models import Accommodation
from learning.assessments.quizzes.accommodations import Accommodations, accommodations_for
from learning.testing.access import DAY, NOON, enrolled, join, make_cohort
from learning.testing.assignments import HOUR, AssignmentTaker
from learning.testing.courses import make_instructor
from learning.testing.quiz_takers import QuizTaker, some_quiz

pytestmark = pytest.mark.django_db


def give(taker: AssignmentTaker, **fields: Any) -> Accommodation:
    wanted: dict[str, Any] = {
        "course": taker.course,
        "graded_item": taker.assignment.graded_item,
        "person": taker.person,
        "cohort": None,
        "time_factor": None,
        "extra_attempts": 0,
        "due_at": None,
        "reason": "Ill",
        "by": make_instructor(),
        "at": NOON - HOUR,
    }
    return give_accommodation(**wanted | fields)


def allowance(taker: AssignmentTaker, at: Any = NOON) -> Accommodations:
    return accommodations_for(taker.enrolment, taker.assignment.graded_item, at)


def test_attempts_add_up_and_what_is_taken_back_does_not_count():
    taker = AssignmentTaker(due_at=NOON)
    first = give(taker, extra_attempts=1, due_at=NOON + DAY)
    give(taker, graded_item=None, extra_attempts=2)
    assert allowance(taker) == Accommodations(Decimal(1), 3, NOON + DAY)
    withdraw_accommodation(extension=first, reason="A mistake", by=make_instructor(), at=NOON)
    again = withdraw_accommodation(extension=first, reason="Again", by=make_instructor(), at=NOON + HOUR)
    assert (again.reason, Accommodation.objects.count()) == ("A mistake", 3)
    assert allowance(taker) == Accommodations(Decimal(1), 2, None)
    assert allowance(taker, NOON - HOUR / 2).due_at == NOON + DAY


def test_a_cohort_has_it_together():
    taker = AssignmentTaker()
    cohort = make_cohort(taker.course)
    give(taker, person=None, cohort=cohort, extra_attempts=1)
    assert allowance(taker).extra_attempts == 0
    join(cohort, taker.person)
    assert allowance(taker).extra_attempts == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"extra_attempts": 1, "reason": " "},
        {"extra_attempts": 1, "time_factor": Decimal("0.5")},
        {"time_factor": Decimal(11)},
        {"time_factor": Decimal(1)},
        {"extra_attempts": 101},
    ],
)
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(AccommodationRefused):
        give(AssignmentTaker(due_at=NOON), **fields)
    assert Accommodation.objects.count() == 0


def test_a_work_of_another_course_is_refused():
    with pytest.raises(AccommodationRefused):
        give(AssignmentTaker(), graded_item=AssignmentTaker().assignment.graded_item, extra_attempts=1)


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"due_at": None}, {"due_at": NOON + DAY}),
        ({"due_at": NOON}, {"due_at": NOON}),
        ({"due_at": NOON}, {"due_at": NOON - DAY}),
        ({"attempt_limit": 0}, {"extra_attempts": 1}),
        ({}, {"time_factor": Decimal(2)}),
        ({}, {"time_factor": Decimal(2), "graded_item": None}),
    ],
)
def test_what_would_change_nothing_is_refused(fields, given):
    with pytest.raises(AccommodationRefused):
        give(AssignmentTaker(**fields), **given)
    assert Accommodation.objects.count() == 0


def test_a_quiz_takes_no_date_that_has_passed_and_no_minutes_without_a_limit():
    taker = QuizTaker(some_quiz(due_at=NOON - 2 * DAY))
    for given in ({"due_at": NOON - DAY}, {"time_factor": Decimal(2)}):
        with pytest.raises(AccommodationRefused):
            wanted = {"time_factor": None, "extra_attempts": 0, "due_at": None} | given
            give_accommodation(
                course=taker.source.course,
                graded_item=taker.source.graded_item,
                person=taker.viewer.person,
                cohort=None,
                reason="Ill",
                by=make_instructor(),
                at=NOON,
                **wanted,
            )


def test_everybody_has_it_and_who_comes_later_too():
    taker = AssignmentTaker(due_at=NOON)
    give(taker, person=None, extra_attempts=1, due_at=NOON + DAY)
    later = enrolled(taker.course)
    for enrolment in (taker.enrolment, later):
        found = accommodations_for(enrolment, taker.assignment.graded_item, NOON)
        assert found == Accommodations(Decimal(1), 1, NOON + DAY)


def test_a_second_run_has_the_limits_of_the_first_and_not_its_extra_attempts():
    taker = AssignmentTaker(due_at=NOON)
    give(taker, extra_attempts=2, due_at=NOON + 2 * DAY)
    second = Enrolment.objects.create(
        person=taker.person, course=taker.course, run=2, enrolled_at=NOON, release=taker.enrolment.release
    )
    found = accommodations_for(second, taker.assignment.graded_item, NOON + HOUR)
    assert found == Accommodations(Decimal(1), 0, NOON + 2 * DAY)
    give(taker, extra_attempts=1, at=NOON + HOUR)
    assert accommodations_for(second, taker.assignment.graded_item, NOON + 2 * HOUR).extra_attempts == 1
