"""A lesson with videos, completed by those who read it."""

from __future__ import annotations

import pytest

from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.progress import actions
from learning.progress.models import LessonCompletion
from learning.testing import courses
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db

FILM = ("video", {"title": "A film", "url": "https://vimeo.com/76979871", "length": "10:00"})


def film_course_that(**fields: object) -> Course:
    page = courses.make_course_page(owner=courses.make_instructor())
    courses.add_lesson(page, body=courses.body(FILM), **fields)
    courses.release(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


def read(learner: Learner) -> None:
    lesson = lessons_of(learner.course)[0]
    actions.complete_lesson(viewer=learner.viewer, lesson_public_id=lesson.public_id, was_read=True)


def test_whoever_read_it_says_so_and_what_was_watched_is_kept_as_evidence() -> None:
    learner = Learner(film_course())
    read(learner)
    completion = LessonCompletion.objects.get()
    assert completion.how == LessonCompletion.How.READ
    assert set(completion.evidence["videos_watched"]["watched"].values()) == {0}


def test_an_author_can_insist_on_watching() -> None:
    learner = Learner(film_course_that(reading_completes=False))
    with pytest.raises(actions.LessonNotDone):
        read(learner)
    assert not LessonCompletion.objects.exists()


def test_the_setting_is_part_of_the_release_and_no_reason_for_one_where_nothing_changed() -> None:
    course = film_course_that()
    before = course.latest_release
    assert before is not None
    page = course.pages.get()
    courses.release(page)
    course.refresh_from_db()
    assert course.latest_release == before
    lesson = page.get_children().get().specific
    lesson.reading_completes = False
    lesson.save_revision().publish()
    courses.release(page)
    course.refresh_from_db()
    assert course.latest_release != before
    assert outline_of_release(before.pk).lessons[0].reading_completes
    assert not outline_of_release(course.latest_release_id).lessons[0].reading_completes
