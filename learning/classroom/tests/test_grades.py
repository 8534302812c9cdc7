"""What learners see of their exam and their grades."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning.access.actions import record_milestone
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import LessonCompletion
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import (
    make_assignment,
    make_exam,
    make_question,
    make_quiz,
    place,
)
from learning.testing.graded_work import graded_attempt, handed_in_submission

pytestmark = pytest.mark.django_db


class Student:
    """Somebody who takes a course with a quiz, an assignment and an exam."""

    def __init__(self, **exam) -> None:
        self.course = courses.make_course(modules=0, lessons=1)
        self.quiz = make_quiz(self.course, make_question(), title="Beans")
        self.essay = make_assignment(self.course, title="An essay")
        self.page = place(self.quiz, self.essay)
        self.exam = make_exam(self.course, make_question(), **exam)
        self.course = Course.objects.select_related("latest_release").get(pk=self.course.pk)
        self.now = timezone.now()
        self.enrolment = enrolled(self.course, at=self.now - timedelta(days=1))
        self.client = Client()
        self.client.force_login(self.enrolment.person)
        self.url = CoursePage.objects.get(course=self.course).url
        slug = self.course.latest_release.slug
        self.grades_url = reverse("classroom:grades", args=[slug])
        self.progress_url = reverse("classroom:course_progress", args=[slug])

    def read(self, url: str) -> str:
        response = self.client.get(url)
        assert response.status_code == 200
        return response.content.decode()

    def do_all_lessons(self) -> None:
        outline = outline_of_release(self.course.latest_release_id)
        for lesson in outline.lessons:
            LessonCompletion.objects.create(
                enrolment=self.enrolment,
                lesson_id=lesson.id,
                release_id=outline.release_id,
                completed_at=self.now,
                how="by_hand",
                recorded_by=self.enrolment.person,
            )
        record_milestone(
            person_id=self.enrolment.person_id,
            course_id=self.course.pk,
            kind="required_lessons",
            at=self.now - timedelta(hours=1),
        )


def test_the_exam_is_announced_to_whoever_is_not_in_yet():
    student = Student(title="The last word")
    body = Client().get(student.url).content.decode()
    assert "The last word" in body and "Pass the exam to complete the course." in body


def test_visitors_see_that_an_exam_has_gone():
    student = Student(title="The last word")
    visitor = Client()
    assert b"The last word" in visitor.get(student.url).content
    student.exam.unpublish()
    assert b"The last word" not in visitor.get(student.url).content


def test_it_says_what_it_waits_for_then_becomes_the_thing_to_do():
    student = Student()
    assert "Complete all required lessons to open the exam." in student.read(student.url)
    student.do_all_lessons()
    for url in (student.url, student.progress_url):
        body = student.read(url)
        assert "Take the exam" in body and f"{student.url}exam/" in body
    assert "Go to the exam" in student.read(reverse("classroom:dashboard"))


def test_a_passed_exam_says_so_with_the_best_score():
    student = Student()
    student.do_all_lessons()
    graded_attempt(student.enrolment, student.exam, score=85)
    body = student.read(student.url)
    assert "You passed the exam." in body and "85%" in body and "Take the exam" not in body


def test_grades_show_what_is_published_and_nothing_else():
    student = Student()
    graded_attempt(student.enrolment, student.quiz, score=80, page=student.page)
    graded_attempt(student.enrolment, student.exam, score=33, published=False)
    handed_in_submission(student.enrolment, student.essay, page=student.page)
    for url in (student.grades_url, student.progress_url):
        body = student.read(url)
        assert "80%" in body and not re.search(r"\b33\b", body.replace("%33", ""))
        assert body.count("Awaiting grading") == 2
    assert "B" in student.client.get(student.grades_url).context["screen"].grade.letter


def test_without_a_result_there_is_no_grade():
    student = Student()
    assert "No grade yet. Your grade appears after your first result." in student.read(student.grades_url)


def test_a_course_without_works_says_so():
    course = courses.make_course()
    enrolment = enrolled(course)
    client = Client()
    client.force_login(enrolment.person)
    url = reverse("classroom:grades", args=[Course.objects.get(pk=course.pk).latest_release.slug])
    assert b"No graded work" in client.get(url).content


def test_who_does_not_take_the_course_has_no_grades_in_it():
    student = Student()
    stranger = Client()
    stranger.force_login(courses.make_manager())
    assert stranger.get(student.grades_url).url == student.url
    assert "login" in Client().get(student.grades_url).url


def test_grades_take_as_many_queries_for_few_works_as_for_many():
    student = Student()

    def queries() -> int:
        student.client.get(student.grades_url)
        with CaptureQueriesContext(connection) as taken:
            student.client.get(student.grades_url)
        return len(taken)

    graded_attempt(student.enrolment, student.quiz, score=80, page=student.page)
    handed_in_submission(student.enrolment, student.essay, page=student.page)
    few = queries()
    for _number in range(4):
        quiz = make_quiz(student.course, make_question())
        page = place(quiz)
        for score in (10, 20, 30):
            graded_attempt(student.enrolment, quiz, score=score, page=page)
    assert queries() == few


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("after_deadline", "will be included on"),
        ("never", "“Beans” isn&#x27;t included, because its scores aren&#x27;t shown."),
    ],
)
def test_a_grade_counts_what_may_be_seen_and_says_what_it_leaves_out(setting, told):
    student = Student()
    student.quiz.show_scores, student.quiz.due_at = setting, student.now + timedelta(days=2)
    student.quiz.save()
    graded_attempt(student.enrolment, student.quiz, score=13, page=student.page)
    screen = student.client.get(student.grades_url).context["screen"]
    assert (screen.grade.score, screen.grade.letter) == (None, "")
    body = student.read(student.grades_url)
    assert told in body and "No grade yet." in body and "13%" not in body
    graded_attempt(student.enrolment, student.exam, score=85)
    screen = student.client.get(student.grades_url).context["screen"]
    assert screen.grade.score == 85
    body = student.read(student.grades_url)
    assert told in body and "85%" in body and "13%" not in body
    assert ("shown on" in body) == (setting == "after_deadline")


def test_a_grade_of_scores_that_are_all_shown_leaves_nothing_out():
    student = Student()
    student.quiz.show_scores, student.quiz.due_at = "after_deadline", student.now - timedelta(days=2)
    student.quiz.save()
    graded_attempt(student.enrolment, student.quiz, score=13, page=student.page)
    graded_attempt(student.enrolment, student.exam, score=85)
    screen = student.client.get(student.grades_url).context["screen"]
    assert (screen.grade.score, screen.left_out) == (49, ())
