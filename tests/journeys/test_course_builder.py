"""A course is built in a browser: typed, pasted, moved, edited beside, deleted and put back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from learning.courses.models import CoursePage, LessonPage
from learning.testing.courses import make_course_page, make_instructor

from .conftest import OpenPage

# The editor remembers what it began with two seconds after it was opened, and saves what differs from that.
UNTIL_READY_MS = 3_000


@pytest.fixture
def course_page(transactional_db) -> CoursePage:
    return make_course_page(owner=make_instructor(), title="Knots")


def titles(page: Page) -> list[str]:
    rows = "[data-row]"
    return page.eval_on_selector_all(
        rows, "rows => rows.map(row => (row.dataset.kind === 'module' ? '# ' : '') + row.dataset.title)"
    )


def test_a_course_is_built_by_keyboard_alone(
    browser_page: OpenPage, course_page: CoursePage, axe_findings: Callable[[Page], list[str]]
) -> None:
    page = browser_page(course_page.owner)
    page.goto(f"/admin/academy/courses/{course_page.pk}/builder/")
    said = page.locator("[data-said]")
    page.get_by_label("New lesson or module").focus()
    page.keyboard.type("Welcome")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Welcome")
    page.get_by_text("Paste a list of titles").click()
    page.get_by_label("Titles, one per line").fill("Basics\n  Ropes\n  Hitches\nAt sea\n  Reefing")
    page.get_by_role("button", name="Add all").click()
    expect(said).to_contain_text("5 titles")
    assert titles(page) == ["Welcome", "# Basics", "Ropes", "Hitches", "# At sea", "Reefing"]
    page.get_by_label("New lesson or module").focus()
    page.keyboard.type("Anchors")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Anchors")
    assert titles(page)[-2:] == ["Reefing", "Anchors"]

    page.get_by_role("link", name="Welcome", exact=True).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-row]").nth(2)).to_have_attribute("data-title", "Welcome")
    expect(page.get_by_role("link", name="Welcome", exact=True)).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Renamed")
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete").press("Enter")
    expect(said).to_contain_text("deleted")
    assert "Hello" not in titles(page)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("[data-row][data-title=Hello]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert axe_findings(page) == []


def test_a_lesson_is_edited_beside_the_outline_and_dragged(
    browser_page: OpenPage, course_page: CoursePage
) -> None:
    page = browser_page(course_page.owner, width=1440)
    page.goto(f"/admin/academy/courses/{course_page.pk}/builder/")
    page.get_by_label("New lesson or module").fill("First")
    page.get_by_role("button", name="Add lesson").click()
    page.get_by_label("New lesson or module").fill("Second")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator("[data-handle]").nth(1).drag_to(
        page.locator("[data-row]").nth(0), target_position={"x": 40, "y": 2}
    )
    expect(page.locator("[data-row]").nth(0)).to_have_attribute("data-title", "Second")

    page.get_by_role("link", name="First", exact=True).click()
    editor = page.frame_locator("[data-frame]")
    expect(page.locator("[data-frame]")).to_be_focused()
    page.wait_for_timeout(UNTIL_READY_MS)
    editor.locator("#id_title").fill("First, edited")
    expect(page.get_by_role("link", name="First, edited", exact=True)).to_be_visible()
    assert LessonPage.objects.get(draft_title="First, edited").live is False
    page.get_by_role("button", name="Previous lesson").click()
    expect(page.locator("[data-beside-title]")).to_have_text("Second")
    page.get_by_role("button", name="Close").first.click()
    expect(page.locator("[data-beside]")).to_be_hidden()
    expect(page.get_by_role("link", name="Second", exact=True)).to_be_focused()


def test_a_double_click_on_a_title_renames_and_opens_nothing(
    browser_page: OpenPage, course_page: CoursePage
) -> None:
    page = browser_page(course_page.owner, width=1440)
    page.goto(f"/admin/academy/courses/{course_page.pk}/builder/")
    page.get_by_label("New lesson or module").fill("First")
    page.get_by_role("button", name="Add lesson").click()
    page.get_by_role("link", name="First", exact=True).dblclick()
    page.keyboard.type("Foremost")
    with page.expect_response("**/rename/"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Foremost", exact=True)).to_be_visible()
    expect(page.locator("[data-beside]")).to_be_hidden()
    lesson = LessonPage.objects.get(draft_title="Foremost")
    assert lesson.get_latest_revision_as_object().is_required is True


def test_what_is_to_be_fixed_before_publishing_is_counted_on_its_button(
    browser_page: OpenPage, course_page: CoursePage
) -> None:
    page = browser_page(course_page.owner, width=1440)
    page.goto(f"/admin/academy/courses/{course_page.pk}/builder/")
    button = page.get_by_role("link", name="Before you publish")
    expect(button).to_have_attribute("title", re.compile(r"^\d+ things? to fix$"))
    before = int(page.locator("[data-count]").inner_text())
    for title in ("Empty", "Empty, too"):
        page.get_by_label("New lesson or module").fill(title)
        page.get_by_role("button", name="Add lesson").click()
    expect(page.locator("[data-count]")).not_to_have_text(str(before))
    button.click()
    listed = page.get_by_role("dialog").get_by_role("listitem")
    expect(listed.filter(has_not_text="Optional")).to_have_count(
        int(page.locator("[data-count]").inner_text())
    )
