"""A list of Wagtail's own whose address asks for what nobody knows: the list with a note, never an error."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.testing import courses

pytestmark = pytest.mark.django_db

TOO_LARGE = "9" * 25
NOTE = "ignored"


@pytest.fixture
def admin(client: Client) -> Client:
    courses.make_course()
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    return client


@pytest.mark.parametrize("value", ["abc", TOO_LARGE, "-1"])
@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("wagtailadmin_explore_root", "owner"),
        ("wagtailadmin_explore_root", "site"),
        ("wagtailadmin_reports:site_history", "user"),
        ("wagtailadmin_reports:site_history", "action"),
        ("wagtailadmin_reports:aging_pages", "last_published_at_from"),
        ("wagtailadmin_workflows:task_index", "content_type"),
        ("wagtailforms:index", "owner"),
        ("wagtailimages:index", "tag"),
        ("wagtailsnippets_courses_category:list", "locale"),
    ],
)
def test_what_a_list_does_not_know_is_left_out(admin: Client, name: str, parameter: str, value: str) -> None:
    page: Any = admin.get(reverse(name), {parameter: value}, follow=True)
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("wagtailadmin_explore_root", "owner"),
        ("wagtailforms:index", "owner"),
        ("wagtailsnippets_courses_category:list", "locale"),
    ],
)
def test_the_list_says_what_it_ignored_and_keeps_the_rest(admin: Client, name: str, parameter: str) -> None:
    address = reverse(name)
    answer = admin.get(address, {parameter: TOO_LARGE, "ordering": "title"})
    assert answer.status_code == 302 and answer.headers["Location"] == f"{address}?ordering=title"
    page = admin.get(answer.headers["Location"]).content.decode()
    assert f"ignored: {parameter}." in page
    assert NOTE not in admin.get(address).content.decode()


def test_a_known_value_stays(admin: Client) -> None:
    person = UserFactory(roles=[ADMINISTRATOR])
    address = reverse("wagtailadmin_explore_root")
    assert admin.get(address, {"owner": person.pk}).status_code in (200, 302)
    assert admin.get(address, {"p": "999", "ordering": "nonsense", "q": '"*'}).status_code == 200


def test_strangers_learn_nothing_of_what_is_known() -> None:
    address = reverse("wagtailadmin_explore_root")
    answers = [Client().get(address, {"owner": value}) for value in ("1", TOO_LARGE)]
    assert {answer.status_code for answer in answers} == {302}
    assert all("login" in answer.headers["Location"] for answer in answers)


@pytest.mark.parametrize(
    "name", ["wagtailsnippets_courses_category:list", "wagtailsnippets_home_section:list"]
)
def test_snippets_are_found_by_words(admin: Client, name: str) -> None:
    assert admin.get(reverse(name), {"q": "abc"}).status_code == 200
