"""Support finds a learner from the admin's first page, and an answer about a lesson in four presses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.testing.access import DAY, GrantFactory, paid_course
from learning.testing.clients import queries
from learning.testing.quiz_takers import QuizTaker, some_quiz

pytestmark = pytest.mark.django_db

LIST = "/admin/academy/learners/"


@pytest.fixture
def course() -> Course:
    return paid_course(title="Tea")


@pytest.fixture
def lena(course: Course) -> User:
    person = UserFactory(first_name="Lena", last_name="Lindqvist", email="lena@example.org")
    GrantFactory(person=person, course=course, purchase_id="A-1001")
    return person


@pytest.fixture
def helper() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[SUPPORT]))
    return client


def listed(response: Any) -> list[str]:
    return [row.person.email for row in response.context["rows"]]


@pytest.mark.parametrize(
    "text", ["lena", "Lindqvist Lena", "LENA@example.org", "A-1001", "  lena  "], ids=str.strip
)
def test_one_field_finds_by_name_address_and_order_number(helper: Client, lena: User, text: str) -> None:
    UserFactory(first_name="Someone", last_name="Else")
    response = helper.get(LIST, {"q": text})
    assert response.url == reverse("support:learner", args=[lena.public_id])


def test_several_are_listed_and_none_says_what_to_do(helper: Client, lena: User) -> None:
    UserFactory(first_name="Lena", last_name="Other", email="other@example.org")
    assert listed(helper.get(LIST, {"q": "lena"})) == ["lena@example.org", "other@example.org"]
    assert "No one matches" in helper.get(LIST, {"q": "nobody of this name"}).content.decode()


def test_the_list_is_filtered_by_course_and_by_ends_of_the_next_fortnight(
    helper: Client, lena: User, course: Course
) -> None:
    now = timezone.now()
    other, soon, late = paid_course(title="Coffee"), UserFactory(email="soon@example.org"), UserFactory()
    past = {"granted_at": now - 30 * DAY, "starts_at": now - 30 * DAY}
    GrantFactory(person=soon, course=other, ends_at=now + 13 * DAY, **past)
    GrantFactory(person=late, course=other, ends_at=now + 15 * DAY, **past)
    assert listed(helper.get(LIST, {"course": course.pk})) == ["lena@example.org"]
    assert listed(helper.get(LIST, {"ends": "14"})) == ["soon@example.org"]
    assert listed(helper.get(LIST, {"ends": "14", "course": course.pk})) == []


@pytest.mark.parametrize("query", ["course=999999", "course=x", "ends=yesterday", "p=none", "q=" + "x" * 300])
def test_an_address_that_asks_in_vain_shows_the_list(helper: Client, lena: User, query: str) -> None:
    response = helper.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert listed(response) == ["lena@example.org"]


@pytest.mark.parametrize(("role", "may"), [(SUPPORT, True), (ADMINISTRATOR, True), (INSTRUCTOR, False)])
def test_the_first_page_and_the_menu_lead_there(role: str, may: bool) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    html = client.get("/admin/").content.decode()
    assert ("academy-find-q" in html) == may
    assert (LIST in html) == may
    assert (client.get(LIST).status_code == 200) == may


def test_four_presses_from_signing_in_to_the_answer_for_a_lesson(
    helper: Client, lena: User, course: Course
) -> None:
    UserFactory(first_name="Lena", last_name="Other")
    lesson = outline_of_release(course.latest_release_id).lessons[1]
    assert f'action="{LIST}"' in helper.get("/admin/").content.decode()
    why = reverse("support:why", args=[lena.public_id])
    found = helper.get(LIST, {"q": "lena"}).content.decode()  # 1: Find
    assert f'href="{why}"' in found
    courses = helper.get(why).content.decode()  # 2: Why?
    assert f'href="?course={course.pk}"' in courses
    lessons = helper.get(why, {"course": course.pk}).content.decode()  # 3: the course
    assert f'href="?course={course.pk}&amp;lesson={lesson.id}"' in lessons
    answer = helper.get(why, {"course": course.pk, "lesson": lesson.id}).content.decode()  # 4: the lesson
    assert f"{course.title} · 2. {lesson.title}" in answer
    assert "They have access" in answer


def test_the_list_costs_as_much_for_many_as_for_one(lena: User, course: Course) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[SUPPORT]))
    few = queries(client, LIST)
    for _number in range(5):
        GrantFactory(person=UserFactory(), course=course)
    assert queries(client, LIST) == few


def test_the_record_shows_attempts(helper: Client) -> None:
    taker = QuizTaker(some_quiz(title="Openings"))
    taker.take(right=2)
    taker.start()
    html = helper.get(reverse("support:learner", args=[taker.enrolment.person.public_id])).content.decode()
    assert html.count("Openings") == 2
    assert "In progress" in html
    assert "66.7%" in html
