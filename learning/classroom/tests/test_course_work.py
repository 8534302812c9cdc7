"""Work of the whole course: named with its date wherever the course is, and needed to complete it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.assessments.models import Accommodation, Assignment
from learning.courses.models import Course
from learning.progress import actions
from learning.progress.models import CourseCompletion
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import make_assignment, make_exam, make_question
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.graded_work import graded_attempt, handed_in_submission

pytestmark = pytest.mark.django_db

DUE = (timezone.now() + timedelta(days=20)).replace(microsecond=0)


def due_words(moment=DUE) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def course_with_work(**fields) -> Course:
    course = courses.make_course(modules=0, lessons=2)
    fields.setdefault("due_at", DUE)
    make_assignment(course, title="A report", stands_on_course=True, **fields)
    return course


def screens(course: Course) -> dict[str, str]:
    return {
        "course": url_of(course),
        "lesson": f"{url_of(course)}lesson-1/",
        "dashboard": "/my-dashboard/",
        "progress": f"/my-dashboard/course/{course.latest_release.slug}/",
        "grades": f"/my-dashboard/course/{course.latest_release.slug}/grades/",
    }


@pytest.mark.parametrize("screen", ["course", "lesson", "dashboard", "progress", "grades"])
def test_the_work_of_a_course_stands_everywhere_with_its_date(screen: str) -> None:
    course = course_with_work()
    make_exam(course, make_question(), title="The exam", due_at=DUE + timedelta(days=9))
    client = signed_in(enrolled(course).person)
    page = client.get(screens(course)[screen]).content.decode()
    assert "A report" in page and f'href="{url_of(course)}assignment/a-report/"' in page
    assert f"due {due_words()}" in page
    assert "The exam" in page and f"due {due_words(DUE + timedelta(days=9))}" in page


@pytest.mark.parametrize("screen", ["course", "lesson", "dashboard", "progress", "grades"])
def test_the_date_is_the_learners_own(screen: str) -> None:
    course = course_with_work()
    enrolment = enrolled(course)
    later = DUE + timedelta(days=5)
    Accommodation.objects.create(
        course=course,
        person=enrolment.person,
        graded_item=Assignment.objects.get().graded_item,
        due_at=later,
        given_at=timezone.now() - timedelta(hours=1),
        given_by=UserFactory(),
        reason="Ill",
    )
    page = signed_in(enrolment.person).get(screens(course)[screen]).content.decode()
    assert f"due {due_words(later)}" in page and f"due {due_words()}" not in page


def complete_lessons(course: Course, client) -> None:
    for number in (1, 2):
        client.post(f"{url_of(course)}lesson-{number}/")


def test_a_required_assignment_of_the_course_holds_its_completion_back() -> None:
    course = course_with_work()
    enrolment = enrolled(course)
    client = signed_in(enrolment.person)
    complete_lessons(course, client)
    assert not CourseCompletion.objects.exists()
    for name in ("course", "dashboard", "progress"):
        page = client.get(screens(course)[name]).content.decode()
        assert "Go to the assignment" in page, name
    handed_in_submission(enrolment, Assignment.objects.get())
    actions.settle_result(
        enrolment_id=enrolment.pk,
        graded_item_id=Assignment.objects.get().graded_item_id,
        lesson_id=None,
        at=timezone.now(),
    )
    assert CourseCompletion.objects.count() == 1


@pytest.mark.parametrize("change", ["optional", "unpublished", "deleted"])
def test_what_is_no_longer_required_lets_those_go_who_waited_for_it(change: str) -> None:
    course = course_with_work()
    client = signed_in(enrolled(course).person)
    complete_lessons(course, client)
    assignment = Assignment.objects.get()
    if change == "optional":
        assignment.is_required = False
        assignment.save()
    elif change == "unpublished":
        assignment.unpublish()
    else:
        assignment.delete()
    told = OutboxRow.objects.filter(kind="assessments.CourseAssignmentChanged")
    assert told.exists()
    actions.settle_course(course_id=course.pk, at=timezone.now())
    assert CourseCompletion.objects.count() == 1


def test_an_optional_one_holds_nothing_back() -> None:
    course = course_with_work(is_required=False)
    client = signed_in(enrolled(course).person)
    complete_lessons(course, client)
    assert CourseCompletion.objects.count() == 1


def test_the_exam_comes_before_the_assignments_and_both_are_needed() -> None:
    course = course_with_work()
    exam = make_exam(course, make_question())
    enrolment = enrolled(course)
    client = signed_in(enrolment.person)
    complete_lessons(course, client)
    assert "Take the exam" in client.get(url_of(course)).content.decode()
    attempt = graded_attempt(enrolment, exam, score=Decimal(100))
    actions.settle_result(
        enrolment_id=enrolment.pk,
        graded_item_id=attempt.placement.graded_item_id,
        lesson_id=None,
        at=timezone.now(),
    )
    assert not CourseCompletion.objects.exists()
    assert "Go to the assignment" in client.get(url_of(course)).content.decode()


def test_more_courses_with_work_cost_no_more_queries() -> None:
    person = UserFactory()
    client = signed_in(person)
    for _number in range(2):
        enrolled(course_with_work(), person=person)
    few = queries(client, "/my-dashboard/")
    for _number in range(3):
        enrolled(course_with_work(), person=person)
    assert queries(client, "/my-dashboard/") == few
