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
from learning.testing.quiz_takers import RIGHT, WRONG, Sitter, paper_of, quiz_in, some_quiz

pytestmark = pytest.mark.django_db


def test_all_right_passes_at_once_and_is_told():
    sitter = Sitter(some_quiz(questions=4))
    attempt = sitter.take()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score, attempt.passed) == (AttemptStatus.GRADED, Decimal(100), True)
    assert attempt.points == attempt.most_points == 4
    assert attempt.published_at == NOON
    fact = OutboxRow.objects.get(kind="assessments.AttemptGraded").payload
    assert (fact["work_id"], fact["passed"]) == (sitter.source.graded_item_id, True)
    assert Milestone.objects.filter(person=sitter.viewer.person, kind="quiz_passed").exists()


@pytest.mark.parametrize(
    ("right", "score", "passed"), [(0, "0.00", False), (2, "66.67", False), (3, "100.00", True)]
)
def test_the_score_is_the_share_of_marks(right, score, passed):
    attempt = Sitter(some_quiz(questions=3)).take(right=right)
    assert (attempt.score, attempt.passed) == (Decimal(score), passed)


def test_what_is_shown_decides_on_the_pass():
    attempt = Sitter(some_quiz(questions=3, passing_score=67)).take(right=2)
    assert (str(attempt.score), attempt.passed) == ("66.67", False)
    attempt = Sitter(some_quiz(questions=3, passing_score=66)).take(right=2)
    assert attempt.passed


def test_a_penalty_comes_off_the_whole():
    attempt = Sitter(some_quiz(questions=4, penalty_percent=50)).take(right=2)
    assert attempt.points == Decimal("1.00")  # two right, half a mark off for each of two wrong ones


def test_penalties_never_go_below_nothing():
    attempt = Sitter(some_quiz(questions=3, penalty_percent=100)).take(right=0)
    assert (attempt.points, attempt.score) == (0, 0)


def test_an_essay_waits_for_a_person():
    quiz = quiz_in(courses.make_course(lessons=1), make_question(), make_question("essay"))
    attempt = Sitter(quiz).take()
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
    sitter = Sitter(quiz)
    attempt = sitter.submit(sitter.start())
    assert (attempt.status, attempt.score) == (AttemptStatus.GRADED, 0)


def test_settling_twice_tells_once():
    attempt = Sitter(some_quiz()).take()
    actions.settle_attempt(attempt, at=NOON + timedelta(days=1))
    attempt.refresh_from_db()
    assert attempt.graded_at == NOON
    assert OutboxRow.objects.filter(kind="assessments.AttemptGraded").count() == 1


def test_the_paper_keeps_what_was_asked_with_its_hash():
    sitter = Sitter(some_quiz(questions=2))
    attempt = sitter.start()
    assert all(row.is_intact for row in paper_of(attempt))
    assert len(attempt.paper_hash) == 64


def test_starting_twice_goes_on_with_the_same():
    sitter = Sitter(some_quiz())
    assert sitter.start() == sitter.start()
    assert Attempt.objects.count() == 1


def test_the_last_attempt_is_final_and_no_more_are_allowed():
    sitter = Sitter(some_quiz(attempt_limit=2))
    assert [sitter.take(right=0).is_final, sitter.take(right=0).is_final] == [False, True]
    with pytest.raises(actions.AttemptRefused) as refused:
        sitter.start()
    assert refused.value.verdict.code == "no_attempts"
    assert [attempt.number for attempt in Attempt.objects.order_by("pk")] == [1, 2]


def test_one_has_to_wait_between_attempts():
    sitter = Sitter(some_quiz(cool_down_minutes=30))
    sitter.take(right=0)
    sitter.wait(29 * 60)
    with pytest.raises(actions.AttemptRefused) as refused:
        sitter.start()
    assert refused.value.verdict.code == "cool_down"
    assert refused.value.verdict.next_step.opens_at == NOON + timedelta(minutes=30)
    assert sitter.wait(60).start().number == 2


def test_nothing_begins_after_the_deadline():
    with pytest.raises(actions.AttemptRefused) as refused:
        Sitter(some_quiz(due_at=NOON)).start()
    assert refused.value.verdict.code == "overdue"


def test_the_deadline_is_whichever_comes_first():
    attempt = Sitter(some_quiz(due_at=NOON + timedelta(minutes=5), time_limit_minutes=10)).start()
    assert attempt.deadline_at == NOON + timedelta(minutes=5)


def test_a_quiz_without_questions_is_not_begun():
    with pytest.raises(actions.AttemptRefused) as refused:
        Sitter(some_quiz(questions=0)).start()
    assert refused.value.verdict.code == "no_questions"
    assert not Attempt.objects.exists()


