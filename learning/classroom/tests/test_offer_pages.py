"""The public pages of paths and bundles: what they show to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from accounts.tests.factories import UserFactory
from common.money import Money
from learning.access import actions
from learning.access.models import Milestone
from learning.classroom.offers.bundle_screen import list_price
from learning.courses import presenters
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import make_bundle, make_path, make_path_page, paid_course

pytestmark = pytest.mark.django_db


def shown(client: Client, page: Page) -> str:
    return re.sub(r"\s+", " ", client.get(Page.objects.get(pk=page.pk).url).content.decode())


def states(html: str) -> list[str]:
    return re.findall(r'class="path-step path-step--(\w+)"', html)


def finish(person: Any, course: Course) -> None:
    actions.record_milestone(
        person_id=person.pk,
        course_id=course.pk,
        kind=Milestone.Kind.COURSE_COMPLETED,
        at=timezone.now(),
    )


def test_a_path_shows_each_step_as_it_stands(client: Client) -> None:
    first, second, last = (courses.make_course(lessons=1) for _number in range(3))
    page, person = make_path((first, True), (second, True), (last, False)), UserFactory()
    assert states(shown(client, page)) == ["offered"] * 3
    client.force_login(person)
    client.post(Page.objects.get(pk=page.pk).url, {"do": "join"})
    html = shown(client, page)
    assert states(html) == ["now", "locked", "locked"]
    assert f"Complete “{first.title}” first." in html
    finish(person, first)
    html = shown(client, page)
    assert states(html) == ["done", "now", "locked"]
    assert "1 of 2 required courses completed" in html
    finish(person, second)
    assert states(shown(client, page)) == ["done", "done", "now"]


def test_who_has_finished_is_told_so(client: Client) -> None:
    only, person = courses.make_course(lessons=1), UserFactory()
    page = make_path((only, True))
    actions.join_path(person=person, path=page.learning_path, at=timezone.now())
    finish(person, only)
    client.force_login(person)
    assert "You've completed this learning path" in shown(client, page)


@pytest.mark.parametrize(("visibility", "is_named"), [("private", False), ("members_only", False)])
def test_what_is_not_for_their_eyes_is_not_named(client: Client, visibility: str, is_named: bool) -> None:
    secret = courses.make_course(title="The secret recipe", lessons=1, visibility=visibility)
    path = make_path((secret, True), (courses.make_course(lessons=1), True))
    bundle = make_bundle((secret, ""), (courses.make_course(lessons=1), ""))
    for page in (path, bundle):
        assert ("The secret recipe" in shown(client, page)) is is_named
    assert "And 1 more course that isn't available to you." in shown(client, bundle)


def test_a_price_that_leaves_something_out_is_not_shown(client: Client) -> None:
    prices = [(1000, "EUR")]
    open_to_all = courses.make_course(lessons=1, prices=prices)
    for_members = courses.make_course(lessons=1, prices=prices, visibility="members_only")
    page = make_bundle((open_to_all, ""), (for_members, ""))
    assert "€20.00" not in shown(client, page) and "Bought separately" not in shown(client, page)
    client.force_login(UserFactory())
    assert "€20.00" in shown(client, page)


def test_a_list_shows_its_pages_and_how_far_somebody_is(client: Client) -> None:
    page, person = make_path((courses.make_course(lessons=1), True)), UserFactory()
    bundle = make_bundle((paid_course(lessons=1), ""))
    actions.join_path(person=person, path=page.learning_path, at=timezone.now())
    actions.grant_bundle_access(person=person, bundle=bundle.bundle, by=None, at=timezone.now())
    client.force_login(person)
    paths, bundles = shown(client, page.get_parent()), shown(client, bundle.get_parent())
    assert "Joined" in paths and "1 course" in paths
    assert "Owned" in bundles and "All courses" in bundles


@pytest.mark.parametrize(
    ("make", "words"), [(make_path, "No learning paths yet"), (make_bundle, "No bundle")]
)
def test_an_empty_list_leads_to_the_courses(client: Client, make: Any, words: str) -> None:
    page = make((courses.make_course(lessons=1), True if make is make_path else ""))
    index = page.get_parent()
    page.unpublish()
    html = shown(client, index)
    assert words in html and 'href="/courses/"' in html


def test_a_path_before_its_first_edition(client: Client) -> None:
    page = make_path_page((courses.make_course(lessons=1), True))
    assert "This learning path isn't available yet" in shown(client, page)


class Priced:
    def __init__(self, *prices: tuple[int, str]) -> None:
        self.prices = tuple(Money(*price) for price in prices)


@pytest.mark.parametrize(
    ("cards", "most", "words"),
    [
        ([Priced((1000, "EUR")), Priced((2500, "EUR")), Priced()], None, "€35.00"),
        ([Priced((1000, "EUR")), Priced((2500, "EUR"))], 1, "€25.00"),
        ([Priced((1000, "EUR"), (1100, "USD")), Priced((2000, "USD"))], None, "$31.00"),
        ([Priced((1000, "EUR")), Priced((2000, "USD"))], None, ""),
        ([Priced()], None, ""),
    ],
)
def test_what_courses_cost_one_by_one(cards: list[Any], most: int | None, words: str, settings: Any) -> None:
    settings.CURRENCIES = ["EUR", "USD"]
    assert list_price(cards, most) == words


@pytest.mark.parametrize("make", [make_path, make_bundle])
def test_a_preview_is_the_screen_itself(make: Any) -> None:
    page = make((courses.make_course(lessons=1), True if make is make_path else ""))
    page.title = "As it will be called"
    for shown_page in (page, page.get_parent().specific):
        html = shown_page.make_preview_request().render().content.decode()
        assert f"<h1>{shown_page.title}</h1>" in html or f">{shown_page.title}</h1>" in html


def test_a_page_that_nobody_shows_is_an_error_of_ours() -> None:
    with pytest.raises(ImproperlyConfigured, match="Page"):
        presenters.presenter().present_page(RequestFactory().get("/"), Page())


def test_fifty_courses_ask_no_more_than_five(client: Client) -> None:
    many = [paid_course(lessons=1) if number % 5 else courses.make_course(lessons=1) for number in range(50)]
    paths = [make_path(*((course, True) for course in some)) for some in (many[:5], many)]
    bundles = [make_bundle(*((course, "") for course in some)) for some in (many[:5], many)]
    person = UserFactory()
    for page in paths:
        actions.grant_path_access(person=person, path=page.learning_path, by=None, at=timezone.now())
    client.force_login(person)
    asked = {}
    for kind, pair in (("path", paths), ("bundle", bundles)):
        asked[kind] = [_queries(client, page) for page in pair]
    assert asked["path"][0] == asked["path"][1] <= 24
    assert asked["bundle"][0] == asked["bundle"][1] <= 25


def test_a_long_list_asks_no_more_than_a_short_one(client: Client) -> None:
    course, person = courses.make_course(lessons=1), UserFactory()
    client.force_login(person)
    path, bundle = make_path((course, True)), make_bundle((course, ""))
    few = [_queries(client, page.get_parent()) for page in (path, bundle)]
    for _number in range(4):
        page = make_path((course, True))
        actions.join_path(person=person, path=page.learning_path, at=timezone.now())
        make_bundle((course, ""))
    more = [_queries(client, page.get_parent()) for page in (path, bundle)]
    assert [after - before <= 3 for before, after in zip(few, more, strict=True)] == [True, True]


def _queries(client: Client, page: Page) -> int:
    url = Page.objects.get(pk=page.pk).url
    client.get(url)  # what is kept in the process is kept now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
