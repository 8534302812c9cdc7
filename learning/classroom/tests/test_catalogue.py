"""The catalogue: what an address asks for is what it shows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.classroom.caching import cache_version
from learning.classroom.selectors import address_with_courses
from learning.courses import actions
from learning.courses.models import Course, LessonPage, Release
from learning.progress.models import Favourite
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.clients import queries_of_first, signed_in
from learning.testing.large_courses import many_courses

pytestmark = pytest.mark.django_db


def titles(response: Any) -> list[str]:
    """The titles of the cards under the filters, in their order."""
    results = response.content.decode().partition('id="catalogue"')[2]
    return re.findall(r'course-card__title"><a href="[^"]*">([^<]*)<', results)


def counts(response: Any, name: str) -> dict[str, int]:
    """Per value of a facet, the count beside it."""
    pattern = rf'name="{name}"\s+value="([^"]*)"(?:(?!<label).)*?facet__count">(\d+)<'
    return {value: int(count) for value, count in re.findall(pattern, response.content.decode(), re.S)}


@pytest.fixture
def academy() -> dict[str, Any]:
    """Three courses that differ in everything one can filter by."""
    data, web = (courses.CategoryFactory(name=name, slug=name.lower()) for name in ("Data", "Web"))
    ada, ben = (courses.make_instructor(first_name=name, last_name="Teacher") for name in ("Ada", "Ben"))
    courses.make_instructor_page(ada, slug="ada")
    long_lesson = {"minutes_override": 400}
    return {
        "ada": ada,
        "charts": courses.make_course(title="Charts", owner=ada, category=data, level="beginner", lessons=1),
        "surveys": courses.make_course(
            title="Surveys",
            owner=ben,
            category=data,
            level="advanced",
            prices=[(4900, "EUR")],
            lesson_fields=long_lesson,
        ),
        "pages": courses.make_course(
            title="Pages",
            owner=ben,
            category=web,
            level="beginner",
            language="fr",
            prices=[(900, "EUR")],
            lessons=1,
        ),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Pages", "Surveys", "Charts"]),
        ("category=data", ["Surveys", "Charts"]),
        ("category=data&category=web", ["Pages", "Surveys", "Charts"]),
        ("category=data&level=beginner", ["Charts"]),
        ("instructor=ada", ["Charts"]),
        ("price=free", ["Charts"]),
        ("price=paid", ["Pages", "Surveys"]),
        ("price=free&price=paid", ["Pages", "Surveys", "Charts"]),
        ("duration=short", ["Pages", "Charts"]),
        ("duration=long", ["Surveys"]),
        ("language=fr", ["Pages"]),
        ("category=unheard-of", []),
        ("sort=title", ["Charts", "Pages", "Surveys"]),
        ("sort=price", ["Charts", "Pages", "Surveys"]),
        ("sort=-price", ["Surveys", "Pages", "Charts"]),
        ("sort=nonsense&view=nonsense&page=99", ["Pages", "Surveys", "Charts"]),
        ("q=charts", ["Charts"]),
        ("q=surv", ["Surveys"]),
        ("q=charts&category=web", []),
        ("q=%00", ["Pages", "Surveys", "Charts"]),
    ],
)
def test_an_address_shows_what_it_asks_for(
    client: Client, academy: dict[str, Any], query: str, found: list[str]
) -> None:
    response = client.get(f"/courses/?{query}")
    assert response.status_code == 200
    assert titles(response) == found


def test_the_most_popular_course_comes_first(client: Client, academy: dict[str, Any]) -> None:
    enrolled(academy["charts"])
    assert titles(client.get("/courses/?sort=popular"))[0] == "Charts"


def test_each_facet_is_counted_with_the_other_filters(client: Client, academy: dict[str, Any]) -> None:
    response = client.get("/courses/?category=data&level=beginner")
    assert counts(response, "category") == {"data": 1, "web": 1}
    assert counts(response, "level") == {"beginner": 1, "advanced": 1}
    assert counts(response, "price") == {"free": 1}


def test_a_filter_that_is_on_can_be_taken_away(client: Client, academy: dict[str, Any]) -> None:
    response = client.get("/courses/?category=data&level=beginner&view=list")
    assert 'href="?level=beginner&amp;view=list"' in response.content.decode()
    assert "course-list" in response.content.decode()


def test_nothing_found_says_so_and_offers_a_way_on(client: Client, academy: dict[str, Any]) -> None:
    page = client.get("/courses/?q=zzzz").content.decode()
    assert "No courses match your filters" in page
    assert "Show all courses" in page


@pytest.mark.parametrize("status", [Course.Status.ARCHIVED])
def test_what_is_not_listed_is_not_shown(client: Client, academy: dict[str, Any], status: str) -> None:
    client.get("/courses/")
    actions.change_status(course=academy["pages"], status=status, actor=None, at=timezone.now())
    assert titles(client.get("/courses/")) == ["Surveys", "Charts"]


def test_htmx_gets_the_results_alone(client: Client, academy: dict[str, Any]) -> None:
    piece = client.get("/courses/?category=web", headers={"HX-Request": "true"})
    assert titles(piece) == ["Pages"]
    assert b"<html" not in piece.content
    assert "HX-Request" in piece.headers["Vary"]
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in client.get("/courses/?category=web", headers=back).content


def test_a_learner_goes_on_above_all_courses(academy: dict[str, Any]) -> None:
    person = enrolled(academy["charts"]).person
    page = signed_in(person).get("/courses/").content.decode()
    above = page.partition('id="catalogue"')[0]
    lesson = LessonPage.objects.get(lesson__course=academy["charts"])
    assert "Continue learning" in above
    assert f'href="{lesson.url}"' in above


def test_a_favourite_is_turned_over_and_back(academy: dict[str, Any]) -> None:
    person = UserFactory()
    client = signed_in(person)
    url = f"/my-dashboard/favourites/{academy['charts'].public_id}/"
    piece = client.post(url, headers={"HX-Request": "true"})
    assert b'aria-pressed="true"' in piece.content
    assert Favourite.objects.get().course == academy["charts"]
    answer = client.post(url, headers={"Referer": "http://testserver/courses/?view=list"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/courses/?view=list")
    assert not Favourite.objects.exists()


def test_a_favourite_leads_to_no_other_site(academy: dict[str, Any]) -> None:
    client = signed_in(UserFactory())
    url = f"/my-dashboard/favourites/{academy['charts'].public_id}/"
    answer = client.post(url, headers={"Referer": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/my-dashboard/"


def test_a_strangers_favourite_is_refused(client: Client, academy: dict[str, Any]) -> None:
    answer = client.post(f"/my-dashboard/favourites/{academy['charts'].public_id}/")
    assert answer.headers["Location"].startswith("/account/login/")
    assert not Favourite.objects.exists()


def test_a_thousand_courses_cost_a_visitor_no_more_than_ten_queries(academy: dict[str, Any]) -> None:
    many_courses(1000)
    response = Client().get("/courses/?sort=title")
    assert "1003 courses" in response.content.decode()
    assert len(titles(response)) == 24
    # a page that is kept for visitors would hide what it costs to make: each address is asked for once
    assert queries_of_first("/courses/?page=2") <= 10
    assert queries_of_first("/courses/?page=3&level=all") <= 10
    assert queries_of_first("/courses/?page=3&level=all") == 0


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("price", ["Free", "Cheap", "Dear", "Cheap in yen", "Dear in yen"]),
        ("-price", ["Dear", "Cheap", "Free", "Dear in yen", "Cheap in yen"]),
    ],
)
def test_amounts_of_different_currencies_are_never_compared(
    client: Client, settings: Any, sort: str, found: list[str]
) -> None:
    """What is not sold in the site's first currency comes after everything that is, whatever the number."""
    settings.CURRENCIES = ["EUR", "JPY"]
    for title, prices in {
        "Dear in yen": [(90000, "JPY")],
        "Cheap in yen": [(100, "JPY")],
        "Dear": [(9900, "EUR"), (1, "JPY")],
        "Cheap": [(900, "EUR")],
        "Free": [],
    }.items():
        courses.make_course(title=title, prices=prices, lessons=1)
    assert titles(client.get(f"/courses/?sort={sort}")) == found


