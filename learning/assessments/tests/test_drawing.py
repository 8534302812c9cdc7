"""Which questions an attempt asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from learning.assessments.models import Question
from learning.assessments.quizzes.question_selection import choose_questions
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.assessments import make_question
from learning.testing.quiz_takers import QuizTaker, paper_of, quiz_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course(modules=0, lessons=1)


def bank(course: Course | None, count: int, **fields) -> list[Question]:
    return [make_question(course=course, **fields) for _number in range(count)]


def names(attempt) -> list[str]:
    return [row.asked.question for row in paper_of(attempt)]


def test_questions_and_draws_keep_their_order(course):
    first = make_question(tags=["fixed"])
    drawn = {str(question.public_id) for question in bank(course, 3, tags=["Cells"])}
    quiz = quiz_in(course, first, draws=({"draw_count": 2, "draw_tag": "cells"},))
    asked = names(QuizTaker(quiz).start())
    assert asked[0] == str(first.public_id)
    assert len(set(asked)) == 3 and set(asked[1:]) < drawn


def test_what_is_fixed_is_not_drawn_again(course):
    fixed, other = bank(course, 2)
    quiz = quiz_in(course, fixed, draws=({"draw_count": 5},))
    assert sorted(names(QuizTaker(quiz).start())) == sorted([str(fixed.public_id), str(other.public_id)])


def test_draws_prefer_what_the_learner_has_not_met(course):
    bank(course, 6)
    taker = QuizTaker(quiz_in(course, draws=({"draw_count": 2},)))
    met = [names(taker.take()) for _time in range(3)]
    assert len({name for asked in met for name in asked}) == 6
    fourth = names(taker.take())  # everything was met once: it begins anew
    assert len(set(fourth)) == 2


def test_a_wide_draw_leaves_a_narrow_one_what_it_needs(course):
    rare = make_question(course=course, tags=["rare"])
    bank(course, 4)
    quiz = quiz_in(course, draws=({"draw_count": 4}, {"draw_count": 1, "draw_tag": "rare"}))
    for _time in range(4):
        assert names(QuizTaker(quiz).start())[-1] == str(rare.public_id)


def test_a_draw_takes_from_its_course_and_the_academy_only(course):
    own, academy = bank(course, 1) + bank(None, 1)
    bank(courses.make_course(modules=0, lessons=1), 2)
    draft = make_question(course=course)
    draft.unpublish()
    quiz = quiz_in(course, draws=({"draw_count": 9},))
    assert set(names(QuizTaker(quiz).start())) == {str(own.public_id), str(academy.public_id)}


def test_a_draw_keeps_to_its_difficulty(course):
    hard = bank(course, 1, difficulty="hard")[0]
    bank(course, 2, difficulty="easy")
    quiz = quiz_in(course, draws=({"draw_count": 3, "draw_difficulty": "hard"},))
    assert names(QuizTaker(quiz).start()) == [str(hard.public_id)]


def test_an_unpublished_question_is_not_asked(course):
    kept, gone = bank(course, 2)
    quiz = quiz_in(course, kept, gone)
    gone.unpublish()
    assert names(QuizTaker(quiz).start()) == [str(kept.public_id)]


def test_what_cannot_be_put_is_left_out(course):
    kept, broken = bank(course, 2)
    Question.objects.filter(pk=broken.pk).update(data={"options": []})
    assert names(QuizTaker(quiz_in(course, kept, broken)).start()) == [str(kept.public_id)]


def test_questions_are_asked_in_the_learners_language(course):
    german = Locale.objects.get_or_create(language_code="de")[0]
    question, untranslated = bank(course, 2)
    translation = question.copy_for_translation(german)
    translation.prompt = [{"type": "text", "value": "<p>Wie viele sind zwei und zwei?</p>"}]
    translation.marks = 9
    translation.live = True
    translation.save()
    taker = QuizTaker(quiz_in(course, question, untranslated))
    taker.viewer = replace(taker.viewer, language_code="de")
    rows = paper_of(taker.start())
    assert "Wie viele" in rows[0].asked.prompt[0]["value"]
    assert rows[0].asked.question == str(question.public_id)
    assert rows[0].asked.marks == 1  # those of the course's own language
    assert "How many" in rows[1].asked.prompt[0]["value"]


def test_the_same_seed_draws_the_same(course):
    bank(course, 9)
    quiz = quiz_in(course, draws=({"draw_count": 4},))

    def drawn(seed: str) -> list[str]:
        found = choose_questions(quiz, language_code="en", person_id=None, seed=seed)
        return [asked.question for asked in found]

    assert drawn("a") == drawn("a")
    assert len({tuple(drawn(str(seed))) for seed in range(9)}) > 3


def test_a_larger_bank_costs_no_more_queries(course):
    quiz = quiz_in(course, draws=({"draw_count": 2},))
    costs = []
    for _time in range(2):
        bank(course, 5)
        with CaptureQueriesContext(connection) as asked:
            choose_questions(quiz, language_code="en", person_id=1, seed="a")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 5
