"""More for those who need it: for one or a cohort, taken back, and refused where it makes no sense."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from learning.assessments.actions.accommodations import (
    AccommodationRefused,
    give_accommodation,
    withdraw_accommodation,
)
from learning.assessments.models import Accommodation
from learning.assessments.quizzes.accommodations import Accommodations, accommodations_for
from learning.testing.access import DAY, NOON, join, make_cohort
from learning.testing.assignments import HOUR, AssignmentTaker
from learning.testing.courses import make_instructor

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


def test_the_best_of_each_counts_and_what_is_taken_back_does_not():
    taker = AssignmentTaker()
    first = give(taker, time_factor=Decimal("1.5"), due_at=NOON + DAY)
    give(taker, graded_item=None, time_factor=Decimal("1.25"), extra_attempts=2)
    assert allowance(taker) == Accommodations(Decimal("1.5"), 2, NOON + DAY)
    withdraw_accommodation(extension=first, reason="A mistake", by=make_instructor(), at=NOON)
    again = withdraw_accommodation(extension=first, reason="Again", by=make_instructor(), at=NOON + HOUR)
    assert (again.reason, Accommodation.objects.count()) == ("A mistake", 3)
    assert allowance(taker) == Accommodations(Decimal("1.25"), 2, None)
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
        {"extra_attempts": 1, "person": None},
        {"extra_attempts": 1, "time_factor": Decimal("0.5")},
        {"time_factor": Decimal(11)},
        {"time_factor": Decimal(1)},
        {"extra_attempts": 101},
    ],
)
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(AccommodationRefused):
        give(AssignmentTaker(), **fields)
    assert Accommodation.objects.count() == 0


def test_a_work_of_another_course_is_refused():
    with pytest.raises(AccommodationRefused):
        give(AssignmentTaker(), graded_item=AssignmentTaker().assignment.graded_item, extra_attempts=1)