def test_a_facet_in_which_all_courses_agree_is_left_out(client: Client) -> None:
    for title in ("Charts", "Surveys"):
        courses.make_course(title=title, level="beginner")
    courses.make_course(title="Pages", level="advanced", prices=[(900, "EUR")])
    page = client.get("/courses/")
    assert counts(page, "level") == {"beginner": 2, "advanced": 1} and counts(page, "price") == {
        "free": 2,
        "paid": 1,
    }
    assert counts(page, "language") == counts(page, "duration") == {}
    narrowed = client.get("/courses/", {"level": "beginner"})
    assert counts(narrowed, "price") == {"free": 2}, "no value without a course"
    assert counts(narrowed, "level") == {"beginner": 2, "advanced": 1}, "what is on can be taken off"


def test_badges_say_what_sets_a_course_apart(client: Client) -> None:
    now = timezone.now()
    old = courses.make_course(title="Old", level="all")
    courses.make_course(title="Fresh", level="advanced")
    Release.objects.filter(course=old).update(released_at=now - timedelta(days=31))
    cache_version.advance_version()
    page = client.get("/courses/").content.decode().partition('id="catalogue"')[2]
    badges = {
        title: [re.sub(r"<svg.*?</svg>", "", badge, flags=re.S) for badge in found]
        for card in page.split('<article class="course-card')
        for title in ("Old", "Fresh")
        if f">{title}</a>" in card
        and (found := re.findall(r'<span class="badge[^"]*">(.*?)</span>', card, re.S)) is not None
    }
    assert badges == {"Old": [], "Fresh": ["New", "Advanced"]}


