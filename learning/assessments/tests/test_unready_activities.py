"""What lessons place and learners could not do is found before the course is published."""

from __future__ import annotations

import pytest
from django.utils import timezone

from learning.courses.models import CoursePage, LessonPage
from learning.courses.release.findings import Finding, findings_of_draft
from learning.testing.assessments import make_assignment, make_quiz, place
from learning.testing.courses import body, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(title="Knots", lessons=1)


def found_in(course) -> list[Finding]:
    return list(findings_of_draft(CoursePage.objects.get(course=course), at=timezone.now()))


@pytest.mark.parametrize("required", [True, False])
def test_a_quiz_without_questions(course, required):
    quiz = make_quiz(course, title="Ropes", is_required=required)
    lesson = place(quiz, title="Test yourself")
    (one,) = found_in(course)
    assert (one.page_id, one.is_blocking) == (lesson.pk, required)
    assert "no questions" in one.words
    assert one.url == f"/admin/snippets/assessments/quiz/edit/{quiz.pk}/"


def test_a_work_that_is_not_published(course):
    place(make_assignment(course, title="Essay", live=False), title="Write")
    (one,) = found_in(course)
    assert (one.words, one.is_blocking) == ("“Essay” isn't published, so learners won't see it.", False)


def test_a_quiz_of_another_course(course):
    other = make_course(title="Ropes")
    quiz = make_quiz(other, title="Splices", is_required=False)
    lesson = LessonPage.objects.get(lesson__course=course)
    lesson.body = body(("quiz", {"work": quiz.pk}))
    lesson.save_revision(clean=False)
    words = [one.words for one in found_in(course) if one.is_blocking]
    assert words == ["“Splices” belongs to the course “Ropes”. Copy it to use it in this course."]


def test_a_quiz_that_was_deleted(course):
    quiz = make_quiz(course, title="Splices")
    lesson = place(quiz, title="Test yourself")
    quiz.delete()
    (one,) = found_in(course)
    assert (one.page_id, one.words, one.is_blocking) == (lesson.pk, "Block 1, Quiz: “Quiz” is empty.", True)
