"""Learners at work, to test with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from accounts.models import User
from learning.access.models import Enrolment
from learning.courses.models import Course, LessonPage
from learning.courses.release.outlines import OutlineLesson, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress import actions, bitmap
from learning.progress.actions import SessionResult
from learning.testing import courses
from learning.testing.access import NOON, enrolled, viewer


def film_course(*, lessons: int = 1, length: str = "10:00", threshold: int = 90, films: int = 1) -> Course:
    """A released course whose lessons hold films whose player tells the time."""
    film = ("video", {"title": "A film", "url": "https://vimeo.com/76979871", "length": length})
    page = courses.make_course_page(owner=courses.make_instructor())
    for _number in range(lessons):
        courses.add_lesson(
            page,
            kind=LessonPage.Kind.VIDEO,
            body=courses.body(*[film] * films),
            watch_threshold=threshold,
        )
    courses.release(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


def lessons_of(course: Course) -> tuple[OutlineLesson, ...]:
    return outline_of_release(course.latest_release_id).lessons


class Learner:
    """Somebody who takes a course, with a watch of their own that starts at noon."""

    def __init__(self, course: Course, person: User | None = None) -> None:
        self.course = course
        self.enrolment: Enrolment = enrolled(course, person=person)
        self.viewer: Viewer = viewer(self.enrolment.person)

    def wait(self, seconds: float) -> Learner:
        self.viewer = replace(self.viewer, moment=self.viewer.moment + timedelta(seconds=seconds))
        return self

    @property
    def seconds(self) -> float:
        return (self.viewer.moment - NOON).total_seconds()

    def report(self, lesson: OutlineLesson | None = None, **report: Any) -> SessionResult:
        """A heartbeat, by default on the course's first lesson, saying that everything was watched."""
        lesson = lesson or lessons_of(self.course)[0]
        report.setdefault("timestamp", 0)
        report.setdefault("parts", bitmap.FULL)
        return actions.record_heartbeat(viewer=self.viewer, lesson_public_id=lesson.public_id, **report)

    def watch(self, lesson: OutlineLesson | None = None) -> SessionResult:
        """Every film of a lesson from its start to its end."""
        lesson = lesson or lessons_of(self.course)[0]
        for film in lesson.videos:
            self.report(lesson, parts=bitmap.EMPTY, video_id=film.id)
            self.wait(film.seconds)
            recorded = self.report(lesson, timestamp=film.seconds, video_id=film.id)
        return recorded

    def complete(self, lesson: OutlineLesson) -> SessionResult:
        return actions.complete_lesson(viewer=self.viewer, lesson_public_id=lesson.public_id)
