"""An instructor announces: previewed, told to each learner once, and on the course page until withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, LEARNER, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access.actions import extend_course_access
from learning.access.audiences import name_of_course_audience
from learning.access.models import CourseAccess
from learning.courses.models import Course
from learning.testing.access import enrolled, make_cohort, make_path
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.courses import make_course
from notifications.audiences import audience_named, may_write_to, offered_to
from notifications.delivery import deliver_due
from notifications.models import Broadcast, Message

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "notifications_admin:new_broadcast"


@pytest.fixture
def teacher(transactional_db: None) -> User:
    return UserFactory(roles=[INSTRUCTOR], first_name="Tina", last_name="Teach", email="tina@example.org")


@pytest.fixture
def course(teacher: User) -> Course:
    return make_course(modules=0, lessons=1, owner=teacher, title="Sailing")


def written(client: Client, course: Course, **more: Any) -> Any:
    said = {"audience": name_of_course_audience(course), "subject": "Friday", "text": "We meet at six."}
    return client.post(reverse(NEW), said | {"stands_on_page": "on"} | more, follow=True)


def press(client: Client, verb: str) -> Any:
    broadcast = Broadcast.objects.get()
    return client.post(
        reverse("notifications_admin:broadcast_do", args=[broadcast.public_id, verb]), follow=True
    )


def test_an_instructor_announces_and_withdraws(teacher: User, course: Course) -> None:
    learner = enrolled(course).person
    client, reader = signed_in(teacher), signed_in(learner)
    offered = client.get(reverse(NEW), {"to": name_of_course_audience(course)}).content.decode()
    assert "Sailing" in offered and "selected" in offered
    page = written(client, course).content.decode()
    for words in ("1 person", "1 by email, 1 on the site", "Hello Tina Teach", "We meet at six."):
        assert words in page
    assert (
        not Message.objects.exists() and "We meet at six." not in reader.get(url_of(course)).content.decode()
    )
    assert "1 of 1 people processed" in press(client, "send").content.decode()
    press(client, "send")
    deliver_due(at=timezone.now())
    assert [(one.to, one.reply_to) for one in mail.outbox] == [([learner.email], ["tina@example.org"])]
    assert url_of(course) in mail.outbox[0].body
    shown = reader.get(url_of(course)).content.decode()
    assert "Announcements" in shown and "We meet at six." in shown and "Tina Teach" in shown
    assert "We meet at six." in reader.get(reverse("notifications:list")).content.decode()
    assert "Friday" in client.get(reverse("notifications_admin:broadcasts")).content.decode()
    press(client, "withdraw")
    assert "We meet at six." not in reader.get(url_of(course)).content.decode()
    assert Message.objects.filter(person=learner, status="sent").count() == 2


def test_a_text_is_edited_and_not_sent_to_nobody(teacher: User, course: Course) -> None:
    client = signed_in(teacher)
    page = written(client, course).content.decode()
    assert "so it can" in page and "broadcast_do" not in page and ">Send<" not in page
    again = f"{reverse(NEW)}?from={Broadcast.objects.get().public_id}"
    assert again in page
    form = client.get(again).content.decode()
    assert "Friday" in form and "We meet at six." in form
    other = signed_in(UserFactory(roles=[INSTRUCTOR]))
    for address in (again, f"{reverse(NEW)}?from=none"):
        assert "We meet at six." not in other.get(address).content.decode()


def test_it_stands_there_for_those_who_are_let_in(teacher: User, course: Course) -> None:
    person, former = enrolled(course).person, enrolled(course).person
    client = signed_in(teacher)
    written(client, course)
    press(client, "send")
    now = timezone.now()
    grant = CourseAccess.objects.get(person=former)
    extend_course_access(grant=grant, ends_at=now - timedelta(days=1), at=now)
    readers = {
        "learner": (signed_in(person), True),
        "teacher": (client, True),
        "administrator": (signed_in(UserFactory(roles=[ADMINISTRATOR])), True),
        "former learner": (signed_in(former), False),
        "somebody": (signed_in(UserFactory()), False),
        "visitor": (Client(), False),
    }
    for who, (reader, sees) in readers.items():
        assert ("We meet at six." in reader.get(url_of(course)).content.decode()) is sees, who


def test_more_announcements_cost_no_more_queries(teacher: User, course: Course) -> None:
    reader = signed_in(enrolled(course).person)
    costs = []
    for count in (1, 6):
        Broadcast.objects.bulk_create(
            Broadcast(
                audience=name_of_course_audience(course), subject="S", text="T", sender=teacher,
                created_at=timezone.now(), started_at=timezone.now(), stands_on_page=True, state="done",
            )
            for _number in range(count)
        )  # fmt: skip
        queries(reader, url_of(course))
        costs.append(queries(reader, url_of(course)))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("role", "own", "others", "groups"),
    [
        (INSTRUCTOR, True, False, False),
        (ADMINISTRATOR, True, True, True),
        (REVIEWER, False, False, False),
        (SUPPORT, False, False, False),
        (LEARNER, False, False, False),
    ],
)
def test_who_may_write_to_whom(role: str, own: bool, others: bool, groups: bool) -> None:
    person = UserFactory(roles=[role])
    theirs = make_course(owner=person if role == INSTRUCTOR else UserFactory(roles=[INSTRUCTOR]))
    other = make_course(owner=UserFactory(roles=[INSTRUCTOR]))
    cohort = make_cohort(other, at=timezone.now(), starts_at=timezone.now())
    path = make_path((other, True)).learning_path
    names = {
        name_of_course_audience(theirs): own,
        name_of_course_audience(other): others,
        f"cohort:{cohort.public_id}": groups,
        f"path:{path.public_id}": groups,
        "course:nonsense": False,
        "planet:earth": False,
    }
    offered = {name for _label, choices in offered_to(person) for name, _words in choices}
    for name, may in names.items():
        assert may_write_to(person, name) is may, name
        assert (name in offered) is may, name


def test_nobody_writes_to_the_learners_of_others(course: Course) -> None:
    enrolled(course)
    stranger = signed_in(UserFactory(roles=[INSTRUCTOR]))
    assert written(stranger, course).status_code == 422
    assert not Broadcast.objects.exists()
    written(signed_in(UserFactory(roles=[ADMINISTRATOR])), course)
    assert press(stranger, "send").status_code == 403
    assert press(signed_in(UserFactory(roles=[SUPPORT])), "send").status_code == 403
    assert Broadcast.objects.get().state == "prepared"


def test_whom_each_audience_holds(course: Course) -> None:
    now = timezone.now()
    learner, suspended = enrolled(course).person, enrolled(course).person
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    enrolled(make_course())
    assert list(audience_named(name_of_course_audience(course), at=now).people) == [learner]