def test_who_is_not_enrolled_does_not_begin():
    quiz = some_quiz()
    stranger = viewer(UserFactory())
    with pytest.raises(actions.AttemptRefused):
        actions.start_attempt(viewer=stranger, place=Sitter(quiz).place)
    assert not Attempt.objects.exists()


def test_a_free_lesson_may_be_read_but_its_quiz_needs_the_course():
    course = courses.make_course(modules=0, lessons=1, prices=[(4900, "EUR")])
    quiz = make_quiz(course, make_question())
    place(quiz, is_free_preview=True)
    sitter = Sitter(quiz)
    here = sitter.place
    for somebody in (sitter.viewer, viewer(UserFactory())):
        end_grants()
        with pytest.raises(actions.AttemptRefused):
            actions.start_attempt(viewer=somebody, place=here)
    assert not Attempt.objects.exists()


def test_whoever_began_may_finish_when_access_ends():
    sitter = Sitter(some_quiz(questions=1))
    attempt = sitter.start()
    end_grants()
    sitter.wait(60).save(attempt, 1, RIGHT["single_choice"])
    assert sitter.submit(attempt).score == 100


def test_the_last_answer_counts_and_none_is_lost():
    sitter = Sitter(some_quiz(questions=1))
    attempt = sitter.start()
    for fields in (RIGHT, WRONG, RIGHT):
        sitter.save(attempt, 1, fields["single_choice"])
    assert AnswerEntry.objects.count() == 3
    assert sitter.submit(attempt).score == 100


def test_an_answer_can_be_taken_back():
    sitter = Sitter(some_quiz(questions=1))
    attempt = sitter.start()
    sitter.save(attempt, 1, RIGHT["single_choice"])
    assert not sitter.save(attempt, 1, {}).is_answered
    assert sitter.submit(attempt).score == 0


def test_other_peoples_attempts_are_not_there():
    quiz = some_quiz()
    attempt, other = Sitter(quiz).start(), Sitter(quiz)
    for act in (lambda: other.save(attempt, 1, RIGHT["single_choice"]), lambda: other.submit(attempt)):
        with pytest.raises(actions.AttemptNotFound):
            act()
    assert not AnswerEntry.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 4, 99])
def test_there_is_no_question_beyond_the_paper(number):
    sitter = Sitter(some_quiz(questions=3))
    with pytest.raises(actions.AttemptNotFound):
        sitter.save(sitter.start(), number, RIGHT["single_choice"])


def test_a_checked_question_is_closed():
    sitter = Sitter(some_quiz(questions=2, show_answers="after_each"))
    attempt, key = sitter.start(), uuid.uuid4()
    sitter.save(attempt, 1, WRONG["single_choice"], key=key)
    sitter.check(attempt, 1)
    sitter.check(attempt, 1)
    with pytest.raises(actions.PlaceClosed):
        sitter.save(attempt, 1, RIGHT["single_choice"])
    sitter.save(attempt, 1, WRONG["single_choice"], key=key)  # sent again: no new entry
    sitter.submit(attempt, {1: RIGHT["single_choice"], 2: RIGHT["single_choice"]})
    assert AnswerEntry.objects.count() == 3
    attempt.refresh_from_db()
    assert attempt.score == 50


def test_only_an_answer_can_be_checked_and_only_where_the_quiz_says_so():
    one_by_one, at_the_end = Sitter(some_quiz(show_answers="after_each")), Sitter(some_quiz())
    with pytest.raises(actions.NothingToCheck):
        one_by_one.check(one_by_one.start(), 1)
    attempt = at_the_end.start()
    at_the_end.save(attempt, 1, RIGHT["single_choice"])
    with pytest.raises(actions.NothingToCheck):
        at_the_end.check(attempt, 1)
    assert not AnswerEntry.objects.filter(is_checked=True).exists()


def test_a_form_without_a_script_saves_what_changed():
    sitter = Sitter(some_quiz(questions=2))
    attempt = sitter.start()
    answers = {1: RIGHT["single_choice"], 2: {}}
    for _time in range(2):
        actions.save_answers(viewer=sitter.viewer, attempt_id=attempt.public_id, answers=answers)
    assert AnswerEntry.objects.count() == 1
    assert sitter.submit(attempt, {1: RIGHT["single_choice"], 2: RIGHT["single_choice"]}).score == 100


def test_the_history_tells_of_the_automatic_marking():
    attempt = Sitter(some_quiz(questions=2)).take(right=1)
    marking = Marking.objects.get(attempt=attempt)
    assert (marking.how, marking.score, marking.most_marks) == ("automatic", 1, 2)
    assert marking.detail["scores"] == {"1": "1.00", "2": "0.00"}
