"""Quizzes, exams and assignments complete lessons and courses."""

from __future__ import annotations

import pytest
from django.utils import timezone

from common.models import OutboxRow
from learning.access.models import Milestone
from learning.assessments.events import AttemptGraded, SubmissionReceived
from learning.assessments.models import Exam
from learning.courses.models import Course, LessonPage
from learning.progress import actions, handlers
from learning.progress.completion_rules import what_is_missing
from learning.progress.models import CourseCompletion, LessonCompletion
from learning.testing import courses
from learning.testing.assessments import (
    make_assignment,
    make_exam,
    make_question,
    make_quiz,
    place,
)
from learning.testing.graded_work import graded_attempt, handed_in_submission, override
from learning.testing.progress import Learner, lessons_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course(modules=0, lessons=1)


def _learner(course: Course) -> Learner:
    return Learner(Course.objects.select_related("latest_release").get(pk=course.pk))


def _lesson(learner: Learner, page: LessonPage):
    return next(lesson for lesson in lessons_of(learner.course) if lesson.id == page.lesson_id)


def _graded(attempt, page: LessonPage | None = None) -> AttemptGraded:
    enrolment = attempt.enrolment
    return AttemptGraded(
        attempt_id=attempt.pk,
        enrolment_id=enrolment.pk,
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        work_id=attempt.placement.graded_item_id,
        lesson_id=page.lesson_id if page else None,
        score=attempt.score,
        passed=attempt.passed,
        graded_at=timezone.now(),
    )


def test_a_required_quiz_holds_its_lesson_back_until_it_is_passed(course):
    quiz = make_quiz(course, make_question(), title="Beans")
    page = place(quiz)
    learner = _learner(course)
    lesson = _lesson(learner, page)
    with pytest.raises(actions.LessonNotDone, match="Pass the quiz “Beans”"):
        learner.complete(lesson)
    failed = graded_attempt(learner.enrolment, quiz, score=69, page=page)
    handlers.settle_result(_graded(failed, page))
    assert not LessonCompletion.objects.exists()
    passed = graded_attempt(learner.enrolment, quiz, score=70, page=page)
    for _repeat in range(2):
        handlers.settle_result(_graded(passed, page))
    completion = LessonCompletion.objects.get()
    assert (completion.how, completion.lesson_id) == ("quiz", page.lesson_id)
    assert completion.evidence == {"quiz_passed": {"done": [str(quiz.translation_key)]}}


@pytest.mark.parametrize("what", ["practice", "unpublished", "deleted"])
def test_what_is_not_required_holds_nothing_back(course, what):
    quiz = make_quiz(course, make_question(), is_required=what != "practice")
    page = place(quiz)
    if what == "unpublished":
        quiz.unpublish()
    elif what == "deleted":
        quiz.delete()
    learner = _learner(course)
    assert learner.complete(_lesson(learner, page)).was_completed_now


def test_a_result_that_is_not_published_completes_nothing(course):
    quiz = make_quiz(course, make_question())
    page = place(quiz)
    learner = _learner(course)
    attempt = graded_attempt(learner.enrolment, quiz, page=page, published=False)
    handlers.settle_result(_graded(attempt, page))
    assert not LessonCompletion.objects.exists()


def test_every_required_work_of_a_lesson_counts(course):
    quiz, assignment = make_quiz(course, make_question()), make_assignment(course, title="An essay")
    page = place(quiz, assignment)
    learner = _learner(course)
    lesson = _lesson(learner, page)
    handlers.settle_result(_graded(graded_attempt(learner.enrolment, quiz, page=page), page))
    assert what_is_missing(learner.enrolment.pk, lesson) == (
        "Submit the assignment “An essay” to complete this lesson.",
    )
    submission = handed_in_submission(learner.enrolment, assignment, page=page)
    handlers.settle_result(
        SubmissionReceived(
            submission_id=submission.pk,
            enrolment_id=learner.enrolment.pk,
            person_id=learner.enrolment.person_id,
            course_id=course.pk,
            work_id=assignment.graded_item_id,
            lesson_id=page.lesson_id,
            submitted_at=timezone.now(),
        )
    )
    assert LessonCompletion.objects.get().how == "assignment"


