"""Learners who have stopped are reminded: after a week, three times at most, of what is open to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access.models import CourseAccess, Enrolment
from learning.courses.models import Course
from learning.progress.actions import complete_lesson
from learning.support.course_learners.reminders import remind_idle
from learning.testing.access import NOON, enrolled, viewer
from learning.testing.courses import make_course
from learning.testing.progress import lessons_of
from notifications.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def course(person: User) -> Course:
    """Somebody enrolled at noon, in a course of two lessons."""
    with time_machine.travel(NOON, tick=False):
        made = make_course(modules=0, lessons=2, title="Sailing")
        enrolled(made, person=person, at=NOON)
    return made


def test_three_reminders_and_then_silence(course: Course, person: User) -> None:
    assert [remind_idle(at=NOON + days * DAY) for days in (0, 6)] == [0, 0]
    for days in range(7, 60):
        remind_idle(at=NOON + days * DAY)
        remind_idle(at=NOON + days * DAY)
    assert [email.subject for email in mail.outbox] == ["Haven't finished “Sailing” yet?"] * 3
    assert "0 of 2 lessons" in mail.outbox[0].body
    moments = Message.objects.filter(channel="email").order_by("pk").values_list("created_at", flat=True)
    assert [moment - NOON for moment in moments] == [7 * DAY, 14 * DAY, 21 * DAY]


def test_activity_starts_the_week_anew(course: Course, person: User) -> None:
    at = NOON + 5 * DAY
    lesson = lessons_of(course)[0]
    with time_machine.travel(at, tick=False):
        complete_lesson(viewer=viewer(person, at=at), lesson_public_id=lesson.public_id)
    assert remind_idle(at=NOON + 8 * DAY) == 0
    assert remind_idle(at=NOON + 12 * DAY) == 1
    assert "1 of 2 lessons" in mail.outbox[0].body
    assert lessons_of(course)[1].path in mail.outbox[0].body


def test_nobody_is_reminded_of_what_is_closed_or_done(course: Course, person: User) -> None:
    at = NOON + 8 * DAY
    CourseAccess.objects.update(ends_at=NOON + DAY)
    assert remind_idle(at=at) == 0
    CourseAccess.objects.update(ends_at=None)
    Course.objects.update(status=Course.Status.LOCKED)
    assert remind_idle(at=at) == 0
    Course.objects.update(status=Course.Status.ACTIVE)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert remind_idle(at=at) == 0
    User.objects.filter(pk=person.pk).update(is_active=True)
    with time_machine.travel(NOON, tick=False):
        for lesson in lessons_of(course):
            complete_lesson(viewer=viewer(person, at=NOON), lesson_public_id=lesson.public_id)
    assert remind_idle(at=at) == 0
    assert mail.outbox == []
    assert Enrolment.objects.count() == 1