def test_new_is_a_filter_while_some_courses_are_new_and_others_are_not(client: Client) -> None:
    old, fresh = courses.make_course(title="Old"), courses.make_course(title="Fresh")
    assert counts(client.get("/courses/"), "new") == {}, "all are new"
    Release.objects.filter(course=old).update(released_at=timezone.now() - timedelta(days=31))
    cache_version.advance_version()
    page = client.get("/courses/")
    assert counts(page, "new") == {"yes": 1} and titles(page) == ["Fresh", "Old"]
    found = client.get("/courses/?new=yes")
    assert titles(found) == ["Fresh"] and "In the last 30 days" in found.content.decode()
    Release.objects.filter(course=fresh).update(released_at=timezone.now() - timedelta(days=31))
    cache_version.advance_version()
    assert counts(client.get("/courses/"), "new") == {}, "none is"
    assert titles(client.get("/courses/?new=yes")) == []


@pytest.mark.parametrize(
    ("query", "label", "leads_to"),
    [
        (
            "category=web&level=beginner&price=free",
            "Show 1 course without “Free”",
            "category=web&level=beginner",
        ),
        ("category=gone", "Show 3 courses without “gone”", ""),
        ("instructor=ada&price=paid", "Show 2 courses without “Ada Teacher”", "price=paid"),
    ],
)
def test_filters_that_find_nothing_lead_to_the_nearest_that_do(
    client: Client, academy: dict[str, Any], query: str, label: str, leads_to: str
) -> None:
    page = client.get(f"/courses/?{query}").content.decode()
    assert "No courses match your filters" in page
    assert re.search(rf'href="\?{re.escape(leads_to.replace("&", "&amp;"))}"[^>]*>\s*(<span>)?{label}', page)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/courses/?price=free", "/courses/?price=free"),
        ("/courses/?category=data&category=gone", "/courses/?category=data&category=gone"),
        ("/courses/?instructor=ada&price=paid", "/courses/?price=paid"),
        ("/courses/?instructor=ada&price=paid&sort=title", "/courses/?price=paid&sort=title"),
        ("/courses/?category=gone", ""),
        ("/courses/?q=zzzz", "/courses/?q=zzzz"),
        ("/courses/?sort=title", "/courses/?sort=title"),
        ("/courses/", "/courses/"),
        ("https://example.org/courses/?category=gone", "https://example.org/courses/?category=gone"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("/paths/?category=gone", "/paths/?category=gone"),
    ],
)
def test_links_that_marketers_wrote_lead_to_courses(
    rf: Any, academy: dict[str, Any], address: str, leads_to: str
) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert address_with_courses(request, address) == leads_to
