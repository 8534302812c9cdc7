"""Favourites: of courses that were not joined, and of people who have not signed in yet."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from learning.progress import actions
from learning.progress.models import Favourite
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.clients import queries, signed_in, url_of

pytestmark = pytest.mark.django_db


def heart(client: Client, course, **headers: str):
    return client.post(f"/favourites/{course.public_id}/", headers=headers)


def test_favourites_that_were_not_joined_are_listed() -> None:
    person = UserFactory()
    wished, joined = courses.make_course(title="Wished for"), courses.make_course(title="Joined")
    enrolled(joined, person=person)
    for course in (wished, joined):
        actions.toggle_favourite(person=person, course_id=course.pk, at=NOON)
    client = signed_in(person)
    for query in ("", "?show=favourites"):
        page = client.get(f"/my-dashboard/{query}").content.decode()
        listed = page.split('id="wishes-title"')[1].split("</section>")[0]
        assert "Wished for" in listed and "Joined" not in listed
    assert 'id="wishes-title"' not in client.get("/my-dashboard/?show=completed").content.decode()


def test_somebody_new_finds_their_wish_list_too() -> None:
    person = UserFactory()
    course = courses.make_course(title="Wished for")
    actions.toggle_favourite(person=person, course_id=course.pk, at=NOON)
    page = signed_in(person).get("/my-dashboard/").content.decode()
    assert "You're not enrolled in any courses yet" in page and 'id="wishes-title"' in page


def test_favourites_chosen_before_sign_in_survive_it() -> None:
    course, other = courses.make_course(), courses.make_course()
    person = UserFactory()
    client = Client()
    assert f'action="/favourites/{course.public_id}/"' in client.get("/courses/").content.decode()
    heart(client, course)
    for address in ("/courses/", url_of(course)):
        page = client.get(address).content.decode()
        form = page.split(f'action="/favourites/{course.public_id}/"')[1].split("</form>")[0]
        assert 'aria-pressed="true"' in form, address
    assert not Favourite.objects.exists()
    client.force_login(person)
    client.get("/my-dashboard/")
    assert list(Favourite.objects.values_list("person", "course")) == [(person.pk, course.pk)]
    client.get("/my-dashboard/")
    assert Favourite.objects.count() == 1 and not Favourite.objects.filter(course=other).exists()


def test_a_second_press_takes_the_heart_back() -> None:
    course = courses.make_course()
    client = Client()
    heart(client, course)
    answer = heart(client, course, **{"HX-Request": "true"})
    assert 'aria-pressed="false"' in answer.content.decode()
    client.force_login(UserFactory())
    client.get("/my-dashboard/")
    assert not Favourite.objects.exists()


def test_what_one_chose_is_not_the_next_ones() -> None:
    course = courses.make_course()
    client = Client()
    heart(client, course)
    client.force_login(UserFactory())
    client.get("/my-dashboard/")
    client.logout()
    client.force_login(second := UserFactory())
    client.get("/my-dashboard/")
    assert not Favourite.objects.filter(person=second).exists()


def test_somebody_signed_in_changes_nothing_without_a_token() -> None:
    course = courses.make_course()
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert heart(client, course).status_code == 302
    assert not Favourite.objects.exists()
    assert client.post(f"/my-dashboard/favourites/{course.public_id}/").status_code == 403


def test_a_visitors_page_is_still_kept_for_the_next_visitor() -> None:
    courses.make_course()
    Client().get("/courses/")
    assert queries(Client(), "/courses/") == 0
    page = Client().get("/courses/")
    assert "csrfmiddlewaretoken" not in page.content.decode() and not page.cookies


def test_a_longer_wish_list_costs_no_more_queries() -> None:
    person = UserFactory()
    client = signed_in(person)
    for _number in range(2):
        actions.toggle_favourite(person=person, course_id=courses.make_course().pk, at=NOON)
    few = queries(client, "/my-dashboard/")
    for _number in range(4):
        actions.toggle_favourite(person=person, course_id=courses.make_course().pk, at=NOON)
    assert queries(client, "/my-dashboard/") == few
