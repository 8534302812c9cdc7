"""Learners who take quizzes and exams, to test with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from learning.access.models import Enrolment
from learning.assessments import actions
from learning.assessments.actions import Saved
from learning.assessments.models import Attempt, Exam, Question, Quiz
from learning.assessments.quizzes.placements import PlacedActivity, exam_of, placed_in_course
from learning.assessments.quizzes.snapshots import QuestionSnapshot
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, outline_of_release
from learning.testing import courses
from learning.testing.access import enrolled, viewer
from learning.testing.assessments import make_question, make_quiz, place

#: What a browser sends for the right answer to the questions of `assessments.CONTENT`, and for a wrong one.
RIGHT: dict[str, dict[str, list[str]]] = {
    "single_choice": {"choice": ["b"]},
    "multiple_choice": {"choice": ["a", "b"]},
    "true_false": {"choice": ["true"]},
    "fill_blank": {"blank-1": ["100"]},
    "numeric": {"text": ["3.14"]},
    "short_text": {"text": ["Paris"]},
    "essay": {"text": ["I think, and then I write."]},
}
WRONG: dict[str, dict[str, list[str]]] = {
    "single_choice": {"choice": ["a"]},
    "multiple_choice": {"choice": ["c"]},
    "true_false": {"choice": ["false"]},
    "fill_blank": {"blank-1": ["90"]},
    "numeric": {"text": ["7"]},
    "short_text": {"text": ["London"]},
    "essay": {},
}


def quiz_in(course: Course, *questions: Question, **fields: Any) -> Quiz:
    """A published quiz that a new lesson of the course places."""
    quiz = make_quiz(course, *questions, **fields)
    place(quiz)
    return quiz


def some_quiz(*, questions: int = 3, **fields: Any) -> Quiz:
    """A quiz of so many single choice questions, in a course of its own."""
    course = courses.make_course(modules=0, lessons=1)
    return quiz_in(course, *(make_question() for _number in range(questions)), **fields)


class QuizTaker:
    """Somebody who takes a quiz or exam, with a watch of their own that starts at noon."""

    def __init__(self, source: Quiz | Exam, enrolment: Enrolment | None = None) -> None:
        self.source = source
        self.enrolment = enrolment or enrolled(source.course)
        self.viewer = viewer(self.enrolment.person)

    @property
    def course(self) -> Course:
        return Course.objects.select_related("latest_release").get(pk=self.source.course_id)

    @property
    def outline(self) -> Outline:
        release_id = self.course.latest_release_id
        assert release_id is not None
        return outline_of_release(release_id)

    @property
    def place(self) -> PlacedActivity:
        if isinstance(self.source, Exam):
            found = exam_of(self.source.course_id, self.viewer.language_code)
            assert found is not None
            return found
        every = placed_in_course(self.outline, self.viewer.language_code)
        return next(one for one in every if one.graded_item == self.source.graded_item)

    def wait(self, seconds: float) -> QuizTaker:
        self.viewer = replace(self.viewer, moment=self.viewer.moment + timedelta(seconds=seconds))
        return self

    def start(self) -> Attempt:
        return actions.start_attempt(viewer=self.viewer, place=self.place)

    def save(
        self,
        attempt: Attempt,
        number: int,
        fields: Mapping[str, list[str]],
        *,
        key: uuid.UUID | None = None,
    ) -> Saved:
        return actions.save_answer(
            viewer=self.viewer,
            attempt_id=attempt.public_id,
            place=number,
            fields=fields,
            key=key or uuid.uuid4(),
        )

    def check(self, attempt: Attempt, number: int) -> None:
        actions.check_answer(viewer=self.viewer, attempt_id=attempt.public_id, place=number)

    def submit(self, attempt: Attempt, answers: Any = None) -> Attempt:
        return actions.submit_attempt(viewer=self.viewer, attempt_id=attempt.public_id, answers=answers)

    def take(self, *, right: int | None = None) -> Attempt:
        """A whole attempt with so many right answers (None: all), the others wrong."""
        attempt = self.start()
        for row in paper_of(attempt):
            is_right = right is None or row.place <= right
            self.save(attempt, row.place, (RIGHT if is_right else WRONG)[row.asked.kind])
        return self.submit(attempt)


def paper_of(attempt: Attempt) -> list[QuestionSnapshot]:
    return [QuestionSnapshot.from_data(row) for row in attempt.paper]
