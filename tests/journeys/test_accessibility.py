"""What every screen owes its reader: nothing for axe to find, nothing out of sight, nothing that jumps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from learning.access.tests.factories import enrolled
from learning.certificates.tests.factories import make_certificate
from learning.courses.models import Course, CoursePage
from learning.courses.outlines import outline_of_release

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
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(
    bread: Course,
    learner: User,
    certificate_url: str,
    browser_page: OpenPage,
    axe_findings: Findings,
    width: int,
    dark: bool,
) -> None:
    stranger = browser_page(width=width, dark=dark)
    outside = ["/", "/courses/", course_url(bread), certificate_url, "/account/login/", "/nothing-here/"]
    for address in outside:
        stranger.goto(address)
        assert axe_findings(stranger) == [], address
    inside = browser_page(learner, width=width, dark=dark)
    for address in ("/courses/", course_url(bread), lesson_url(bread), "/my-dashboard/"):
        inside.goto(address)
        assert axe_findings(inside) == [], address


def test_nothing_has_to_be_scrolled_sideways_on_a_narrow_screen(
    bread: Course, learner: User, certificate_url: str, browser_page: OpenPage
) -> None:
    addresses = ["/", "/courses/", course_url(bread), certificate_url, "/nothing-here/"]
    visits = [(browser_page(width=320), [*addresses, "/account/login/", "/account/signup/"])]
    visits.append((browser_page(learner, width=320), [*addresses, lesson_url(bread), "/my-dashboard/"]))
    for page, wanted in visits:
        for address in wanted:
            page.goto(address)
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
