"""Pages kept for visitors: given again without a query, and never once anything in them has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.tests.factories import UserFactory
from learning.classroom.caching.page_cache import PARAMETERS
from learning.classroom.catalogue.results import FACETS
from learning.courses import actions
from learning.courses.models import Category, Course, CoursePage, InstructorPage
from learning.testing import courses
from learning.testing.clients import queries, queries_of_first, signed_in, url_of, without_nonce
from learning.testing.large_courses import grow

pytestmark = pytest.mark.django_db


def kept_pages() -> list[str]:
    return list(caches["pages"]._cache)


@pytest.fixture
def course() -> Course:
    teacher = courses.make_instructor(display_name="Old Name")
    return courses.make_course(
        title="Charts", owner=teacher, category=courses.CategoryFactory(name="Old Subject", slug="subject")
    )


def test_the_second_visitor_costs_nothing(client: Client, course: Course) -> None:
    for url in ("/courses/", url_of(course)):
        assert queries(client, url) == 0
        first, second = Client().get(url), Client().get(url)
        assert without_nonce(first) == without_nonce(second)
        assert second.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Cookie" in second.headers["Vary"]


def release_anew(course: Course) -> None:
    page = CoursePage.objects.get(course=course)
    page.title = "New title"
    page.save_revision().publish()


def lock(course: Course) -> None:
    actions.change_status(course=course, status=Course.Status.LOCKED, actor=None, at=timezone.now())


def price(course: Course) -> None:
    courses.charge(course, (990, "EUR"))


def rename_teacher(course: Course) -> None:
    teacher = course.instructors.get()
    teacher.display_name = "New Name"
    teacher.save()


def introduce_teacher(course: Course) -> None:
    courses.make_instructor_page(course.instructors.get(), title="Introduced Name")
    InstructorPage.objects.get().save_revision().publish()


def rename_category(course: Course) -> None:
    category = Category.objects.get(name="Old Subject")
    category.name = "New Subject"
    category.save()


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (release_anew, "Charts", "New title"),
        (lock, "Free", "Locked"),
        (price, "Free", "€9.90"),
        (rename_teacher, "Old Name", "New Name"),
        (introduce_teacher, "Old Name", "Introduced Name"),
        (rename_category, "Old Subject", "New Subject"),
    ],
)
def test_every_change_is_seen_at_once(
    client: Client, course: Course, change: Callable[[Course], None], before: str, after: str
) -> None:
    other = courses.CategoryFactory(name="Another subject", slug="another")
    courses.make_course(title="Another", category=other)  # facets are there where courses differ
    assert before in client.get("/courses/").content.decode()
    assert queries(client, "/courses/") == 0
    change(course)
    assert after in client.get("/courses/").content.decode()


def test_nobody_signed_in_is_given_a_visitors_page(client: Client, course: Course) -> None:
    url = url_of(course)
    client.get(url)
    person = UserFactory(display_name="Zora")
    page = signed_in(person).get(url).content.decode()
    assert "Zora's account" in page
    assert "Zora's account" not in Client().get(url).content.decode()


def test_a_page_with_something_to_say_is_neither_kept_nor_given(course: Course) -> None:
    client, url = Client(), url_of(course)
    client.get(url)
    waiting = CookieStorage(RequestFactory().get("/"))._encode([Message(SUCCESS, "Only for you")])
    client.cookies["messages"] = waiting
    assert "Only for you" in client.get(url).content.decode()
    assert "Only for you" not in Client().get(url).content.decode()


def test_refusals_and_errors_are_not_kept(client: Client, course: Course) -> None:
    url = f"{url_of(course)}nothing/"
    assert client.get(url).status_code == 404
    grow(course, lessons=1)
    assert client.get(f"{url_of(course)}module-1/grown-0/").status_code == 403
    assert client.get(f"{url_of(course)}module-1/grown-0/").status_code == 403


def test_a_page_made_private_is_private_at_once(client: Client, course: Course) -> None:
    page = CoursePage.objects.get(course=course)
    assert client.get(page.url).status_code == 200
    assert client.get(page.url).status_code == 200
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(page.url).status_code == 302
    assert client.get(page.url).status_code == 302


def test_a_remembered_address_costs_no_walk_through_the_tree(course: Course) -> None:
    url = url_of(course)
    walked = queries_of_first(f"{url}?way=1")
    remembered = queries_of_first(f"{url}?way=2")
    assert remembered <= walked - 6


def test_a_course_that_moved_away_is_not_found_where_it_was(client: Client, course: Course) -> None:
    page = CoursePage.objects.get(course=course)
    old = page.url
    assert client.get(old).status_code == 200
    page.slug = "charts-anew"
    page.save_revision().publish()
    assert client.get(old).status_code == 404
    assert client.get(CoursePage.objects.get(course=course).url).status_code == 200


def test_made_up_parameters_neither_fill_the_cache_nor_miss_it(client: Client, course: Course) -> None:
    for url in ("/courses/", url_of(course)):
        assert client.get(f"{url}?made=up").status_code == 200
        assert len(kept_pages()) == 0  # such an answer may speak of its own address
        client.get(url)
        assert [queries(client, f"{url}?made=up-{number}") for number in range(3)] == [0, 0, 0]
        assert len(kept_pages()) == 1
        caches["pages"].clear()


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ("category=subject", True),
        ("sort=title", True),
        ("sort=newest&q=&category=", True),
        ("category=made-up", False),
        ("category=subject&category=made-up", False),
        ("sort=made-up", False),
        ("page=2", False),
        ("page=made-up", False),
        ("q=charts", False),
        ("category=subject&sort=title&view=list", False),
    ],
)
def test_only_what_the_catalogue_offers_is_kept(
    client: Client, course: Course, query: str, is_kept: bool
) -> None:
    assert client.get(f"/courses/?{query}").status_code == 200
    assert bool(kept_pages()) is is_kept


def test_the_order_of_parameters_makes_no_other_page(client: Client, course: Course) -> None:
    client.get("/courses/?category=subject&sort=title")
    assert queries(client, "/courses/?sort=title&category=subject&category=subject") == 0
    assert len(kept_pages()) == 1


def test_a_part_of_a_page_is_not_taken_for_the_page(client: Client, course: Course) -> None:
    part = client.get("/courses/", headers={"HX-Request": "true"}).content
    assert client.get("/courses/").content != part
    client.get("/courses/", headers={"HX-Request": "made-up", "HX-History-Restore-Request": "made-up"})
    assert len(kept_pages()) == 2


def test_the_page_cache_knows_every_filter() -> None:
    assert {*FACETS, "q", "sort", "view", "page"} == PARAMETERS.keys()


def test_probes_and_programs_ask_no_cache(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the cache was asked")

    for cache in caches.all():
        for name in ("get", "set", "add"):
            monkeypatch.setattr(type(cache), name, refuse)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
