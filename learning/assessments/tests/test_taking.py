"""From the first question to the result: what counts, what is refused, and what is told."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.access.models import Milestone
from learning.assessments import actions
from learning.assessments.models import AnswerEntry, Attempt, AttemptStatus, MarkedQuestion, Marking
from learning.testing import courses
from learning.testing.access import NOON, end_grants, viewer
from learning.testing.assessments import make_question, make_quiz, place
from learning.testing.quiz_takers import RIGHT, WRONG, QuizTaker, paper_of, quiz_in, some_quiz

pytestmark = pytest.mark.django_db


def test_all_right_passes_at_once_and_is_told():
    taker = QuizTaker(some_quiz(questions=4))
    attempt = taker.take()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score, attempt.passed) == (AttemptStatus.GRADED, Decimal(100), True)
    assert attempt.points == attempt.most_points == 4
    assert attempt.published_at == NOON
    fact = OutboxRow.objects.get(kind="assessments.AttemptGraded").payload
    assert (fact["work_id"], fact["passed"]) == (taker.source.graded_item_id, True)
    assert Milestone.objects.filter(person=taker.viewer.person, kind="quiz_passed").exists()


@pytest.mark.parametrize(
    ("right", "score", "passed"), [(0, "0.00", False), (2, "66.67", False), (3, "100.00", True)]
)
def test_the_score_is_the_share_of_marks(right, score, passed):
    attempt = QuizTaker(some_quiz(questions=3)).take(right=right)
    assert (attempt.score, attempt.passed) == (Decimal(score), passed)


def test_what_is_shown_decides_on_the_pass():
    attempt = QuizTaker(some_quiz(questions=3, passing_score=67)).take(right=2)
    assert (str(attempt.score), attempt.passed) == ("66.67", False)
    attempt = QuizTaker(some_quiz(questions=3, passing_score=66)).take(right=2)
    assert attempt.passed


def test_a_penalty_comes_off_the_whole():
    attempt = QuizTaker(some_quiz(questions=4, penalty_percent=50)).take(right=2)
    assert attempt.points == Decimal("1.00")  # two right, half a mark off for each of two wrong ones


def test_penalties_never_go_below_nothing():
    attempt = QuizTaker(some_quiz(questions=3, penalty_percent=100)).take(right=0)
    assert (attempt.points, attempt.score) == (0, 0)


def test_an_essay_waits_for_a_person():
    quiz = quiz_in(courses.make_course(lessons=1), make_question(), make_question("essay"))
    attempt = QuizTaker(quiz).take()
    assert (attempt.status, attempt.score, attempt.published_at) == (AttemptStatus.PENDING, None, None)
    assert not OutboxRow.objects.filter(kind="assessments.AttemptGraded").exists()
    essay = MarkedQuestion.objects.get(attempt=attempt, kind="essay")
    assert (essay.score, essay.is_correct) == (None, None)
    essay.score, essay.is_by_hand = Decimal(1), True
    essay.save()
    actions.settle_attempt(attempt, at=NOON + timedelta(days=1))
    assert (attempt.status, attempt.score, attempt.passed) == (AttemptStatus.GRADED, Decimal(100), True)
    assert OutboxRow.objects.filter(kind="assessments.AttemptGraded").count() == 1


def test_an_essay_that_nobody_wrote_waits_for_nobody():
    quiz = quiz_in(courses.make_course(lessons=1), make_question(), make_question("essay"))
    taker = QuizTaker(quiz)
    attempt = taker.submit(taker.start())
    assert (attempt.status, attempt.score) == (AttemptStatus.GRADED, 0)


def test_settling_twice_tells_once():
    attempt = QuizTaker(some_quiz()).take()
    actions.settle_attempt(attempt, at=NOON + timedelta(days=1))
    attempt.refresh_from_db()
    assert attempt.graded_at == NOON
    assert OutboxRow.objects.filter(kind="assessments.AttemptGraded").count() == 1


def test_the_paper_keeps_what_was_asked_with_its_hash():
    taker = QuizTaker(some_quiz(questions=2))
    attempt = taker.start()
    assert all(row.is_intact for row in paper_of(attempt))
    assert len(attempt.paper_hash) == 64


def test_starting_twice_goes_on_with_the_same():
    taker = QuizTaker(some_quiz())
    assert taker.start() == taker.start()
    assert Attempt.objects.count() == 1


def test_the_last_attempt_is_final_and_no_more_are_allowed():
    taker = QuizTaker(some_quiz(attempt_limit=2))
    assert [taker.take(right=0).is_final, taker.take(right=0).is_final] == [False, True]
    with pytest.raises(actions.AttemptRefused) as refused:
        taker.start()
    assert refused.value.verdict.code == "no_attempts"
    assert [attempt.number for attempt in Attempt.objects.order_by("pk")] == [1, 2]


def test_one_has_to_wait_between_attempts():
    taker = QuizTaker(some_quiz(cool_down_minutes=30))
    taker.take(right=0)
    taker.wait(29 * 60)
    with pytest.raises(actions.AttemptRefused) as refused:
        taker.start()
    assert refused.value.verdict.code == "cool_down"
    assert refused.value.verdict.next_step.opens_at == NOON + timedelta(minutes=30)
    assert taker.wait(60).start().number == 2


def test_nothing_begins_after_the_deadline():
    with pytest.raises(actions.AttemptRefused) as refused:
        QuizTaker(some_quiz(due_at=NOON)).start()
    assert refused.value.verdict.code == "overdue"


def test_the_deadline_is_whichever_comes_first():
    attempt = QuizTaker(some_quiz(due_at=NOON + timedelta(minutes=5), time_limit_minutes=10)).start()
    assert attempt.deadline_at == NOON + timedelta(minutes=5)


def test_a_quiz_without_questions_is_not_begun():
    with pytest.raises(actions.AttemptRefused) as refused:
        QuizTaker(some_quiz(questions=0)).start()
    assert refused.value.verdict.code == "no_questions"
    assert not Attempt.objects.exists()


def test_who_is_not_enrolled_does_not_begin():
    quiz = some_quiz()
    stranger = viewer(UserFactory())
    with pytest.raises(actions.AttemptRefused):
        actions.start_attempt(viewer=stranger, place=QuizTaker(quiz).place)
    assert not Attempt.objects.exists()


def test_a_free_lesson_may_be_read_but_its_quiz_needs_the_course():
    course = courses.make_course(modules=0, lessons=1, prices=[(4900, "EUR")])
    quiz = make_quiz(course, make_question())
    place(quiz, is_free_preview=True)
    taker = QuizTaker(quiz)
    here = taker.place
    for somebody in (taker.viewer, viewer(UserFactory())):
        end_grants()
        with pytest.raises(actions.AttemptRefused):
            actions.start_attempt(viewer=somebody, place=here)
    assert not Attempt.objects.exists()


def test_whoever_began_may_finish_when_access_ends():
    taker = QuizTaker(some_quiz(questions=1))
    attempt = taker.start()
    end_grants()
    taker.wait(60).save(attempt, 1, RIGHT["single_choice"])
    assert taker.submit(attempt).score == 100


def test_the_last_answer_counts_and_none_is_lost():
    taker = QuizTaker(some_quiz(questions=1))
    attempt = taker.start()
    for fields in (RIGHT, WRONG, RIGHT):
        taker.save(attempt, 1, fields["single_choice"])
    assert AnswerEntry.objects.count() == 3
    assert taker.submit(attempt).score == 100


def test_an_answer_can_be_taken_back():
    taker = QuizTaker(some_quiz(questions=1))
    attempt = taker.start()
    taker.save(attempt, 1, RIGHT["single_choice"])
    assert not taker.save(attempt, 1, {}).is_answered
    assert taker.submit(attempt).score == 0


def test_other_peoples_attempts_are_not_there():
    quiz = some_quiz()
    attempt, other = QuizTaker(quiz).start(), QuizTaker(quiz)
    for act in (lambda: other.save(attempt, 1, RIGHT["single_choice"]), lambda: other.submit(attempt)):
        with pytest.raises(actions.AttemptNotFound):
            act()
    assert not AnswerEntry.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 4, 99])
def test_there_is_no_question_beyond_the_paper(number):
    taker = QuizTaker(some_quiz(questions=3))
    with pytest.raises(actions.AttemptNotFound):
        taker.save(taker.start(), number, RIGHT["single_choice"])


def test_a_checked_question_is_closed():
    taker = QuizTaker(some_quiz(questions=2, show_answers="after_each"))
    attempt, key = taker.start(), uuid.uuid4()
    taker.save(attempt, 1, WRONG["single_choice"], key=key)
    taker.check(attempt, 1)
    taker.check(attempt, 1)
    with pytest.raises(actions.PlaceClosed):
        taker.save(attempt, 1, RIGHT["single_choice"])
    taker.save(attempt, 1, WRONG["single_choice"], key=key)  # sent again: no new entry
    taker.submit(attempt, {1: RIGHT["single_choice"], 2: RIGHT["single_choice"]})
    assert AnswerEntry.objects.count() == 3
    attempt.refresh_from_db()
    assert attempt.score == 50


def test_only_an_answer_can_be_checked_and_only_where_the_quiz_says_so():
    one_by_one, at_the_end = QuizTaker(some_quiz(show_answers="after_each")), QuizTaker(some_quiz())
    with pytest.raises(actions.NothingToCheck):
        one_by_one.check(one_by_one.start(), 1)
    attempt = at_the_end.start()
    at_the_end.save(attempt, 1, RIGHT["single_choice"])
    with pytest.raises(actions.NothingToCheck):
        at_the_end.check(attempt, 1)
    assert not AnswerEntry.objects.filter(is_checked=True).exists()


def test_a_form_without_a_script_saves_what_changed():
    taker = QuizTaker(some_quiz(questions=2))
    attempt = taker.start()
    answers = {1: RIGHT["single_choice"], 2: {}}
    for _time in range(2):
        actions.save_answers(viewer=taker.viewer, attempt_id=attempt.public_id, answers=answers)
    assert AnswerEntry.objects.count() == 1
    assert taker.submit(attempt, {1: RIGHT["single_choice"], 2: RIGHT["single_choice"]}).score == 100


def test_the_history_tells_of_the_automatic_marking():
    attempt = QuizTaker(some_quiz(questions=2)).take(right=1)
    marking = Marking.objects.get(attempt=attempt)
    assert (marking.how, marking.score, marking.most_marks) == ("automatic", 1, 2)
    assert marking.detail["scores"] == {"1": "1.00", "2": "0.00"}
