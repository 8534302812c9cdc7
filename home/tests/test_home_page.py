"""Guards the first page: an editor's words, and the same for everybody who is not signed in."""

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from home.models import HomePage
from home.tests.factories import hero, link, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    return make_home()


def test_it_shows_the_headline_and_the_way_to_the_courses(client: Client, home: HomePage) -> None:
    html = client.get("/").content.decode()
    assert '<h1 class="hero__title">Learn one thing properly</h1>' in html
    assert '<meta name="description" content="Short courses.">' in html
    assert 'href="/courses/"' in html
    assert "See all courses" in html


def test_the_words_of_the_button_are_the_editors(client: Client, home: HomePage) -> None:
    home.sections = [hero(first_button=link("Find your course"))]
    home.save_revision().publish()
    html = client.get("/").content.decode()
    assert "Find your course" in html
    assert "See all courses" not in html


def test_what_a_visitor_sees_holds_nothing_of_their_own(client: Client, home: HomePage) -> None:
    """So it may be cached: no cookie is set and no token stands in the page."""
    response = client.get("/")
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_visitor_may_sign_in_or_up(client: Client, home: HomePage) -> None:
    html = client.get("/").content.decode()
    assert 'href="/account/login/"' in html
    assert 'href="/account/signup/"' in html
    assert "/my-dashboard/" not in html


def test_a_person_has_their_menu(client: Client, home: HomePage) -> None:
    person = UserFactory.create(display_name="Ada <Lovelace>")
    client.force_login(person)
    html = client.get("/").content.decode()
    assert "Ada &lt;Lovelace&gt;" in html
    assert 'href="/my-dashboard/"' in html
    assert 'action="/account/logout/" method="post"' in html
    assert 'href="/admin/"' not in html
    assert 'href="/account/login/"' not in html


def test_whoever_may_enter_the_administration_finds_its_door(client: Client, home: HomePage) -> None:
    client.force_login(UserFactory.create(roles=["Instructor"]))
    assert 'href="/admin/"' in client.get("/").content.decode()


def test_it_stands_at_the_root_and_holds_the_catalogue_and_the_instructors() -> None:
    assert [model.__name__ for model in HomePage.clean_parent_page_models()] == ["Page"]
    below = {model._meta.label for model in HomePage.clean_subpage_models()}
    assert below == {
        "access.BundleIndexPage",
        "access.LearningPathIndexPage",
        "courses.CatalogPage",
        "courses.InstructorIndexPage",
        "home.LandingPage",
    }


def test_an_address_with_nothing_at_it_says_so_in_the_sites_clothes(client: Client, home: HomePage) -> None:
    response = client.get("/no-such-place/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "We couldn't find this page" in html
    assert 'class="site-header"' in html


def test_a_form_that_is_too_old_is_refused_in_words(home: HomePage) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/account/logout/")
    html = response.content.decode()
    assert response.status_code == 403
    assert "nothing was changed" in html
    assert 'class="site-header"' in html
