"""Wagtail's editor saves by itself. A button that is pressed meanwhile must not make the same thing twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from learning.courses.models import LessonPage
from learning.testing import courses

from .academy import open_academy, person
from .conftest import OpenPage

SLOW_MS = 2_000
# The editor remembers what it began with two seconds after it was opened, and saves what differs from that.
UNTIL_READY_MS = 3_000


@pytest.mark.django_db(transaction=True)
def test_a_new_lesson_saved_while_the_editor_saves_it_is_one_lesson(
    site_url: str, browser_page: OpenPage
) -> None:
    open_academy(site_url)
    instructor = person("Ingrid Solheim", "Instructor")
    course_page = courses.make_course_page(owner=instructor)
    page = browser_page(instructor)
    page.goto(f"/admin/pages/add/courses/lessonpage/{course_page.pk}/", wait_until="networkidle")
    page.wait_for_timeout(UNTIL_READY_MS)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": SLOW_MS, "downloadThroughput": -1, "uploadThroughput": -1}

    title = page.get_by_role("textbox", name="Title*")
    with page.expect_request(lambda request: request.method == "POST" and "/add/" in request.url):
        network.send("Network.emulateNetworkConditions", slow)
        title.fill("")
        title.press_sequentially("Seeds in a pot")
        title.press("Tab")
    page.get_by_role("button", name="Save draft").click()

    expect(page.locator(".messages").get_by_text(re.compile(r"(updated|created|saved)\."))).to_be_visible()
    lesson = LessonPage.objects.descendant_of(course_page).get()
    assert lesson.get_latest_revision_as_object().title == "Seeds in a pot"
    assert f"/admin/pages/{lesson.pk}/edit/" in page.url
