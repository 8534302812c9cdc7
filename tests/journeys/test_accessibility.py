"""What every screen owes its reader: nothing for axe to find, nothing out of sight, nothing that jumps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import outline_of_release
from learning.testing.access import enrolled
from learning.testing.certificates import make_certificate

from .academy import open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]

# What has moved on the page since it began to load, as web vitals count it.
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 300));
})"""
MOST_SHIFT = 0.02


@pytest.fixture
def bread(site_url: str) -> Course:
    open_academy(site_url)
    return short_course(person("Ingrid Solheim", "Instructor"))


@pytest.fixture
def roses(bread: Course) -> Course:
    """A course of another category: the catalogue offers only filters in which its courses differ."""
    return short_course(person("Nadia Berg", "Instructor"), title="Roses in pots", category="Gardening")


@pytest.fixture
def learner(bread: Course) -> User:
    return enrolled(bread, person=person("Mia Chen")).person


@pytest.fixture
def certificate_url(bread: Course) -> str:
    return f"/certificates/{make_certificate(title='Roses in pots').code}/"


def course_url(course: Course) -> str:
    return str(CoursePage.objects.get(course=course).get_url())


def lesson_url(course: Course) -> str:
    assert course.latest_release_id is not None
    return f"{course_url(course)}{outline_of_release(course.latest_release_id).lessons[0].path}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_screens_hold_at_every_width_and_axe_finds_nothing(
    bread: Course,
    learner: User,
    certificate_url: str,
    browser_page: OpenPage,
    axe_findings: Findings,
    width: int,
    dark: bool,
) -> None:
    course = course_url(bread)
    slug = bread.latest_release.slug if bread.latest_release else ""
    both = [
        "/",
        "/courses/",
        course,
        f"{course}?tab=modules",
        certificate_url,
        "/nothing-here/",
        "/instructors/",
    ]
    outside = [*both, "/courses/?q=nothing-like-it", "/account/login/", "/account/signup/"]
    inside = [
        *both,
        "/courses/?view=list&q=bread",
        f"{course}?tab=notes",
        lesson_url(bread),
        "/my-dashboard/",
        f"/my-dashboard/course/{slug}/",
        "/my-certifications/",
        "/certificates/nothing/",
    ]
    for person_, addresses in ((None, outside), (learner, inside)):
        page = browser_page(person_, width=width, dark=dark)
        for address in addresses:
            page.goto(address)
            assert axe_findings(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps_while_a_page_loads(
    bread: Course, learner: User, browser_page: OpenPage, width: int
) -> None:
    page = browser_page(learner, width=width)
    for address in ("/courses/", lesson_url(bread)):
        page.goto(address, wait_until="networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate(SHIFTS) < MOST_SHIFT, address


def test_a_lesson_on_paper_says_where_it_is_from_and_hides_what_can_only_be_pressed(
    bread: Course, learner: User, browser_page: OpenPage
) -> None:
    page = browser_page(learner)
    page.goto(lesson_url(bread))
    source = page.locator(".lesson__source")
    expect(source).to_be_hidden()
    page.emulate_media(media="print")
    expect(source).to_contain_text(page.url)
    expect(source).to_be_visible()
    for pressed in ("banner", "complementary"):
        expect(page.get_by_role(pressed).first).to_be_hidden()
    expect(page.get_by_role("button").locator("visible=true")).to_have_count(0)


def test_folds_are_open_while_a_page_is_printed(bread: Course, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{course_url(bread)}?tab=modules")
    folds = page.locator("main details")
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = false; })")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folds.evaluate_all("all => all.length && all.every((fold) => fold.open)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folds.evaluate_all("all => all.every((fold) => !fold.open)")


def test_a_slow_answer_shows_that_it_is_on_its_way(roses: Course, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/courses/")
    held: list[Route] = []
    page.route("**/courses/?**", lambda route: held.append(route))
    page.get_by_role("checkbox", name="Cooking").check()
    bar = page.locator(".loading-bar")
    expect(bar).to_have_class("loading-bar is-on")
    expect(page.locator("#catalogue")).to_have_class(re.compile("htmx-request"))
    held[0].continue_()
    expect(bar).to_have_class("loading-bar is-done")


def test_an_answer_that_does_not_come_is_told(roses: Course, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/courses/")
    page.context.set_offline(True)
    page.get_by_role("checkbox", name="Cooking").check()
    expect(page.get_by_text("The site can't be reached. Check your connection.")).to_be_visible()
