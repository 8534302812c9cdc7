"""A case is handed on to a colleague, who is told, finds it to do, and closes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.courses.release.outlines import outline_of_release
from learning.support.models import SupportCase
from learning.testing.access import paid_course
from learning.testing.clients import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper() -> User:
    return UserFactory(first_name="Hana", last_name="Helper", roles=[SUPPORT])


@pytest.fixture
def admin() -> User:
    return UserFactory(first_name="Ada", last_name="Admin", roles=[ADMINISTRATOR])


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_case_goes_to_a_colleague_and_back(
    helper: User, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    learner, course = UserFactory(first_name="Lena", last_name="Learner"), paid_course(title="Tea")
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    asked = {"course": course.pk, "lesson": lesson.id}
    why = reverse("support:why", args=[learner.public_id])
    link = client_of(helper).get(why, asked).context["hand_on_url"]
    with django_capture_on_commit_callbacks(execute=True):
        sent = client_of(helper).post(link, {"handed_to": admin.pk, "note": "Paid by bank transfer"})
    assert sent.status_code == 302
    case = SupportCase.objects.get()
    assert (case.course, case.lesson.pk, case.code) == (course, lesson.id, "no_grant")
    (told,) = mail.outbox
    assert told.to == [admin.email]
    assert "Paid by bank transfer" in told.body
    assert f"{why}?course={course.pk}&lesson={lesson.id}" in told.body

    assert "case handed on to you" in client_of(admin).get("/admin/").content.decode()
    listed = client_of(admin).get(reverse("support:cases")).content.decode()
    assert "Paid by bank transfer" in listed
    with django_capture_on_commit_callbacks(execute=True):
        close = reverse("support:close_case", args=[case.public_id])
        client_of(admin).post(close, {"solution": "Granted until May"})
        client_of(admin).post(close, {"solution": "Once more"})
    assert [message.to for message in mail.outbox[1:]] == [[helper.email]]
    assert "Granted until May" in mail.outbox[1].body
    assert "case handed on to you" not in client_of(admin).get("/admin/").content.decode()
    record = client_of(helper).get(reverse("support:learner", args=[learner.public_id])).content.decode()
    assert "Granted until May" in record


def test_a_case_goes_only_to_those_who_may_see_learners(helper: User, admin: User) -> None:
    teacher, learner = UserFactory(roles=[INSTRUCTOR]), UserFactory()
    url = reverse("support:hand_on", args=[learner.public_id])
    offered = client_of(helper).get(url).context["form"].fields["handed_to"].queryset
    assert list(offered) == [admin]
    refused = client_of(helper).post(url, {"handed_to": teacher.pk, "note": "Look"})
    assert refused.status_code == 422
    assert not SupportCase.objects.exists()


def test_a_case_may_be_about_no_course(helper: User, admin: User) -> None:
    learner = UserFactory()
    url = reverse("support:hand_on", args=[learner.public_id])
    client_of(helper).post(url + "?course=999999", {"handed_to": admin.pk, "note": "Look"})
    assert SupportCase.objects.get().course is None


def test_the_list_costs_as_much_for_many_as_for_one(helper: User, admin: User) -> None:
    client = client_of(helper)

    def hand_on() -> None:
        url = reverse("support:hand_on", args=[UserFactory().public_id])
        client_of(helper).post(url, {"handed_to": admin.pk, "note": "Look"})

    hand_on()
    few = queries(client, reverse("support:cases"))
    for _number in range(4):
        hand_on()
    assert queries(client, reverse("support:cases")) == few