def test_an_overridden_score_decides_either_way(course):
    quiz = make_quiz(course, make_question())
    page = place(quiz)
    learner, teacher = _learner(course), courses.make_instructor()
    lesson = _lesson(learner, page)
    graded_attempt(learner.enrolment, quiz, score=90, page=page)
    override(learner.enrolment, quiz, 10, teacher)
    assert what_is_missing(learner.enrolment.pk, lesson)
    override(learner.enrolment, quiz, 70, teacher)
    assert not what_is_missing(learner.enrolment.pk, lesson)
    override(learner.enrolment, quiz, 10, teacher)
    override(learner.enrolment, quiz, None, teacher)
    assert not what_is_missing(learner.enrolment.pk, lesson)


def test_a_quiz_passed_elsewhere_is_passed_here(course):
    quiz = make_quiz(course, make_question())
    first = place(quiz)
    second = place(quiz)
    learner = _learner(course)
    attempt = graded_attempt(learner.enrolment, quiz, page=first)
    handlers.settle_result(_graded(attempt, first))
    assert list(LessonCompletion.objects.values_list("lesson_id", flat=True)) == [first.lesson_id]
    assert learner.complete(_lesson(learner, second)).was_completed_now


def _with_exam(course: Course) -> tuple[Learner, Exam]:
    exam = make_exam(course, make_question())
    learner = _learner(course)
    for lesson in lessons_of(learner.course):
        learner.complete(lesson)
    return learner, exam


def test_the_lessons_open_the_exam_and_the_exam_completes_the_course(course):
    learner, exam = _with_exam(course)
    assert Milestone.objects.filter(kind="required_lessons").count() == 1
    assert not CourseCompletion.objects.exists()
    failed = graded_attempt(learner.enrolment, exam, score=20)
    handlers.settle_result(_graded(failed))
    assert not CourseCompletion.objects.exists()
    passed = graded_attempt(learner.enrolment, exam)
    for _repeat in range(2):
        handlers.settle_result(_graded(passed))
    assert CourseCompletion.objects.get().enrolment == learner.enrolment
    assert OutboxRow.objects.filter(kind="progress.CourseCompleted").count() == 1
    assert Milestone.objects.filter(kind="course_completed").count() == 1


def test_an_exam_passed_first_waits_for_the_lessons(course):
    exam = make_exam(course, make_question())
    learner = _learner(course)
    handlers.settle_result(_graded(graded_attempt(learner.enrolment, exam)))
    assert not CourseCompletion.objects.exists()
    for lesson in lessons_of(learner.course):
        recorded = learner.complete(lesson)
    assert recorded.was_course_completed_now


@pytest.mark.parametrize("how", ["inactive", "unpublished", "deleted"])
def test_an_exam_that_goes_completes_the_course_for_who_waited_for_it(
    course, how, django_capture_on_commit_callbacks
):
    learner, exam = _with_exam(course)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "inactive":
            exam.is_active = False
            exam.save()
        elif how == "unpublished":
            exam.unpublish()
        else:
            exam.delete()
    assert CourseCompletion.objects.get().enrolment == learner.enrolment


def test_an_exam_that_comes_takes_no_completion_back(course, django_capture_on_commit_callbacks):
    learner = _learner(course)
    for lesson in lessons_of(learner.course):
        learner.complete(lesson)
    with django_capture_on_commit_callbacks(execute=True):
        make_exam(course, make_question())
    assert CourseCompletion.objects.get().enrolment == learner.enrolment


def test_a_course_that_requires_no_lesson_is_completed_by_its_exam():
    course = courses.make_course(modules=0, lessons=1, lesson_fields={"is_required": False})
    exam = make_exam(course, make_question())
    learner = _learner(course)
    learner.complete(lessons_of(learner.course)[0])
    assert not CourseCompletion.objects.exists()
    handlers.settle_result(_graded(graded_attempt(learner.enrolment, exam)))
    assert CourseCompletion.objects.exists()


def test_lessons_without_work_ask_nothing_more(course, django_assert_num_queries):
    learner = _learner(course)
    lesson = lessons_of(learner.course)[0]
    with django_assert_num_queries(0):
        assert what_is_missing(learner.enrolment.pk, lesson) == ()


@pytest.mark.django_db(transaction=True)
def test_an_exam_is_saved_by_whoever_began_no_transaction():
    course = courses.make_course(modules=0, lessons=1)
    exam = make_exam(course, make_question())
    exam.unpublish()
    assert OutboxRow.objects.filter(kind="assessments.ExamChanged").count() >= 2
    exam.delete()
