"""A corrected key: who changes, by how much, and what is never taken back."""

from __future__ import annotations

import copy
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learning.access.models import Milestone
from learning.assessments.actions.grading import grade_question
from learning.assessments.actions.regrading import progress_of, regrade_attempt, regrade_batch
from learning.assessments.grading.regrading import (
    FITS,
    GONE,
    TEXT_CHANGED,
    TOO_DIFFERENT,
    RegradeOptions,
    RegradeScope,
    compare,
    corrected_keys,
    plan,
    score_by_present_key,
)
from learning.assessments.models import Attempt, MarkedQuestion, Marking, Question, Quiz
from learning.assessments.question_types import question_type
from learning.assessments.quizzes.snapshots import QuestionText, take_snapshots
from learning.testing.access import DAY, NOON
from learning.testing.assessments import CONTENT
from learning.testing.courses import make_manager
from learning.testing.quiz_takers import QuizTaker, some_quiz

MARKS = Decimal(2)


def asked(kind: str, data: dict[str, Any], prompt: str = "How?") -> QuestionText:
    data = question_type(kind).to_data(question_type(kind).from_data(data))
    return QuestionText("q", kind, [{"type": "text", "value": prompt}], data, MARKS)


def changed(kind: str, change: Any) -> dict[str, Any]:
    data = copy.deepcopy(CONTENT[kind])
    change(data)
    return data


def other_option(data: dict[str, Any]) -> None:
    data["options"][0]["is_right"], data["options"][1]["is_right"] = True, False


def swapped_pairs(data: dict[str, Any]) -> None:
    first, second = data["pairs"]
    first["right"], second["right"] = second["right"], first["right"]


def last_first(data: dict[str, Any]) -> None:
    data["items"].insert(0, data["items"].pop())


#: Kind, what its author corrected, an answer, and what that earns before and after.
CORRECTIONS: list[tuple[str, Any, Any, int, int]] = [
    ("single_choice", other_option, "a", 0, 2),
    ("single_choice", other_option, "b", 2, 0),
    ("single_choice", lambda data: data["options"].reverse(), "b", 2, 2),
    ("multiple_choice", lambda data: data["options"][1].update(is_right=False), ["a"], 1, 2),
    ("true_false", lambda data: data.update(is_true=False), False, 0, 2),
    ("fill_blank", lambda data: data["blanks"][0]["accepted"].append("373 K"), ["373 K"], 0, 2),
    ("matching", swapped_pairs, {"p1": "p2", "p2": "p1"}, 0, 2),
    ("ordering", last_first, {"x": 2, "k": 3, "m": 1}, 0, 2),
    ("numeric", lambda data: data.update(tolerance="0.1"), "3.2", 0, 2),
    ("short_text", lambda data: data["accepted"].append("Lutetia"), "Lutetia", 0, 2),
]


@pytest.mark.parametrize(("kind", "correct", "answer", "before", "after"), CORRECTIONS)
def test_each_kind_by_its_corrected_key(kind, correct, answer, before, after):
    (frozen,) = take_snapshots(
        [asked(kind, CONTENT[kind])], seed="s", shuffles_questions=True, shuffles_options=True
    )
    present = asked(kind, changed(kind, correct))
    content = question_type(kind).from_data(frozen.asked.data)
    assert question_type(kind).score(content, answer, MARKS).score == before
    assert compare(frozen.asked, present) == FITS
    assert score_by_present_key(frozen, present, answer, 0).score == after


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("single_choice", lambda data: data["options"].pop()),
        ("single_choice", lambda data: data["options"][0].update(text="Thirty")),
        ("fill_blank", lambda data: data.update(text="Ice melts at {{1}} degrees.")),
        ("matching", lambda data: data["pairs"][0].update(left="Rose")),
        ("ordering", lambda data: data["items"][0].update(text="Zeroth")),
    ],
)
def test_what_learners_saw_otherwise_is_left_alone(kind, change):
    assert compare(asked(kind, CONTENT[kind]), asked(kind, changed(kind, change))) == TOO_DIFFERENT


def test_another_wording_another_kind_and_nothing():
    then = asked("true_false", CONTENT["true_false"])
    assert compare(then, asked("true_false", CONTENT["true_false"], "How not?")) == TEXT_CHANGED
    assert compare(then, asked("short_text", CONTENT["short_text"])) == TOO_DIFFERENT
    assert compare(then, None) == GONE


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(set(CONTENT) - {"essay"})))
def test_without_a_correction_nothing_changes(seed, kind):
    """Whatever somebody answered: read anew by the same key, it earns the same."""
    chance = random.Random(seed)
    (frozen,) = take_snapshots(
        [asked(kind, CONTENT[kind])], seed=str(seed), shuffles_questions=True, shuffles_options=True
    )
    content = question_type(kind).from_data(frozen.asked.data)
    answer = chance.choice(
        [None, "a", "b", ["a", "c"], True, False, ["100"], {"p1": "p2"}, {"x": 2, "k": 1}, "3.14", "Pariss"]
    )
    before = question_type(kind).score(content, answer, MARKS, Decimal(1))
    after = score_by_present_key(frozen, frozen.asked, answer, 50)
    assert (after.score, after.owed, after.is_correct) == (before.score, before.owed, before.is_correct)


