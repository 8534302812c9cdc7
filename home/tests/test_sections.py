"""Every section draws, keeps one heading of the page, and costs what it should."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from home.models import HomePage, Section
from home.sections import SectionsBlock
from home.tests.factories import hero, link, make_home, make_landing, preview, section
from learning.testing import courses

pytestmark = pytest.mark.django_db

KINDS = sorted(set(SectionsBlock().child_blocks) - {"reusable_section"})


@pytest.fixture
def home() -> HomePage:
    return make_home()


def levels(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_draws_on_a_page_without_a_break_in_its_headings(client, home, kind):
    page = make_landing(
        home, hero("Spring begins"), preview(kind) if kind != "hero" else section("text", text="<p>x</p>")
    )
    html = client.get(page.url).content.decode()
    found = levels(html.split("<main")[1].split("</main>")[0])
    assert found[0] == 1 and found.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_has_a_preview_for_the_editor(admin_client, kind):
    block = SectionsBlock().child_blocks[kind]
    address = reverse("wagtailadmin_block_preview") + f"?id={block.definition_prefix}"
    html = admin_client.get(address).content.decode()
    assert "band" in html or "hero" in html
    assert block.meta.icon and block.meta.description and block.meta.group


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_section_stands_in_its_form(kind):
    """What is not in the form is not sent, and its section could never be saved."""
    block = SectionsBlock().child_blocks[kind]
    layout = block.meta.form_layout
    assert set(layout.children) | set(layout.settings) == set(block.child_blocks)


def test_a_page_that_does_not_open_with_a_hero_shows_its_title(client, home):
    page = make_landing(home, section("text", title="Later", text="<p>Words</p>"), title="Plain words")
    html = client.get(page.url).content.decode()
    assert "<h1>Plain words</h1>" in html and levels(html).count(1) == 1


def test_a_hero_further_down_is_no_heading_of_the_page(client, home):
    page = make_landing(home, section("text", text="<p>x</p>"), hero("Later"))
    assert '<h2 class="hero__title">Later</h2>' in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"label": "", "address": "/courses/", "page": None}, "label"),
        ({"label": "Go", "address": "", "page": None}, "address"),
        ({"label": "Go", "address": "javascript:alert(1)", "page": None}, "address"),
        ({"label": "Go", "address": "//evil.example/", "page": None}, "address"),
    ],
)
def test_a_button_says_what_it_does_and_leads_somewhere(value, field):
    block = SectionsBlock().child_blocks["call_to_action"].child_blocks["first_button"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize(value))
    assert field in refused.value.block_errors


def test_a_button_to_an_unpublished_page_is_left_out(client, home):
    hidden = make_landing(home, title="Hidden", slug="hidden")
    page = make_landing(
        home, hero("Open", first_button=link("Go there", page=hidden)), title="Open", slug="open"
    )
    assert "Go there" in client.get(page.url).content.decode()
    hidden.unpublish()
    assert "Go there" not in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("course_cards", {"source": "category"}),
        ("course_cards", {"source": "picked"}),
        ("highlights", {"items": []}),
    ],
)
def test_a_section_without_what_it_needs_is_refused(kind, values):
    block = SectionsBlock().child_blocks[kind]
    with pytest.raises(ValidationError):
        block.clean(section(kind, title="x", **values)[1])


class TestCourseCards:
    def cards(self, client: Client, home: HomePage, **values: Any) -> list[str]:
        home.sections = [section("course_cards", title="Courses", **values)]
        home.save_revision().publish()
        return re.findall(r'course-card__title"><a href="[^"]*">([^<]*)<', client.get("/").content.decode())

    def test_newest_popular_by_category_and_picked(self, client, home):
        from learning.courses.models import Category
        from learning.testing.access import enrolled

        cooking = Category.objects.create(name="Cooking", slug="cooking")
        first = courses.make_course(title="First", category=cooking)
        second = courses.make_course(title="Second")
        enrolled(first)
        assert self.cards(client, home, source="newest") == ["Second", "First"]
        assert self.cards(client, home, source="popular", limit=1) == ["First"]
        assert self.cards(client, home, source="category", category=cooking) == ["First"]
        picked = [{"page": second.pages.get()}, {"page": first.pages.get()}]
        assert self.cards(client, home, source="picked", courses=picked) == ["Second", "First"]

    def test_more_picked_courses_cost_no_more_queries(self, client, home):
        picked = [{"page": courses.make_course().pages.get()} for _number in range(5)]
        client.force_login(UserFactory())
        asked = []
        for number in (2, 5):
            self.cards(client, home, source="picked", courses=picked[:number])
            with CaptureQueriesContext(connection) as queries:
                client.get("/")
            asked.append(len(queries))
        assert asked[0] == asked[1]


class TestSectionLibrary:
    def shared(self, words: str, *, live: bool = True) -> Section:
        made = Section.objects.create(
            name="Shared", live=live, sections=[section("text", text=f"<p>{words}</p>")]
        )
        return made

    def test_a_change_in_the_library_reaches_every_page_and_visitors_at_once(self, client, home):
        shared = self.shared("Come in March")
        page = make_landing(home, hero(), ("reusable_section", {"section": shared}))
        assert "Come in March" in client.get(page.url).content.decode()
        shared.sections = [section("text", text="<p>Come in April</p>")]
        draft = shared.save_revision()
        assert "Come in March" in client.get(page.url).content.decode()
        draft.publish()
        assert "Come in April" in client.get(page.url).content.decode()

    def test_an_unpublished_section_is_not_shown(self, client, home):
        page = make_landing(
            home, hero(), ("reusable_section", {"section": self.shared("Secret", live=False)})
        )
        assert "Secret" not in client.get(page.url).content.decode()

    def test_marketers_keep_the_library(self, client, home):
        client.force_login(UserFactory(roles=[MARKETER]))
        assert client.get(reverse("wagtailsnippets_home_section:list")).status_code == 200
        client.force_login(UserFactory(roles=["Instructor"]))
        assert client.get(reverse("wagtailsnippets_home_section:list")).status_code == 302
