"""Emails to learners of a course: previewed, to whom, once each, by its instructors only."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access.models import Enrolment
from learning.courses.models import Course
from learning.progress.actions import complete_lesson
from learning.support import messages
from learning.support.actions import write_to_learners
from learning.support.course_learners.writing import NoRecipients, send_email, send_what_waits
from learning.support.models import LearnerEmail, LearnerEmailRecipient
from learning.testing.access import enrolled, viewer
from learning.testing.clients import signed_in
from learning.testing.courses import make_course
from learning.testing.progress import lessons_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def teacher(transactional_db: None) -> User:
    return UserFactory(roles=[INSTRUCTOR], email="teacher@example.org", first_name="Tina", last_name="Teach")


@pytest.fixture
def course(teacher: User) -> Course:
    return make_course(modules=0, lessons=2, owner=teacher, title="Sailing")


@pytest.fixture
def learners(course: Course) -> list[Enrolment]:
    return [
        enrolled(
            course, person=UserFactory(first_name="", last_name=name, email=f"{name.lower()}@example.org")
        )
        for name in ("Adams", "Baker", "Clark")
    ]


def address(course: Course, query: str = "") -> str:
    return reverse("support:write_to_learners", args=[course.public_id]) + query


class Writer:
    """Somebody at the form. `send` presses what the page of the last answer offers."""

    def __init__(self, person: User, course: Course, query: str = "") -> None:
        self.client, self.url = signed_in(person), address(course, query)
        self.said = {"subject": "A new lesson", "text": "It's there.\n\nSee you.", "key": str(uuid4())}

    def preview(self) -> str:
        return self.client.post(self.url, self.said | {"preview": "1"}).content.decode()

    def send(self, page: str) -> Any:
        [shown] = re.findall(r'name="previewed" value="(\w+)"', page)
        return self.client.post(self.url, self.said | {"send": "1", "previewed": shown}, follow=True)


def test_it_is_previewed_then_sent_to_each_once(
    teacher: User, course: Course, learners: list[Enrolment]
) -> None:
    writer = Writer(teacher, course)
    page = writer.preview()
    assert "Hello Adams," in page
    assert "Send to 3 people" in page
    assert "adams@example.org" not in page
    assert not mail.outbox
    answer = writer.send(page)
    assert "on its way to 3 people" in answer.content.decode()
    assert sorted(one.to for one in mail.outbox) == [
        ["adams@example.org"],
        ["baker@example.org"],
        ["clark@example.org"],
    ]
    first = next(one for one in mail.outbox if one.to == ["adams@example.org"])
    assert first.subject == "A new lesson"
    assert first.reply_to == ["teacher@example.org"]
    for words in ("Hello Adams,", "It's there.", "Tina Teach · “Sailing”", "/courses/"):
        assert words in first.body
    writer.send(page)  # a second press of the same button
    assert len(mail.outbox) == 3
    assert LearnerEmail.objects.get().people == 3


def test_who_goes_back_and_writes_something_else_sends_another_one(
    teacher: User, course: Course, learners: list[Enrolment]
) -> None:
    writer = Writer(teacher, course)
    writer.send(writer.preview())
    writer.said["text"] = "Something else."
    page = writer.preview()
    [writer.said["key"]] = re.findall(r'name="key" value="([^"]+)"', page)
    writer.send(page)
    assert len(mail.outbox) == 6
    assert set(LearnerEmail.objects.values_list("text", flat=True)) == {
        "It's there.\n\nSee you.",
        "Something else.",
    }


@pytest.mark.parametrize("chosen", [(0,), (0, 2)])
def test_to_chosen_ones(
    teacher: User, course: Course, learners: list[Enrolment], chosen: tuple[int, ...]
) -> None:
    query = "?chosen=1&" + "&".join(f"learner={learners[number].pk}" for number in chosen)
    writer = Writer(teacher, course, query)
    writer.send(writer.preview())
    assert sorted(one.to[0] for one in mail.outbox) == [learners[number].person.email for number in chosen]


def test_to_the_people_of_a_filter(teacher: User, course: Course, learners: list[Enrolment]) -> None:
    complete_lesson(
        viewer=viewer(learners[1].person, at=timezone.now()), lesson_public_id=lessons_of(course)[0].public_id
    )
    writer = Writer(teacher, course, "?where=under_way")
    writer.send(writer.preview())
    assert [one.to for one in mail.outbox] == [["baker@example.org"]]
    assert "In progress" in LearnerEmail.objects.get().audience


def test_nothing_ticked_is_nobody(teacher: User, course: Course, learners: list[Enrolment]) -> None:
    page = signed_in(teacher).get(address(course, "?chosen=1")).content.decode()
    assert "No one is selected." in page
    page = signed_in(teacher).get(address(course, "?q=nobody-has-this-name")).content.decode()
    assert "there is no one to write to" in page
    writer = Writer(teacher, course, "?chosen=1")
    assert "previewed" not in writer.preview()
    with pytest.raises(NoRecipients):
        write_to_learners(
            course=course,
            people=[],
            subject="S",
            text="T",
            audience="",
            by=teacher,
            at=timezone.now(),
            key=uuid4(),
        )
    assert not LearnerEmail.objects.exists()


def test_learners_of_other_courses_and_suspended_ones_get_none(
    teacher: User, course: Course, learners: list[Enrolment]
) -> None:
    stranger = enrolled(make_course())
    User.objects.filter(pk=learners[2].person_id).update(is_active=False)
    query = "?" + "&".join(f"learner={one.pk}" for one in (stranger, *learners[1:]))
    writer = Writer(teacher, course, query)
    writer.send(writer.preview())
    assert [one.to for one in mail.outbox] == [["baker@example.org"]]


def test_who_joined_since_the_preview_is_shown_first(
    teacher: User, course: Course, learners: list[Enrolment]
) -> None:
    writer = Writer(teacher, course)
    page = writer.preview()
    enrolled(course, person=UserFactory(last_name="Davis"))
    answer = writer.send(page).content.decode()
    assert not mail.outbox
    assert "changed since the preview" in answer
    assert "Send to 4 people" in answer
    writer.said["text"] = "Something else."
    assert "changed since the preview" in writer.send(answer).content.decode()
    assert not mail.outbox


@pytest.mark.parametrize("role", [INSTRUCTOR, REVIEWER, SUPPORT])
def test_others_dont_write(course: Course, learners: list[Enrolment], role: str) -> None:
    writer = Writer(UserFactory(roles=[role]), course)
    assert writer.client.post(writer.url, writer.said | {"send": "1", "previewed": "x"}).status_code == 403
    assert not LearnerEmail.objects.exists()


def test_an_administrator_writes(course: Course, learners: list[Enrolment]) -> None:
    writer = Writer(UserFactory(roles=[ADMINISTRATOR]), course)
    writer.send(writer.preview())
    assert len(mail.outbox) == 3


def test_one_that_fails_keeps_the_rest_and_is_tried_again(
    teacher: User, course: Course, learners: list[Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, is_down = messages.send_to_learner, True

    def flaky(row: LearnerEmailRecipient) -> None:
        if is_down and row.person.last_name == "Baker":
            raise OSError("mailbox unavailable")
        real(row)

    monkeypatch.setattr(messages, "send_to_learner", flaky)
    email = write_to_learners(
        course=course,
        people=[one.person_id for one in learners],
        subject="S",
        text="T",
        audience="",
        by=teacher,
        at=timezone.now(),
        key=uuid4(),
    )
    assert sorted(one.to[0] for one in mail.outbox) == ["adams@example.org", "clark@example.org"]
    assert email.recipients.filter(sent_at=None).count() == 1
    is_down = False
    send_what_waits(at=timezone.now())
    assert sorted(one.to[0] for one in mail.outbox)[1] == "baker@example.org"
    assert send_email(email_id=email.pk, at=timezone.now()) == 0


def test_one_that_always_fails_is_given_up(
    teacher: User, course: Course, learners: list[Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(row: LearnerEmailRecipient) -> None:
        raise OSError("mailbox unavailable")

    monkeypatch.setattr(messages, "send_to_learner", down)
    write_to_learners(
        course=course,
        people=[learners[0].person_id],
        subject="S",
        text="T",
        audience="",
        by=teacher,
        at=timezone.now(),
        key=uuid4(),
    )
    for _number in range(10):
        send_what_waits(at=timezone.now())
    assert LearnerEmailRecipient.objects.get().tries == LearnerEmailRecipient.MOST_TRIES


def test_a_message_is_text_and_nothing_else(teacher: User, course: Course, learners: list[Enrolment]) -> None:
    writer = Writer(teacher, course, f"?learner={learners[0].pk}")
    writer.said |= {"subject": "<b>Bold</b>", "text": "<script>alert(1)</script>"}
    writer.send(writer.preview())
    [sent] = mail.outbox
    assert sent.subject == "<b>Bold</b>"
    assert "<script>" not in sent.alternatives[0][0]
