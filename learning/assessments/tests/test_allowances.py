"""Accommodations: what a learner was given, while it was given."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.access.actions import leave_cohort
from learning.assessments import actions
from learning.assessments.actions import accommodations as actions_of_staff
from learning.assessments.models import Accommodation
from learning.assessments.quizzes.accommodations import Accommodations, accommodations_for
from learning.assessments.quizzes.attempt_rules import AttemptRules
from learning.testing.access import DAY, NOON, join, make_cohort
from learning.testing.quiz_takers import QuizTaker, some_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def taker() -> QuizTaker:
    return QuizTaker(some_quiz(time_limit_minutes=10, attempt_limit=1, due_at=NOON + DAY))


def give(taker: QuizTaker, **fields: Any) -> Accommodation:
    given = {
        "course": taker.source.course,
        "graded_item": taker.source.graded_item,
        "reason": "A broken arm",
    }
    if "cohort" not in fields:
        given["person"] = taker.viewer.person
    return Accommodation.objects.create(
        given_by=UserFactory(), given_at=fields.pop("at", NOON - DAY), **given | fields
    )


def of(taker: QuizTaker, at=NOON) -> Accommodations:
    return accommodations_for(taker.enrolment, taker.source.graded_item, at)


def test_nobody_is_given_anything_by_itself(taker):
    give(QuizTaker(taker.source), time_factor=3)
    assert of(taker) == Accommodations()


def test_attempts_add_up_and_the_best_of_times_and_dates_counts(taker):
    give(taker, time_factor=Decimal("1.5"), extra_attempts=1)
    give(taker, time_factor=Decimal("1.25"), extra_attempts=3, graded_item=None, due_at=NOON + 2 * DAY)
    give(taker, due_at=NOON + 5 * DAY)
    assert of(taker) == Accommodations(Decimal("1.5"), 4, NOON + 5 * DAY)


def test_what_is_given_for_another_work_does_not_count(taker):
    give(taker, extra_attempts=2, graded_item=some_quiz().graded_item)
    assert of(taker) == Accommodations()


def test_what_was_withdrawn_counts_no_more(taker):
    first = give(taker, extra_attempts=2)
    give(taker, withdraws=first, at=NOON)
    assert of(taker, NOON - timedelta(hours=1)).extra_attempts == 2
    assert of(taker) == Accommodations()


def test_what_a_cohort_is_given_counts_while_one_sits_in_it(taker):
    cohort = make_cohort(taker.source.course)
    give(taker, cohort=cohort, extra_attempts=1)
    assert of(taker) == Accommodations()
    member = join(cohort, taker.viewer.person)
    assert of(taker, NOON + DAY).extra_attempts == 1
    leave_cohort(member=member, by=None, at=NOON + DAY)
    assert of(taker, NOON + 2 * DAY) == Accommodations()


def test_more_time_more_attempts_and_a_later_date_are_had(taker):
    give(taker, time_factor=Decimal("1.5"), extra_attempts=1, due_at=NOON + 3 * DAY)
    taker.wait(2 * 24 * 3600)  # past everybody's date
    first = taker.start()
    assert first.deadline_at == NOON + 2 * DAY + timedelta(minutes=15)
    assert not first.is_final
    taker.submit(first)
    assert taker.start().is_final


def test_rules_are_kept_as_they_were(taker):
    give(taker, time_factor=Decimal("1.5"), due_at=NOON + 3 * DAY)
    attempt = taker.start()
    attempt.refresh_from_db()
    rules = AttemptRules.from_json(attempt.rules)
    assert rules == AttemptRules.of(taker.source, of(taker))
    assert rules.seconds == 900
    assert AttemptRules.from_json(rules.to_json()) == rules


def test_a_limit_of_none_stays_none(taker):
    endless = QuizTaker(some_quiz())
    give(endless, extra_attempts=5, time_factor=2, due_at=NOON)
    rules = AttemptRules.of(endless.source, of(endless))
    assert (rules.attempt_limit, rules.seconds, rules.due_at) == (0, None, None)


def test_an_extension_does_not_change_a_past_attempt(taker):
    attempt = taker.submit(taker.start())
    give(taker, extra_attempts=1)
    attempt.refresh_from_db()
    assert attempt.is_final
    assert actions.start_attempt(viewer=taker.viewer, place=taker.place).number == 2


def grant(taker: QuizTaker, **more: Any) -> None:
    given = {"time_factor": None, "extra_attempts": 0, "due_at": None, "cohort": None}
    actions_of_staff.give_accommodation(
        course=taker.source.course,
        graded_item=taker.source.graded_item,
        reason="The fire alarm rang",
        by=UserFactory(),
        at=NOON,
        **{"person": taker.viewer.person} | given | more,
    )


def test_more_time_counts_in_an_attempt_that_is_open(taker):
    attempt = taker.start()
    grant(taker, time_factor=Decimal(2))
    taker.wait(15 * 60)
    taker.save(attempt, 1, {"choice": ["b"]})
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + timedelta(minutes=20)


def test_a_later_date_moves_the_end_of_an_open_attempt_that_the_date_would_have_cut(taker):
    taker.wait(24 * 3600 - 60)
    attempt = taker.start()
    assert attempt.deadline_at == NOON + DAY
    grant(taker, due_at=NOON + 2 * DAY)
    attempt.refresh_from_db()
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=10)


def test_what_a_cohort_is_given_reaches_the_open_attempts_of_its_members_only(taker):
    other = QuizTaker(taker.source)
    cohort = make_cohort(taker.source.course)
    join(cohort, taker.viewer.person)
    attempts = [taker.start(), other.start()]
    grant(taker, person=None, cohort=cohort, time_factor=Decimal(3))
    for attempt in attempts:
        attempt.refresh_from_db()
    assert [attempt.deadline_at - NOON for attempt in attempts] == [
        timedelta(minutes=30),
        timedelta(minutes=10),
    ]


def test_an_extension_never_shortens_an_open_attempt(taker):
    attempt = taker.start()
    with pytest.raises(actions_of_staff.AccommodationRefused):
        grant(taker, due_at=NOON + timedelta(minutes=1))
    grant(taker, due_at=NOON + 2 * DAY)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
