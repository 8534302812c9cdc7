"""Questions, quizzes, exams and assignments for tests, and lessons that place them."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale

from learning.assessments.models import (
    Assignment,
    Exam,
    ExamItem,
    Question,
    Quiz,
    QuizItem,
)
from learning.courses.models import Course, CoursePage, LessonPage
from learning.testing import courses

#: Content of each kind. For single choice `b` is right, for matching Iris and Oak belong to flower and tree.
CONTENT: dict[str, dict[str, Any]] = {
    "single_choice": {
        "options": [
            {"id": "a", "text": "Three", "is_right": False, "feedback": "One too few."},
            {"id": "b", "text": "Four", "is_right": True, "feedback": ""},
            {"id": "c", "text": "Five", "is_right": False, "feedback": ""},
        ]
    },
    "multiple_choice": {
        "options": [
            {"id": "a", "text": "Two", "is_right": True, "feedback": ""},
            {"id": "b", "text": "Three", "is_right": True, "feedback": ""},
            {"id": "c", "text": "Four", "is_right": False, "feedback": ""},
        ],
        "partial": True,
    },
    "true_false": {"is_true": True, "feedback_right": "", "feedback_wrong": ""},
    "fill_blank": {
        "text": "Water boils at {{1}} degrees.",
        "blanks": [{"accepted": ["100", "a hundred"], "is_case_sensitive": False, "typos": 0}],
    },
    "matching": {
        "pairs": [
            {"id": "p1", "left": "Iris", "right": "Flower"},
            {"id": "p2", "left": "Oak", "right": "Tree"},
        ],
        "distractors": [],
    },
    "ordering": {
        "items": [{"id": "x", "text": "First"}, {"id": "k", "text": "Second"}, {"id": "m", "text": "Third"}]
    },
    "numeric": {
        "answer": "3.14",
        "tolerance": "0.01",
        "tolerance_is_percent": False,
        "unit": "",
        "is_unit_required": False,
    },
    "short_text": {"accepted": ["Paris"], "is_case_sensitive": False, "typos": 1},
    "essay": {"least_words": 0, "most_words": 0},
}


def make_question(
    kind: str = "single_choice", *, prompt: str = "How many are two and two?", **fields: Any
) -> Question:
    """A published question. `tags`: a list of words; `data`: content other than that of `CONTENT`."""
    tags = fields.pop("tags", ())
    fields.setdefault("data", CONTENT.get(kind))
    fields.setdefault("locale", Locale.get_default())
    question = Question(
        kind=kind,
        prompt=[{"type": "text", "value": f"<p>{prompt}</p>", "id": str(uuid.uuid4())}],
        **fields,
    )
    question.full_clean()
    question.save()
    if tags:
        question.tags.add(*tags)
        question.save()
    return question


def make_quiz(
    course: Course, *questions: Question, draws: tuple[dict[str, Any], ...] = (), **fields: Any
) -> Quiz:
    """A published quiz with these questions, then these draws."""
    fields.setdefault("title", f"Quiz {Quiz.objects.count() + 1}")
    fields.setdefault("slug", slugify(fields["title"]))
    quiz = Quiz(course=course, locale=Locale.get_default(), **fields)
    quiz.items = [QuizItem(question=question) for question in questions] + [
        QuizItem(**draw) for draw in draws
    ]
    quiz.save()
    return quiz


def make_exam(course: Course, *questions: Question, **fields: Any) -> Exam:
    """A published, active exam."""
    fields.setdefault("title", "Final exam")
    exam = Exam(course=course, locale=Locale.get_default(), **fields)
    exam.items = [ExamItem(question=question) for question in questions]
    exam.save()
    return exam


def make_assignment(course: Course, **fields: Any) -> Assignment:
    """A published assignment that takes text."""
    fields.setdefault("title", f"Assignment {Assignment.objects.count() + 1}")
    fields.setdefault("slug", slugify(fields["title"]))
    fields.setdefault("most_marks", Decimal(10))
    fields.setdefault(
        "instructions", [{"type": "text", "value": "<p>Write a page.</p>", "id": str(uuid.uuid4())}]
    )
    assignment = Assignment(course=course, locale=Locale.get_default(), **fields)
    assignment.save()
    return assignment


def place(*graded_items: Quiz | Assignment, lesson: LessonPage | None = None, **fields: Any) -> LessonPage:
    """A new lesson (or this one) of the works' course that places them, released. Returns its page."""
    course_page = CoursePage.objects.get(course=graded_items[0].course_id)
    blocks = [(graded_item.ACTIVITY_KIND, {"work": graded_item.pk}) for graded_item in graded_items]
    if lesson is None:
        lesson = courses.add_lesson(course_page, body=courses.body(*blocks), **fields)
    else:
        lesson.body = courses.body(*blocks)
        lesson.save()
    courses.release(course_page)
    return LessonPage.objects.get(pk=lesson.pk)
