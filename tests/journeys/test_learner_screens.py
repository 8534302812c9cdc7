"""A learner's screens in a real browser: what scripts add works, and nothing is out of reach or of sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import Favourite, Note
from learning.testing.access import enrolled

from .academy import open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]


@pytest.fixture
def bread(site_url: str) -> Course:
    open_academy(site_url)
    course = short_course(person("Ingrid Solheim", "Instructor"))
    short_course(person("Ravi Menon", "Instructor"), title="Roses in pots", category="Gardening")
    return course


@pytest.fixture
def learner(bread: Course) -> User:
    return enrolled(bread, person=person("Mia Chen")).person


def first_lesson(course: Course) -> str:
    assert course.latest_release_id is not None
    url = CoursePage.objects.get(course=course).get_url()
    return f"{url}{outline_of_release(course.latest_release_id).lessons[0].path}"


def test_filters_change_the_results_and_the_address_without_a_new_page(
    bread: Course, browser_page: OpenPage
) -> None:
    page = browser_page()
    page.goto("/courses/")
    page.evaluate("window.stayed = true")
    count = page.locator("#catalogue").get_by_role("status")
    expect(count).to_have_text("2 courses")
    page.get_by_role("checkbox", name="Gardening").check()
    expect(count).to_have_text("1 course")
    expect(page.get_by_role("link", name="Roses in pots", exact=True)).to_be_visible()
    assert page.url.endswith("/courses/?category=gardening")
    expect(page.get_by_role("checkbox", name="Gardening")).to_be_focused()
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator(".course-list")).to_be_visible()
    assert page.url.endswith("/courses/?category=gardening&view=list")
    page.get_by_role("link", name="Clear all").click()
    expect(count).to_have_text("2 courses")
    page.go_back()
    expect(count).to_have_text("1 course")
    assert page.evaluate("window.stayed") is True


def test_a_filter_that_was_ticked_before_the_scripts_came_counts(
    bread: Course, browser_page: OpenPage
) -> None:
    page = browser_page()
    held: list[Route] = []
    page.route("**/htmx.min.js", lambda route: held.append(route))
    page.goto("/courses/", wait_until="commit")
    page.get_by_role("checkbox", name="Gardening").check()
    held[0].continue_()
    expect(page.locator("#catalogue").get_by_role("status")).to_have_text("1 course")
    page.wait_for_url("**/courses/?category=gardening", wait_until="commit")


def test_a_favourite_can_be_undone(bread: Course, learner: User, browser_page: OpenPage) -> None:
    page = browser_page(learner)
    page.goto("/courses/?q=bread")
    heart = page.get_by_role("button", name="Favourite: Bread at home")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    assert Favourite.objects.count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    assert not Favourite.objects.exists()


def test_notes_save_themselves_and_come_back(bread: Course, learner: User, browser_page: OpenPage) -> None:
    page = browser_page(learner)
    page.goto(first_lesson(bread))
    page.keyboard.press("w")
    expect(page.get_by_label("New note")).to_be_focused()
    page.keyboard.type("No key of ours: n p k ?")
    page.get_by_role("button", name="Add note").click()
    note = page.get_by_label("Note", exact=True)
    expect(note).to_have_value("No key of ours: n p k ?")
    note.fill("Flour, water, salt")
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    assert Note.objects.get().body == "Flour, water, salt"

    page.context.set_offline(True)
    note.fill("Flour, water, salt, time")
    expect(page.locator("[data-note-status]")).to_contain_text(
        "Not saved yet. It's kept on this device and saved as soon as the site can be reached."
    )
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    assert Note.objects.get().body == "Flour, water, salt, time"

    page.get_by_role("button", name="Delete note").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Flour, water, salt, time")


def test_keys_lead_through_lessons(bread: Course, learner: User, browser_page: OpenPage) -> None:
    page = browser_page(learner)
    page.goto(first_lesson(bread))
    start = page.url
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    assert page.url == start
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != start)
    page.keyboard.press("p")
    page.wait_for_url(start)
