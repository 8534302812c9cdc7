"""Lessons that were added to a course since somebody completed it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from learning.access.models import Enrolment
from learning.assessments.models import Attempt
from learning.courses.models import Course, LessonPage
from learning.progress import actions, selectors
from learning.progress.models import CourseCompletion, LessonCompletion, Note
from learning.testing import courses
from learning.testing.access import enrolled, page_of
from learning.testing.assessments import make_question, make_quiz, place
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db


def completed_course():
    """A course that somebody has completed, and to which a lesson was added since; and their client."""
    course = courses.make_course(modules=0, lessons=2)
    enrolment = enrolled(course)
    client = signed_in(enrolment.person)
    for number in (1, 2):
        client.post(f"{url_of(course)}lesson-{number}/")
    assert CourseCompletion.objects.count() == 1
    courses.add_lesson(page_of(course), title="What came later")
    courses.release(page_of(course))
    return Course.objects.select_related("latest_release").get(pk=course.pk), enrolment, client


def test_what_is_new_is_told_and_open() -> None:
    course, _enrolment, client = completed_course()
    address = f"{url_of(course)}what-came-later/"
    for screen in (url_of(course), f"/my-dashboard/course/{course.latest_release.slug}/"):
        page = client.get(screen).content.decode()
        told = page.split('id="whats-new"')[1].split("</section>")[0]
        assert "1 lesson has been added since you completed this course." in told, screen
        assert f'href="{address}"' in told, screen
    assert client.get(address).status_code == 200


def test_it_changes_nothing_that_was_achieved() -> None:
    course, enrolment, client = completed_course()
    before = Enrolment.objects.get(pk=enrolment.pk).release_id
    assert client.post(f"{url_of(course)}what-came-later/").status_code == 302
    assert LessonCompletion.objects.count() == 3
    assert Enrolment.objects.get(pk=enrolment.pk).release_id == before != course.latest_release_id
    page = client.get(f"/my-dashboard/course/{course.latest_release.slug}/").content.decode()
    assert "2 of 2 lessons" in page and "100%" in page
    assert "What came later" in page.split('id="whats-new"')[1]


def test_notes_can_be_written_in_it() -> None:
    course, _enrolment, client = completed_course()
    lesson = LessonPage.objects.get(title="What came later").lesson
    client.post(f"/my-dashboard/lessons/{lesson.public_id}/notes/", {"body": "Good to know."})
    assert Note.objects.get().lesson == lesson
    export = client.get(f"/my-dashboard/course/{course.latest_release.slug}/notes.md").content.decode()
    assert "Good to know." in export


def test_a_quiz_in_it_can_be_taken_and_completes_it() -> None:
    course, enrolment, client = completed_course()
    place(make_quiz(course, make_question(), title="Beans"), title="Later still")
    address = f"{url_of(course)}later-still/quiz/beans/"
    assert client.get(address).status_code == 200
    client.post(address)
    attempt = Attempt.objects.get()
    client.post(f"/my-dashboard/attempts/{attempt.public_id}/", {"q1-choice": "b", "submit": "1"})

    actions.settle_result(
        enrolment_id=enrolment.pk,
        graded_item_id=attempt.placement.graded_item_id,
        lesson_id=attempt.placement.lesson_id,
        at=timezone.now(),
    )
    assert LessonCompletion.objects.filter(lesson=attempt.placement.lesson_id).count() == 1
    assert CourseCompletion.objects.count() == 1


def test_a_lesson_that_moved_stands_where_it_stood() -> None:
    course, _enrolment, client = completed_course()
    page = LessonPage.objects.get(title="Lesson 2")
    page.slug = "renamed"
    page.save()
    courses.release(page_of(course))
    answer = client.get(f"{url_of(course)}renamed/")
    assert answer.headers["Location"] == f"{url_of(course)}lesson-2/"


def test_who_has_not_completed_the_course_is_told_nothing() -> None:
    course = courses.make_course(modules=0, lessons=2)
    enrolment = enrolled(course)
    Enrolment.objects.filter(pk=enrolment.pk).update(release=course.latest_release)
    courses.add_lesson(page_of(course), title="What came later")
    courses.release(page_of(course))
    client = signed_in(enrolment.person)
    assert client.get(f"{url_of(course)}what-came-later/").status_code == 404
    assert "whats-new" not in client.get(url_of(course)).content.decode()


def test_more_added_lessons_cost_no_more_queries() -> None:
    course, _enrolment, client = completed_course()
    few = queries(client, url_of(course))
    for number in range(5):
        courses.add_lesson(page_of(course), title=f"And more {number}")
    courses.release(page_of(course))
    assert queries(client, url_of(course)) == few


def test_hours_learned_never_fall() -> None:
    """Not when a lesson is shortened, nor when it goes."""

    course = film_course(lessons=2, length="10:00")
    learner = Learner(course)
    first, second = lessons_of(course)
    learner.watch(first)
    learner.report(second, timestamp=0)
    learner.wait(60).report(second, timestamp=75)
    learned = selectors.progress_of_many(learner.enrolment.person).seconds_learned
    assert learned == 600 + 120
    page = LessonPage.objects.get(lesson=first.id)
    page.body = courses.video_body(length="1:00")
    page.save()
    LessonPage.objects.get(lesson=second.id).delete()
    courses.release(page_of(course))
    assert selectors.progress_of_many(learner.enrolment.person).seconds_learned == learned


def test_what_was_never_watched_is_not_learned() -> None:
    course = courses.make_course(modules=0, lessons=2)
    learner = Learner(course)
    first, _second = lessons_of(course)
    learner.complete(first)
    assert selectors.progress_of_many(learner.enrolment.person).seconds_learned == first.seconds


def test_who_read_instead_of_watching_has_learned_it_all() -> None:
    course = film_course(lessons=1, length="10:00")
    learner = Learner(course)
    [lesson] = lessons_of(course)
    learner.report(lesson, timestamp=0)
    learner.wait(60).report(lesson, timestamp=75)
    actions.complete_lesson(viewer=learner.viewer, lesson_public_id=lesson.public_id, was_read=True)
    assert selectors.progress_of_many(learner.enrolment.person).seconds_learned == lesson.seconds
