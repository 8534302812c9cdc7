"""What lessons place is frozen by the release, by names that outlive the snippets."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.assessments.models import GradedItem
from learning.assessments.quizzes.placements import exam_of, find_in, placed_in, placed_in_course
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.testing import courses
from learning.testing.assessments import (
    make_assignment,
    make_exam,
    make_question,
    make_quiz,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course(modules=0, lessons=1)


def _outline(course: Course):
    course.refresh_from_db()
    return outline_of_release(course.latest_release_id)


def test_a_lesson_places_a_quiz_and_an_assignment(course):
    quiz, assignment = make_quiz(course, make_question()), make_assignment(course)
    page = place(quiz, assignment)
    lesson = _outline(course).by_id[page.lesson_id]
    found = placed_in(lesson, "en")
    assert [(one.graded_item.kind, one.path) for one in found] == [
        ("quiz", f"{page.slug}/quiz/{quiz.slug}/"),
        ("assignment", f"{page.slug}/assignment/{assignment.slug}/"),
    ]
    assert find_in(lesson, "quiz", quiz.slug, "en") == found[0]
    assert find_in(lesson, "assignment", quiz.slug, "en") is None


def test_the_release_keeps_what_was_placed_when_the_snippet_is_deleted(course):
    quiz = make_quiz(course, make_question())
    page = place(quiz)
    activities = _outline(course).by_id[page.lesson_id].activities
    quiz.delete()
    assert _outline(course).by_id[page.lesson_id].activities == activities
    assert activities[0].public_id == quiz.translation_key
    assert placed_in(_outline(course).by_id[page.lesson_id], "en") == ()
    assert GradedItem.objects.filter(public_id=quiz.translation_key).exists()


def test_an_unpublished_quiz_is_met_nowhere(course):
    quiz = make_quiz(course, make_question())
    page = place(quiz)
    quiz.unpublish()
    assert placed_in(_outline(course).by_id[page.lesson_id], "en") == ()


def test_an_exam_that_is_not_active_is_none(course):
    exam = make_exam(course, make_question())
    assert exam_of(course.pk, "en").source == exam
    exam.is_active = False
    exam.save()
    assert exam_of(course.pk, "en") is None


def test_a_copy_is_another_work(course):
    quiz = make_quiz(course, make_question())
    twin = make_quiz(course, slug="twin")
    assert twin.graded_item_id != quiz.graded_item_id


def test_everything_of_a_course_takes_four_queries_however_much_there_is(course):
    make_exam(course, make_question())
    make_assignment(course, stands_on_course=True)
    place(make_quiz(course), make_assignment(course))

    def taken() -> tuple[int, int]:
        outline = _outline(course)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = placed_in_course(outline, "en")
        return len(found), len(queries)

    assert taken() == (4, 4)
    place(*[make_quiz(course) for _number in range(5)])
    assert taken() == (9, 4)


def test_a_course_without_activities_keeps_the_hash_it_had(course):
    before = course.latest_release
    courses.publish(course.pages.get())
    course.refresh_from_db()
    assert course.latest_release == before
