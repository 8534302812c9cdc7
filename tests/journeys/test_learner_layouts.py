"""Where things stand on a screen, and hearts that survive signing in, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from learning.courses.models import Course
from learning.progress.models import Favourite
from learning.testing import courses
from learning.testing.access import enrolled

from .academy import PASSWORD, open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bread(site_url: str) -> Course:
    open_academy(site_url)
    return short_course(person("Ingrid Solheim", "Instructor"))


@pytest.fixture
def learner(bread: Course) -> User:
    return enrolled(bread, person=person("Mia Chen")).person


def box(place: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is seen."""
    found = place.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("width", [320, 390])
def test_the_header_of_a_phone_is_one_row_with_sign_in(
    bread: Course, browser_page: OpenPage, width: int
) -> None:
    page = browser_page(width=width, height=800)
    page.goto("/courses/")
    header = page.get_by_role("banner")
    expect(header.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    _left, top, _right, bottom = box(header)
    assert bottom - top < 90 and not is_too_wide(page)


@pytest.mark.parametrize(("width", "is_beside"), [(1440, True), (390, False)])
def test_notes_stand_beside_or_right_under_the_player(
    bread: Course, learner: User, browser_page: OpenPage, width: int, is_beside: bool
) -> None:
    course_page = courses.make_course_page(owner=courses.make_instructor(), title="Filmed")
    film = courses.video_body("https://media.example/film.mp4")
    courses.add_lesson(course_page, body=[*film, *courses.text_body("Read on here.")])
    courses.release(course_page)
    enrolled(Course.objects.select_related("latest_release").get(pk=course_page.course_id), person=learner)
    page = browser_page(learner, width=width)
    page.goto("/courses/filmed/lesson-1/")
    player, panel = box(page.locator("[data-player]")), box(page.locator(".lesson__tabs"))
    text = box(page.get_by_text("Read on here."))
    if is_beside:
        assert panel[0] > player[2] and panel[1] < player[3]
    else:
        assert player[3] <= panel[1] and panel[3] <= text[1]
    assert not is_too_wide(page)


def test_a_heart_that_was_pressed_before_signing_in_is_kept(bread: Course, browser_page: OpenPage) -> None:
    reader = person("Nadia Rahman")
    page = browser_page()
    page.goto("/courses/")
    heart = page.get_by_role("button", name="Favourite: Bread at home")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    assert not Favourite.objects.exists()
    page.get_by_role("banner").get_by_role("link", name="Sign in", exact=True).first.click()
    page.get_by_label("Email").fill(reader.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/my-dashboard/")
    wishes = page.get_by_role("region", name="Wish list")
    expect(wishes.get_by_role("link", name="Bread at home", exact=True)).to_be_visible()
    assert Favourite.objects.get().person == reader
