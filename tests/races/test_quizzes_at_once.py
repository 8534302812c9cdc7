"""Two requests at the same moment: one attempt, one submission, and no answer that is kept and not marked."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from common.models import OutboxRow
from learning.access.models import Enrolment
from learning.assessments import actions, policies
from learning.assessments.actions import attempts
from learning.assessments.models import AnswerEntry, Attempt, MarkedQuestion
from learning.testing.quiz_takers import RIGHT, QuizTaker, some_quiz

from .test_learning_at_once import at_once
from .waiting import await_waiting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each of these returned or raised, started together."""
    left = list(calls)
    return at_once(lambda: left.pop()(), people=len(calls))


def no_errors(outcomes: list[Any]) -> bool:
    return not [outcome for outcome in outcomes if isinstance(outcome, Exception)]


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> threading.Barrier:
    """Both have been allowed to begin before either has written anything."""
    both, decide = threading.Barrier(2), policies.may_start

    def decided(*args: Any) -> Any:
        verdict = decide(*args)
        both.wait(timeout=10)
        return verdict

    def unheld(viewer: Any, place: Any) -> Enrolment | None:
        mine = Enrolment.objects.filter(person=viewer.person, course=place.course_id)
        return mine.select_related("course__latest_release").first()

    monkeypatch.setattr(policies, "may_start", decided)
    monkeypatch.setattr(attempts, "_held_enrolment", unheld)
    return both


def test_the_race_is_real_without_the_lock(without_lock: threading.Barrier) -> None:
    """The database still keeps a second open attempt out, but one of both learns it the hard way."""
    taker = QuizTaker(some_quiz())
    place = taker.place
    outcomes = at_once(lambda: actions.start_attempt(viewer=taker.viewer, place=place))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Attempt", "IntegrityError"]
    assert Attempt.objects.count() == 1


def test_two_starts_begin_one_attempt() -> None:
    taker = QuizTaker(some_quiz(attempt_limit=1))
    place = taker.place
    outcomes = at_once(lambda: actions.start_attempt(viewer=taker.viewer, place=place), people=4)
    assert outcomes == [Attempt.objects.get()] * 4


def test_two_clicks_submit_once() -> None:
    taker = QuizTaker(some_quiz())
    attempt = taker.start()
    outcomes = at_once(lambda: taker.submit(attempt), people=3)
    assert no_errors(outcomes)
    assert MarkedQuestion.objects.filter(attempt=attempt).count() == 3
    assert OutboxRow.objects.filter(kind="assessments.AttemptGraded").count() == 1


def test_an_answer_is_marked_or_refused_when_it_meets_the_submission() -> None:
    """Never kept and forgotten: whoever was told that it is saved finds it in the result."""
    quiz = some_quiz(questions=1)
    for _time in range(6):
        taker = QuizTaker(quiz)
        attempt = taker.start()
        together(partial(taker.save, attempt, 1, RIGHT["single_choice"]), partial(taker.submit, attempt))
        attempt.refresh_from_db()
        kept = AnswerEntry.objects.filter(attempt=attempt).count()
        assert attempt.score == (100 if kept else 0)


def test_the_clock_and_the_learner_submit_once() -> None:
    taker = QuizTaker(some_quiz(time_limit_minutes=1))
    attempt = taker.start()
    taker.wait(3600)
    sweep = partial(actions.close_attempts_out_of_time, at=taker.viewer.moment)
    assert no_errors(together(partial(taker.submit, attempt), sweep))
    attempt.refresh_from_db()
    assert attempt.was_closed_by_clock
    assert MarkedQuestion.objects.filter(attempt=attempt).count() == 3


def test_an_answer_sent_twice_at_once_is_kept_once() -> None:
    taker = QuizTaker(some_quiz())
    attempt, key = taker.start(), uuid.uuid4()
    outcomes = at_once(lambda: taker.save(attempt, 1, RIGHT["single_choice"], key=key), people=4)
    assert no_errors(outcomes)
    assert AnswerEntry.objects.count() == 1


def test_an_answer_that_waited_is_refused_once_the_right_one_was_shown() -> None:
    """It began before the right answer was shown, and had its turn afterwards."""
    taker = QuizTaker(some_quiz(questions=1, show_answers="after_each"))
    attempt = taker.start()
    taker.save(attempt, 1, RIGHT["single_choice"])
    outcomes: list[Any] = []

    def save_again() -> None:
        try:
            outcomes.append(taker.save(attempt, 1, {}))
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    saving = threading.Thread(target=save_again)
    with transaction.atomic():
        taker.check(attempt, 1)
        saving.start()
        await_waiting([saving])
    saving.join(timeout=30)
    assert [type(outcome) for outcome in outcomes] == [actions.PlaceClosed]
    assert AnswerEntry.objects.filter(attempt=attempt, is_checked=False).count() == 1


def test_many_learners_start_the_same_quiz_for_the_first_time() -> None:
    """Its placement is made once, whoever comes first."""
    quiz = some_quiz()
    takers = [QuizTaker(quiz) for _number in range(4)]
    place = takers[0].place
    left = list(takers)
    outcomes = at_once(
        lambda: actions.start_attempt(viewer=left.pop().viewer, place=place), people=len(takers)
    )
    assert no_errors(outcomes)
    assert len({attempt.placement_id for attempt in outcomes}) == 1


def test_on_postgresql_no_result_is_changed_behind_the_rules() -> None:
    taker = QuizTaker(some_quiz(questions=1))
    attempt = taker.take()
    for change in (
        {"paper": []},
        {"submitted_at": None},
        {"started_at": attempt.started_at.replace(year=2020)},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(**change)
