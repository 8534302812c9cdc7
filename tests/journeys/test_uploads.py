"""Uploads while a lesson is written: where they land, and what a refused one says."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from learning.testing import courses
from library.models import AcademyMedia, PartialUpload
from library.tests.factories import VIDEO
from library.uploads.limits import MEGABYTE

from .academy import open_academy, person
from .conftest import OpenPage
from .editor import Editor

pytestmark = pytest.mark.django_db(transaction=True)

UNTIL_SELECTED_MS = 500


def test_a_lesson_that_is_not_saved_yet(site_url: str, browser_page: OpenPage, tmp_path: Path) -> None:
    open_academy(site_url)
    instructor = person("Ingrid Solheim", "Instructor")
    course_page = courses.make_course_page(owner=instructor, title="Knots")
    courses.make_course_page(owner=instructor, title="Splices")
    page = browser_page(instructor)
    page.goto(f"/admin/pages/add/courses/lessonpage/{course_page.pk}/", wait_until="networkidle")
    page.wait_for_timeout(UNTIL_SELECTED_MS)
    page.keyboard.type("Bowlines")  # what the form offers is selected, so this replaces it
    title = page.get_by_role("textbox", name="Title*").first
    expect(title).to_have_value("Bowlines")

    (tmp_path / "broken.mp4").write_text("This is no film.")
    (tmp_path / "film.mp4").write_bytes(VIDEO)
    block = Editor(page).insert_block("Body", "Video")
    block.get_by_role("button", name="Choose video").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("tab", name="Upload Video").click()
    panel = chooser.get_by_role("tabpanel", name="Upload Video")
    expect(panel.get_by_label("Collection")).to_have_count(0)
    # The forms for audio and video have fields of the same ids, so they are found by their names.
    file, named = (panel.locator(f"[name=media-chooser-upload-{name}]") for name in ("file", "title"))
    file.set_input_files(tmp_path / "broken.mp4")
    named.fill("A bowline")
    panel.get_by_role("button", name="Upload", exact=True).click()
    expect(panel.get_by_text("The file's content doesn't match its extension (.mp4).")).to_be_in_viewport()
    expect(named).to_have_value("A bowline")

    page.route("**/chooser/upload/", lambda route: route.fulfill(status=413, body=""))
    file.set_input_files(tmp_path / "film.mp4")
    panel.get_by_role("button", name="Upload", exact=True).click()
    expect(panel.get_by_text("The file is too large, so nothing was saved.")).to_be_in_viewport()
    page.unroute("**/chooser/upload/")
    panel.get_by_role("button", name="Upload", exact=True).click()
    expect(chooser).to_be_hidden()
    assert AcademyMedia.objects.get().collection == course_page.course.collection


def test_a_large_file_goes_on_where_the_connection_was_lost(
    site_url: str, browser_page: OpenPage, tmp_path: Path
) -> None:
    open_academy(site_url)
    instructor = person("Ingrid Solheim", "Instructor")
    course_page = courses.make_course_page(owner=instructor, title="Knots")
    film = tmp_path / "03_bowline.mp4"
    film.write_bytes(VIDEO + bytes(20 * MEGABYTE))  # what stands behind a film does not keep it from playing
    page = browser_page(instructor, width=1440)
    page.goto(f"/admin/academy/courses/{course_page.pk}/builder/")
    sent: list[int] = []

    def lose_the_second_part(route: Route) -> None:
        offset = int(route.request.headers["upload-offset"])
        sent.append(offset)
        if offset and len(sent) < 4:
            route.abort()
        else:
            route.continue_()

    page.route(
        "**/academy/uploads/*/",
        lambda route: lose_the_second_part(route) if is_part(route) else route.continue_(),
    )
    page.get_by_label("Files that become lessons").set_input_files(film)
    expect(page.get_by_role("link", name="Bowline", exact=True)).to_be_visible(timeout=60_000)
    assert sent.count(0) == 1  # nothing that came is sent again
    assert AcademyMedia.objects.get().file.size == film.stat().st_size
    assert not PartialUpload.objects.exists()


def is_part(route: Route) -> bool:
    return route.request.method == "PATCH"