@pytest.fixture
def quiz(db: None) -> Quiz:
    return some_quiz(questions=2, shuffles_options=True, passing_score=60)


def correct_first(quiz: Quiz) -> Question:
    """Its first question says now that `a` is right."""
    question = quiz.items.order_by("sort_order").first().question
    other_option(question.data)
    question.save()
    return question


def scope(quiz: Quiz) -> RegradeScope:
    return RegradeScope(frozenset([quiz.course_id]), graded_item_id=quiz.graded_item_id)


def remark(attempt: Attempt, quiz: Quiz, **choices: bool) -> Attempt:
    regrade_attempt(
        attempt_id=attempt.pk,
        scope=scope(quiz),
        choices=RegradeOptions(**choices),
        by=make_manager(),
        at=NOON + DAY,
    )
    attempt.refresh_from_db()
    return attempt


def test_a_preview_tells_who_changes_and_writes_nothing(quiz):
    all_right, all_wrong = QuizTaker(quiz).take(), QuizTaker(quiz).take(right=0)
    assert (all_right.passed, all_wrong.score) == (True, 0)
    correct_first(quiz)
    found = plan(scope(quiz), RegradeOptions(spares=False))
    assert (found.attempts, found.changed, found.gained, found.lost, found.keepers) == (2, 2, 0, 1, 1)
    assert [(one.attempt.pk, one.after.score) for one in found.changes] == [
        (all_right.pk, Decimal("50.00")),
        (all_wrong.pk, Decimal("50.00")),
    ]
    spared = plan(scope(quiz), RegradeOptions())
    assert [one.attempt.pk for one in spared.changes] == [all_wrong.pk]
    assert not Marking.objects.filter(how="remark").exists()


def test_marks_change_with_their_history_and_no_milestone_goes(quiz):
    attempt = QuizTaker(quiz).take()
    reached = set(Milestone.objects.values_list("pk", flat=True))
    assert reached
    correct_first(quiz)
    attempt = remark(attempt, quiz, spares=False)
    assert (attempt.score, attempt.passed) == (Decimal("50.00"), False)
    row = Marking.objects.get(how="remark")
    assert (row.before, row.score, row.place) == (1, 0, 1)
    assert set(corrected_keys(attempt)) == {1}
    assert reached <= set(Milestone.objects.values_list("pk", flat=True))


def test_a_repeat_changes_nothing(quiz):
    attempt = QuizTaker(quiz).take(right=0)
    correct_first(quiz)
    first = remark(attempt, quiz)
    again = remark(attempt, quiz)
    assert (first.score, again.score, Marking.objects.filter(how="remark").count()) == (50, 50, 1)


def test_who_would_lose_is_spared(quiz):
    attempt = QuizTaker(quiz).take()
    correct_first(quiz)
    assert remark(attempt, quiz).score == 100


def test_what_a_person_marked_stays(quiz):
    attempt = QuizTaker(quiz).take(right=0)
    grade_question(
        attempt_id=attempt.public_id,
        place=1,
        score=Decimal("0.5"),
        comment="",
        by=make_manager(),
        at=NOON,
        seen=None,
        reason="Half of it was said",
    )
    correct_first(quiz)
    assert plan(scope(quiz), RegradeOptions()).by_hand == 1
    remark(attempt, quiz)
    assert MarkedQuestion.objects.get(attempt=attempt, place=1).score == Decimal("0.5")


def test_many_in_turns_each_once(quiz):
    for _number in range(3):
        QuizTaker(quiz).take(right=0)
    correct_first(quiz)
    by, after, turns = make_manager(), 0, 0
    while after is not None:
        after = regrade_batch(
            scope=scope(quiz), choices=RegradeOptions(), by=by, reason="Key", after=after, turn=timedelta(0)
        )
        turns += 1
        assert (progress_of(scope(quiz), at=timezone.now()) is None) == (after is None)
    assert turns == 4
    assert Marking.objects.filter(how="remark", reason="Key", by=by).count() == 3
    assert set(Attempt.objects.values_list("score", flat=True)) == {Decimal("50.00")}


def test_a_deleted_question_changes_nothing(quiz):
    attempt = QuizTaker(quiz).take(right=0)
    quiz.items.all().delete()
    Question.objects.all().delete()
    found = plan(scope(quiz), RegradeOptions())
    assert (found.changed, found.left[GONE]) == (0, 2)
    assert remark(attempt, quiz).score == 0


def test_other_courses_are_left_alone(quiz):
    QuizTaker(quiz).take(right=0)
    correct_first(quiz)
    assert plan(RegradeScope(frozenset(), graded_item_id=quiz.graded_item_id), RegradeOptions()).attempts == 0


def test_many_cost_as_many_queries(quiz, django_assert_max_num_queries):
    for _number in range(4):
        QuizTaker(quiz).take(right=0)
    correct_first(quiz)
    with django_assert_max_num_queries(6):
        assert plan(scope(quiz), RegradeOptions()).changed == 4
