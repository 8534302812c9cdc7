"""Wrong clocks, lost requests, two tabs, two clicks: a late answer is refused, a saved one is never lost."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.append_only import erasing
from common.models import OutboxRow
from learning.assessments import actions
from learning.assessments.models import AnswerEntry, Attempt, MarkedQuestion, Marking
from learning.assessments.quizzes.attempt_rules import GRACE
from learning.assessments.selectors import answered_places, last_entries
from learning.testing.access import NOON
from learning.testing.quiz_takers import RIGHT, WRONG, QuizTaker, some_quiz

pytestmark = pytest.mark.django_db

CHOICES = [{"choice": [name]} for name in "abc"]
SECOND = timedelta(seconds=1)


@dataclass
class Tab:
    """A browser's tab as static/js/classroom/quiz-answers.js does it, behind a network that loses things.

    One request at a time, in order; what is not known to have arrived is sent again under the same key.
    `ghosts`: requests that the network holds back and may deliver much later, once more.
    """

    taker: QuizTaker
    attempt: Attempt
    chance: random.Random
    queue: list[tuple[uuid.UUID, int, dict[str, list[str]]]] = field(default_factory=list)
    ghosts: list[tuple[uuid.UUID, int, dict[str, list[str]]]] = field(default_factory=list)
    in_flight: uuid.UUID | None = None
    told_over: bool = False

    def answer(self, place: int, fields: dict[str, list[str]]) -> None:
        self.queue = [one for one in self.queue if one[1] != place or one[0] == self.in_flight]
        self.queue.append((uuid.UUID(int=self.chance.getrandbits(128), version=4), place, fields))

    def send(self) -> None:
        """Try to send the first that waits: it may get lost on its way, or its answer on the way back."""
        if not self.queue or self.told_over:
            return
        entry = self.queue[0]
        self.in_flight = entry[0]
        fate = self.chance.random()
        if fate < 0.25:  # lost on the way there, perhaps only late
            self.ghosts.append(entry)
            return
        if not self.deliver(entry):
            self.told_over = True
            return
        if fate < 0.5:  # arrived, but the browser never hears of it
            self.ghosts.append(entry)
            return
        self.in_flight = None
        self.queue.remove(entry)

    def deliver(self, entry: tuple[uuid.UUID, int, dict[str, list[str]]]) -> bool:
        key, place, fields = entry
        try:
            self.taker.save(self.attempt, place, fields, key=key)
        except actions.AttemptOver:
            return False
        return True

    def haunt(self) -> None:
        """Requests that were thought lost arrive after all, in any order."""
        self.chance.shuffle(self.ghosts)
        for entry in self.ghosts:
            self.deliver(entry)
        self.ghosts = []

    def flush(self) -> None:
        while self.queue and not self.told_over:
            self.send()


actions_of_a_learner = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(1, 3), st.sampled_from(CHOICES)),
        st.tuples(st.just("send"), st.just(0), st.just({})),
    ),
    max_size=25,
)


@given(steps=actions_of_a_learner, seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lost_and_repeated_requests_leave_the_last_answers(steps, seed):
    """Whatever the network loses or delivers late and twice: in the end each question has its last answer."""
    taker = QuizTaker(some_quiz())
    attempt = taker.start()
    tab = Tab(taker, attempt, random.Random(seed))
    meant: dict[int, str] = {}
    for what, place, fields in steps:
        if what == "answer":
            tab.answer(place, fields)
            meant[place] = fields["choice"][0]
        else:
            tab.send()
    tab.flush()
    before = AnswerEntry.objects.filter(attempt=attempt).count()
    tab.haunt()
    assert dict(last_entries(attempt).values_list("place", "answer")) == meant
    assert AnswerEntry.objects.filter(attempt=attempt).count() == before
    taker.submit(attempt)
    kept = MarkedQuestion.objects.filter(attempt=attempt, answer__isnull=False)
    assert dict(kept.values_list("place", "answer")) == meant


def test_a_reload_sends_what_the_page_before_could_not():
    """The queue stays on the device with its keys; the one request that had arrived is kept once."""
    taker = QuizTaker(some_quiz())
    attempt = taker.start()
    tab = Tab(taker, attempt, random.Random(1))
    tab.answer(1, CHOICES[1])
    tab.answer(2, CHOICES[1])
    tab.deliver(tab.queue[0])  # arrived, and then the page was closed
    after = Tab(taker, attempt, random.Random(2), queue=list(tab.queue))
    after.flush()
    assert answered_places(attempt) == [1, 2]
    assert AnswerEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("case", "late_by", "is_kept"),
    [
        ("a second before", -SECOND, True),
        ("at the deadline", timedelta(0), True),
        ("within the grace", GRACE, True),
        ("just after the grace", GRACE + timedelta(milliseconds=1), False),
        ("much later", timedelta(hours=3), False),
    ],
)
def test_only_the_clock_of_the_server_counts(case, late_by, is_kept):
    taker = QuizTaker(some_quiz(questions=1, time_limit_minutes=10))
    attempt = taker.start()
    taker.viewer = replace(taker.viewer, moment=NOON + timedelta(minutes=10) + late_by)
    if is_kept:
        saved = taker.save(attempt, 1, RIGHT["single_choice"])
        assert saved.remaining_seconds == max(0, -late_by.total_seconds())
        assert taker.submit(attempt).score == 100
        return
    with pytest.raises(actions.AttemptOver) as refused:
        taker.save(attempt, 1, RIGHT["single_choice"])
    assert refused.value.verdict.code == "time_is_up"
    attempt.refresh_from_db()
    assert (attempt.was_closed_by_clock, attempt.score) == (True, 0)
    assert attempt.submitted_at == NOON + timedelta(minutes=10)
    assert not AnswerEntry.objects.exists()


@given(drift=st.integers(-86_400, 86_400), minutes=st.integers(0, 15))
@settings(max_examples=10, deadline=None)
def test_a_browser_with_a_wrong_clock_is_told_the_right_time(drift, minutes):
    """The browser counts down from what it is told, so its own clock may be off by a day."""
    taker = QuizTaker(some_quiz(questions=1, time_limit_minutes=10))
    attempt = taker.start()
    taker.wait(60 * minutes)
    browser_now = taker.viewer.moment + timedelta(seconds=drift)
    if minutes > 10:
        with pytest.raises(actions.AttemptOver):
            taker.save(attempt, 1, RIGHT["single_choice"])
        return
    remaining = taker.save(attempt, 1, RIGHT["single_choice"]).remaining_seconds
    shown_end = browser_now + timedelta(seconds=remaining)
    assert shown_end - timedelta(seconds=drift) == attempt.deadline_at


def test_a_late_form_brings_nothing_but_what_was_kept_counts():
    taker = QuizTaker(some_quiz(questions=2, time_limit_minutes=10))
    attempt = taker.start()
    taker.save(attempt, 1, RIGHT["single_choice"])
    taker.wait(20 * 60)
    submitted = taker.submit(attempt, {1: WRONG["single_choice"], 2: RIGHT["single_choice"]})
    assert (submitted.points, submitted.was_closed_by_clock) == (Decimal(1), True)
    assert submitted.seconds_taken == 600


def test_submitting_twice_is_submitting_once():
    taker = QuizTaker(some_quiz(questions=2))
    attempt = taker.start()
    taker.save(attempt, 1, RIGHT["single_choice"])
    first = taker.submit(attempt)
    taker.wait(30)
    again = taker.submit(attempt, {1: WRONG["single_choice"], 2: RIGHT["single_choice"]})
    assert (again.submitted_at, again.score) == (first.submitted_at, first.score) == (NOON, Decimal(50))
    assert MarkedQuestion.objects.count() == 2
    assert Marking.objects.count() == 1
    assert OutboxRow.objects.filter(kind="assessments.AttemptGraded").count() == 1


def test_of_two_tabs_the_last_answer_counts_and_the_other_is_told_when_it_is_over():
    taker = QuizTaker(some_quiz(questions=2))
    attempt = taker.start()
    one, other = (Tab(taker, attempt, random.Random(seed)) for seed in (1, 2))
    one.answer(1, CHOICES[0])
    one.flush()
    other.answer(1, CHOICES[1])
    other.answer(2, CHOICES[1])
    other.flush()
    assert taker.submit(attempt).score == 100
    one.answer(1, CHOICES[2])
    one.flush()
    assert one.told_over
    attempt.refresh_from_db()
    assert attempt.score == 100


def test_an_answer_that_was_kept_in_time_is_not_called_late_when_it_is_sent_again():
    taker = QuizTaker(some_quiz(questions=1, time_limit_minutes=10))
    attempt, key = taker.start(), uuid.uuid4()
    taker.save(attempt, 1, RIGHT["single_choice"], key=key)
    taker.wait(3600)
    assert taker.save(attempt, 1, RIGHT["single_choice"], key=key).is_answered
    assert AnswerEntry.objects.count() == 1


def test_nobody_has_to_be_there_when_the_time_is_up():
    timed, timeless = QuizTaker(some_quiz(questions=1, time_limit_minutes=10)), QuizTaker(some_quiz())
    attempt, other = timed.start(), timeless.start()
    timed.save(attempt, 1, RIGHT["single_choice"])
    up = NOON + timedelta(minutes=10)
    assert actions.close_attempts_out_of_time(at=up + GRACE) == 0  # the last request may be on its way
    later = up + timedelta(hours=5)
    assert actions.close_attempts_out_of_time(at=later) == 1
    assert actions.close_attempts_out_of_time(at=later) == 0
    attempt.refresh_from_db()
    assert (attempt.score, attempt.submitted_at, attempt.seconds_taken) == (100, up, 600)
    assert attempt.published_at == later
    other.refresh_from_db()
    assert other.is_open


def test_one_attempt_that_cannot_be_marked_keeps_no_other_waiting(caplog):
    broken, sound = (QuizTaker(some_quiz(questions=1, time_limit_minutes=10)).start() for _two in range(2))
    with erasing():  # nothing else can break a paper
        Attempt.objects.filter(pk=broken.pk).update(paper=[{"place": 1}])
    assert actions.close_attempts_out_of_time(at=NOON + timedelta(hours=1)) == 1
    sound.refresh_from_db()
    assert not sound.is_open
    assert "could not be submitted" in caplog.text


def test_coming_back_after_the_time_begins_a_new_attempt():
    taker = QuizTaker(some_quiz(time_limit_minutes=10))
    first = taker.start()
    second = taker.wait(3600).start()
    first.refresh_from_db()
    assert (first.is_open, second.number) == (False, 2)
