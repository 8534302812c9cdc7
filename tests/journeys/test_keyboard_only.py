"""A learner who uses the keys only: from the first page through a lesson to the way out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from learning.courses.models import Course
from learning.progress.models import LessonCompletion, Note

from .academy import open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

# More stops than any of our pages has.
MOST_STOPS = 60


@pytest.fixture
def bread(site_url: str) -> Course:
    open_academy(site_url)
    owner = person("Ingrid Solheim", "Instructor")
    short_course(owner, title="Roses in pots", category="Gardening")
    return short_course(owner)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and see that the focus shows."""
    expect(target).to_be_visible()
    for _stop in range(MOST_STOPS):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_from_the_first_page_to_the_way_out_without_a_mouse(bread: Course, browser_page: OpenPage) -> None:
    page = browser_page(person("Mia Chen"))
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    press(page, page.get_by_role("main").get_by_role("link", name="See all courses"))
    page.wait_for_url("**/courses/")

    cooking = page.get_by_role("checkbox", name="Cooking")
    press(page, cooking, "Space")
    expect(page.locator("#catalogue").get_by_role("status")).to_have_text("1 course")
    expect(page.get_by_role("checkbox", name="Cooking")).to_be_focused()
    press(page, page.get_by_role("link", name="Bread at home", exact=True))
    page.wait_for_url("**/courses/bread-at-home/")

    press(page, page.get_by_role("button", name="Enrol"))
    expect(page.get_by_role("heading", name="Lesson 1", level=1)).to_be_visible()

    write_a_note(page)
    press(page, page.get_by_role("button", name="Mark complete and continue"))
    expect(page.get_by_role("heading", name="Lesson 2", level=1)).to_be_visible()
    assert LessonCompletion.objects.count() == 1
    press(page, page.get_by_role("main").get_by_role("link", name="Next lesson:"))
    page.wait_for_url("**/module-2/lesson-1/")

    page.goto("/courses/bread-at-home/")
    tabs_by_arrows(page)
    account = page.locator("summary", has_text="Mia Chen's account")
    press(page, account)
    leave = page.get_by_role("button", name="Sign out")
    expect(leave).to_be_visible()
    page.keyboard.press("End")
    expect(leave).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def tabs_by_arrows(page: Page) -> None:
    """The parts of the course page: the arrows go from one to the next, and round."""
    tabs = page.get_by_role("tablist", name="Sections of this page")
    tab_to(page, tabs.get_by_role("tab", name="Modules"))
    page.keyboard.press("ArrowRight")
    expect(tabs.get_by_role("tab", name="Overview")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Overview")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel", name="Certificates")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Modules")).to_be_visible()


def write_a_note(page: Page) -> None:
    tabs = page.get_by_role("tablist", name="About this lesson")
    tab_to(page, tabs.get_by_role("tab", name="Notes"))
    tab_to(page, page.get_by_label("New note"))
    page.keyboard.type("Warm water, not hot.")
    press(page, page.get_by_role("button", name="Add note"))
    expect(page.get_by_label("Note", exact=True)).to_have_value("Warm water, not hot.")
    assert Note.objects.get().body == "Warm water, not hot."
