"""An author's desk in a real browser: a new course, files that become lessons, an email to learners."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from django.core import mail
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from accounts.roles import INSTRUCTOR
from learning.courses.models import CoursePage, LessonPage
from learning.support.models import LearnerEmailRecipient
from learning.testing.access import enrolled

from .academy import open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]


@pytest.fixture
def teacher(site_url: str) -> User:
    open_academy(site_url)
    return person("Tina Teach", INSTRUCTOR)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two films of two minutes, a picture, and something that calls itself a film."""
    films = [tmp_path / "10_sheet-bend.mp4", tmp_path / "2_bowline.mp4"]
    for path in films:
        with av.open(str(path), "w") as film:
            stream = film.add_stream("mpeg4", rate=1)
            stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
            for _second in range(120):
                film.mux(stream.encode(av.VideoFrame(64, 36, "yuv420p")))
            film.mux(stream.encode())
    Image.new("RGB", (320, 180), (20, 120, 90)).save(tmp_path / "rope.png")
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    return [*films, tmp_path / "rope.png", tmp_path / "broken.mp4"]


def drop(page: Page, target: str, paths: list[Path]) -> None:
    """Let files fall onto what a selector names."""
    given = [(path.name, list(path.read_bytes())) for path in paths]
    transfer = page.evaluate_handle(
        """given => {
            const transfer = new DataTransfer();
            for (const [name, bytes] of given) transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        given,
    )
    page.dispatch_event(target, "dragover", {"dataTransfer": transfer})
    page.dispatch_event(target, "drop", {"dataTransfer": transfer})


def new_course(page: Page) -> None:
    page.goto("/admin/")
    panel = page.get_by_role("region", name="My courses")
    expect(panel).to_contain_text("Your courses appear here")
    panel.get_by_role("link", name="New course").click()
    page.get_by_role("textbox", name="Title").fill("Knots")
    page.get_by_role("button", name="Create course").click()
    expect(page.get_by_text("What you typed is still here")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Knots")
    page.get_by_role("textbox", name="In one sentence").fill("Tie what holds.")
    expect(page.get_by_role("textbox", name="Price in EUR")).to_be_hidden()
    page.get_by_role("radio", name="Paid").check()
    page.get_by_role("textbox", name="Price in EUR").fill("49,00")
    page.get_by_role("button", name="Create course").click()
    page.wait_for_url("**/builder/")
    expect(page.get_by_text("“Knots” created. It costs €49.00.")).to_be_visible()


def test_a_new_course_and_its_films(
    teacher: User, browser_page: OpenPage, files: list[Path], axe_findings: Findings
) -> None:
    page = browser_page(teacher)
    new_course(page)
    page.get_by_role("textbox", name="New lesson or module").fill("Basics")
    page.get_by_role("button", name="Add module").click()
    module = page.locator(".builder-part--module")
    expect(module).to_contain_text("Basics")
    failures = iter([True])

    def lose_the_first(route: Route) -> None:
        if next(failures, False):
            route.abort()
        else:
            route.continue_()

    page.route("**/builder/files/", lose_the_first)
    drop(page, ".builder-part--module [data-row]", files)
    uploads = page.get_by_role("list", name="Uploads")
    expect(module.locator("[data-row]")).to_have_count(4, timeout=20_000)
    titles = [
        str(title) for title in module.locator("[data-row]").evaluate_all("a => a.map(b => b.dataset.title)")
    ]
    assert titles == ["Basics", "Bowline", "Sheet bend", "Rope"]
    expect(module).to_contain_text("2 minutes")
    failed = uploads.get_by_role("listitem").filter(has_text="broken.mp4")
    expect(failed).to_contain_text("content doesn't match its extension")
    assert axe_findings(page) == []
    failed.get_by_role("button", name="Dismiss").click()
    expect(failed).to_have_count(0)
    lessons = LessonPage.objects.order_by("path")
    collection = CoursePage.objects.get(title="Knots").course.collection
    for lesson in lessons[:2]:
        [block] = lesson.get_latest_revision_as_object().body
        assert block.value["media"].collection == collection
        assert round(block.value["media"].duration) == 120


def test_an_email_to_those_who_have_not_begun(
    teacher: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    course = short_course(teacher)
    learners = [person(name) for name in ("Ada Adams", "Ben Baker", "Cleo Clark")]
    for learner in learners:
        enrolled(course, person=learner)
    page = browser_page(teacher)
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("^3 learners of")).click()
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("main")).not_to_contain_text("@example.org")
    assert axe_findings(page) == []
    page.get_by_role("checkbox", name="Select Ada Adams").check()
    page.get_by_role("checkbox", name="Select Cleo Clark").check()
    page.get_by_role("button", name="Email selected…").click()
    expect(page.get_by_text("To 2 people")).to_be_visible()
    page.get_by_role("textbox", name="Subject").fill("Shall we begin?")
    page.get_by_role("textbox", name="Message").fill("The first lesson takes five minutes.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Hello Ada Adams,")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Send to 2 people").click()
    expect(page.get_by_text("Your email is on its way to 2 people.")).to_be_visible()
    sent(2)
    assert sorted(one.to[0] for one in mail.outbox) == ["ada@example.org", "cleo@example.org"]
    assert {one.reply_to[0] for one in mail.outbox} == {teacher.email}


def sent(count: int) -> None:
    """Wait until so many recipients are written to: the work is done behind the request."""
    for _try in range(100):
        if LearnerEmailRecipient.objects.exclude(sent_at=None).count() == count:
            return
        time.sleep(0.1)
    raise AssertionError("the emails were not sent")
