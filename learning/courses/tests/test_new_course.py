"""A new course is one short form: what it makes, what it refuses, and what it keeps."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from accounts.models import User
from accounts.roles import INSTRUCTOR, REVIEWER
from accounts.tests.factories import UserFactory
from common.money import Money
from learning.courses.addresses import builder_url
from learning.courses.models import Course, CoursePage
from learning.courses.selectors import prices_of
from learning.testing.clients import signed_in
from learning.testing.courses import CategoryFactory, make_catalog

pytestmark = pytest.mark.django_db

NEW = "/admin/academy/courses/new/"


@pytest.fixture
def author() -> User:
    make_catalog()
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def client(author: User) -> Client:
    return signed_in(author)


def typed(**changes: Any) -> dict[str, Any]:
    said = {"title": "Knots", "short_description": "Tie what holds.", "pricing": "free", "key": str(uuid4())}
    return said | changes


def test_it_makes_a_draft_with_all_that_a_course_has(author: User, client: Client) -> None:
    category = CategoryFactory(name="Sailing")
    answer = client.post(NEW, typed(category=category.pk))
    page = CoursePage.objects.get()
    course = page.course
    assert answer.url == builder_url(page)
    assert (page.title, page.slug, page.short_description) == ("Knots", "knots", "Tie what holds.")
    assert (page.live, page.owner, page.category) == (False, author, category)
    assert (course.title, course.is_free, course.status) == ("Knots", True, Course.Status.ACTIVE)
    assert list(course.course_instructors.values_list("account", "is_owner")) == [(author.pk, True)]
    assert course.collection is not None and course.collection.name == "Knots"
    assert course.status_changes.get().changed_by == author
    assert page.latest_revision is not None and page.latest_revision.user == author
    assert page.has_unpublished_changes
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.create", user=author).count() == 1


def test_a_paid_one_has_its_prices_at_once(client: Client) -> None:
    answer = client.post(NEW, typed(pricing="paid", EUR="49,00"), follow=True)
    course = Course.objects.get()
    assert prices_of([course.pk])[course.pk] == (Money(4900, "EUR"),)
    assert "It costs €49.00" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Enter a title."),
        ({"short_description": " "}, "Enter one sentence about the course."),
        ({"pricing": "paid"}, "Enter a price in at least one currency"),
        ({"pricing": "paid", "EUR": "0"}, "Enter a price in at least one currency"),
        ({"pricing": "paid", "EUR": "many"}, "isn&#x27;t an amount"),
        ({"title": "x" * 256}, "at most 255 characters"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_makes_nothing(
    client: Client, changes: dict[str, str], words: str
) -> None:
    said = typed(**changes)
    answer = client.post(NEW, said)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html and "What you typed is still here" in html
    for name in ("title", "short_description", "EUR", "key"):
        assert not said.get(name, "").strip() or said[name] in html
    assert not CoursePage.objects.exists() and not Course.objects.exists()


def test_pressed_twice_it_makes_one(client: Client) -> None:
    said = typed()
    assert client.post(NEW, said).url == client.post(NEW, said).url
    assert CoursePage.objects.count() == Course.objects.count() == 1


def test_equal_titles_and_titles_without_letters_have_addresses_of_their_own(client: Client) -> None:
    for title in ("Knots", "Knots", "!!!", "…"):
        client.post(NEW, typed(title=title))
    assert list(CoursePage.objects.order_by("pk").values_list("slug", flat=True)) == [
        "knots",
        "knots-1",
        "course",
        "course-1",
    ]


def test_amounts_of_a_free_course_count_nothing(client: Client) -> None:
    client.post(NEW, typed(EUR="49"))
    assert Course.objects.get().is_free


def test_wagtails_own_way_to_add_a_course_leads_here(client: Client) -> None:
    catalogue = make_catalog()
    add = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalogue.pk])
    assert client.get(add).url == f"{NEW}?catalogue={catalogue.pk}"


def test_others_dont_create_courses(author: User) -> None:
    client = signed_in(UserFactory(roles=[REVIEWER]))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed()).status_code == 403
    assert not CoursePage.objects.exists()
