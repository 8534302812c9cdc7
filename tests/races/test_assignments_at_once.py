"""Two requests at the same moment begin one draft, hand in once, and give one mark."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from learning.access.querysets import EnrolmentQuerySet
from learning.assessments.actions import submissions
from learning.assessments.actions.grading import GivenMarks, GradedMeanwhile, grade_submission
from learning.assessments.models import Marking, Submission
from learning.testing.access import DAY, NOON
from learning.testing.assignments import AssignmentTaker
from learning.testing.courses import make_manager

from .test_access_at_once import at_once, errors

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enrolments are read without being held, and both may work before either has written anything."""
    both, decide = threading.Barrier(2), submissions.may_submit

    def decided(*args: Any) -> Any:
        verdict = decide(*args)
        both.wait(timeout=10)
        return verdict

    monkeypatch.setattr(EnrolmentQuerySet, "select_for_update", lambda rows, **_how: rows, raising=False)
    monkeypatch.setattr(submissions, "may_submit", decided)


def begin_twice(taker: AssignmentTaker) -> list[Any]:
    place = taker.place

    def begin() -> Submission:
        return submissions.save_draft(viewer=taker.viewer(), place=place, text="A", draft_id=uuid4())

    return at_once(begin, begin)


def test_the_race_is_real_without_the_lock(no_lock: None) -> None:
    assert errors(begin_twice(AssignmentTaker())) == [IntegrityError]


def test_two_begin_one_draft() -> None:
    outcomes = begin_twice(AssignmentTaker())
    assert errors(outcomes) == []
    assert outcomes[0].pk == outcomes[1].pk
    assert Submission.objects.count() == 1


def test_two_hand_in_once() -> None:
    taker = AssignmentTaker(attempt_limit=0)
    draft, place = taker.write(), taker.place

    def hand_in() -> Submission:
        return submissions.submit_assignment(viewer=taker.viewer(), place=place, draft_id=draft.public_id)

    outcomes = at_once(hand_in, hand_in, hand_in)
    assert errors(outcomes) == []
    assert {one.pk for one in outcomes} == {draft.pk}
    assert Submission.objects.count() == 1


def test_two_who_mark_give_one_mark() -> None:
    handed = AssignmentTaker().hand_in()
    people = [make_manager(), make_manager()]

    def mark(points: int) -> Any:
        return lambda: grade_submission(
            submission_id=handed.public_id,
            judgement=GivenMarks({}, "", points=Decimal(points)),
            by=people[points],
            at=NOON + DAY,
            seen=None,
        )

    outcomes = at_once(mark(0), mark(1))
    assert errors(outcomes) == [GradedMeanwhile]
    assert Marking.objects.count() == 1
