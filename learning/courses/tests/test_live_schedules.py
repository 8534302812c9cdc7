"""The date of a live lesson acts at once, keeps its history, and is no part of a draft or a release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from learning.courses import actions
from learning.courses.models import Course, CoursePage, Lesson, LessonPage, LiveScheduleChange, Release
from learning.courses.selectors import NO_DATE, LiveDate, live_date_of
from learning.testing.courses import make_course, make_instructor, make_reviewer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ROOM = "https://meet.example/room"


def live_course(**fields: Any) -> Course:
    return make_course(lessons=1, lesson_fields={"kind": LessonPage.Kind.LIVE}, **fields)


def lesson_of(course: Course) -> Lesson:
    return Lesson.objects.get(course=course)


def test_a_date_moves_without_a_release() -> None:
    course, actor = live_course(), make_instructor()
    lesson = lesson_of(course)
    assert live_date_of(lesson.pk) == NO_DATE
    for days in (1, 2):
        actions.schedule_lesson(
            lesson=lesson, starts_at=NOON + days * DAY, join_url=ROOM, actor=actor, at=NOON + days * DAY / 4
        )
    assert live_date_of(lesson.pk) == LiveDate(NOON + 2 * DAY, None, ROOM)
    assert live_date_of(lesson.pk, stood_at=NOON + DAY / 4).starts_at == NOON + DAY
    assert live_date_of(lesson.pk, stood_at=NOON) == NO_DATE
    assert Release.objects.filter(course=course).count() == 1
    assert {change.changed_by for change in LiveScheduleChange.objects.all()} == {actor}


def test_the_same_date_again_changes_nothing() -> None:
    lesson = lesson_of(live_course())
    assert actions.schedule_lesson(lesson=lesson, starts_at=None, actor=None, at=NOON) is None
    says = {"starts_at": NOON, "minutes": 90, "join_url": ROOM}
    assert actions.schedule_lesson(lesson=lesson, actor=None, at=NOON, **says) is not None
    assert actions.schedule_lesson(lesson=lesson, actor=None, at=NOON, **says) is None
    assert LiveScheduleChange.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "lesson_seconds", "after", "is_over"),
    [
        (90, 0, 89, False),
        (90, 0, 91, True),
        (None, 0, 59, False),
        (None, 0, 61, True),
        (None, 7200, 119, False),
        (None, 7200, 121, True),
    ],
)
def test_when_a_session_is_over(minutes: int | None, lesson_seconds: int, after: int, is_over: bool) -> None:
    live, moment = LiveDate(NOON, minutes), NOON + timedelta(minutes=after)
    assert live.is_over(moment, lesson_seconds=lesson_seconds) is is_over


def test_a_copied_lesson_keeps_its_date() -> None:
    course = live_course()
    actions.schedule_lesson(lesson=lesson_of(course), starts_at=NOON, join_url=ROOM, actor=None, at=NOON)
    page = CoursePage.objects.get(course=course)
    copy = page.copy(recursive=True, update_attrs={"slug": "copy"}, keep_live=False)
    copied = Lesson.objects.get(course=copy.course_id)
    assert copied.pk != lesson_of(course).pk
    assert live_date_of(copied.pk) == LiveDate(NOON, None, ROOM)


class TestScreen:
    def saved(self, person: Any, course: Course, **data: str) -> Any:
        client = Client()
        client.force_login(person)
        return client.post(reverse("courses_admin:live_date", args=[lesson_of(course).public_id]), data)

    def test_whoever_edits_the_course_sets_the_date(self) -> None:
        owner = make_instructor()
        course = live_course(owner=owner)
        for person in (owner, make_reviewer()):
            data = {"starts_at": "2026-03-01 12:00", "minutes": "45", "join_url": ROOM}
            assert self.saved(person, course, **data).status_code == 302
        live = live_date_of(lesson_of(course).pk)
        assert (live.minutes, live.join_url) == (45, ROOM)
        assert LiveScheduleChange.objects.count() == 1

    def test_nobody_else_does(self) -> None:
        course = live_course()
        assert self.saved(make_instructor(), course, starts_at="2026-03-01 12:00").status_code in (302, 403)
        assert not LiveScheduleChange.objects.exists()

    def test_a_wrong_date_is_refused(self) -> None:
        owner = make_instructor()
        course = live_course(owner=owner)
        assert self.saved(owner, course, starts_at="soon").status_code == 422
        assert not LiveScheduleChange.objects.exists()

    def test_the_editor_shows_the_date(self, client: Client) -> None:
        owner = make_instructor()
        course = live_course(owner=owner)
        actions.schedule_lesson(lesson=lesson_of(course), starts_at=NOON, join_url=ROOM, actor=None, at=NOON)
        client.force_login(owner)
        edit = reverse("wagtailadmin_pages:edit", args=[LessonPage.objects.get(lesson__course=course).pk])
        assert ROOM in client.get(edit).content.decode()
