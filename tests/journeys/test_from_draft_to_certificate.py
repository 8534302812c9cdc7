"""The main job of the house, from an instructor's first word to a stranger who checks a certificate.

Everything goes through the browser, on the running site; only the pages that every site has and the
accounts of the staff are there before.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from learning.certificates.models import Certificate
from learning.courses.models import CatalogPage, CoursePage
from library.models import AcademyMedia
from library.tests.test_uploads import film_of

from .academy import PASSWORD, open_academy, person, short_course
from .conftest import OpenPage, wait_until
from .editor import Editor

COURSE = "Growing tomatoes"
FILM_SECONDS = 5
# A slow machine takes its time over a release, a PDF, or a film that must really play.
LONG_MS = 45_000


@pytest.fixture
def catalogue(site_url: str, settings: Any) -> CatalogPage:
    # Pressed while a save of its own is under way, the button's save finds the new page's address taken.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return open_academy(site_url)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "seeds.webm"
    path.write_bytes(film_of(FILM_SECONDS, 320, 180, "webm", "libvpx"))
    return path


@pytest.mark.django_db(transaction=True)
def test_a_course_is_written_reviewed_learned_and_certified(
    catalogue: CatalogPage,
    film: Path,
    browser_page: OpenPage,
    mailoutbox: list[EmailMessage],
    tmp_path: Path,
) -> None:
    instructor = person("Ingrid Solheim", "Instructor")
    reviewer = person("Ravi Menon", "Reviewer")
    # The catalogue offers only filters in which its courses differ.
    short_course(person("Nadia Berg", "Instructor"), category="Cooking")

    admin = browser_page()
    sign_in(admin, instructor)
    course_id = write_course(admin, film)
    candidate_mail = mail_to(mailoutbox, reviewer.email)
    assert COURSE in candidate_mail.body
    assert browser_page().request.get("/courses/growing-tomatoes/").status == 404, (
        "a draft is nobody's to see"
    )

    approve(browser_page(), reviewer, course_id)
    assert COURSE in mail_to(mailoutbox, instructor.email).body

    learner = browser_page()
    sign_up(learner, mailoutbox)
    find_and_enrol(learner)
    learn(learner)
    code = check_certificate(learner, tmp_path)

    stranger = browser_page()
    stranger.goto(f"/certificates/{code}/")
    expect(stranger.get_by_text("This certificate is authentic")).to_be_visible()
    expect(stranger.get_by_role("main")).to_contain_text("Lina Okoye")
    expect(stranger.get_by_role("main")).to_contain_text(COURSE)
    expect(stranger.get_by_role("link", name="Download PDF")).to_have_count(0)
    answer = stranger.request.get(f"/certificates/{code}.pdf")
    assert "application/pdf" not in answer.headers["content-type"]


def sign_in(page: Page, who: User) -> None:
    page.goto("/account/login/?next=/admin/")
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def write_course(page: Page, film: Path) -> int:
    """A course of two modules and three lessons, submitted as a whole. Gives the id of its page."""
    editor = Editor(page)
    sentence = "From a seed on the windowsill to a salad in August."
    course_id = editor.begin_course(COURSE, sentence, category="Gardening")
    page.goto(f"/admin/pages/{course_id}/edit/")
    editor.write("Description", "You need a pot, some soil and a sunny place.")
    price = editor.open_tab("Price")
    expect(price).to_contain_text("Free")
    editor.open_tab("Promote")
    page.get_by_role("combobox", name="Level*").select_option("Beginner")
    editor.save_draft()

    sowing = add_module(editor, course_id, "Sowing")
    editor.add_child(sowing)
    editor.name("Seeds in a pot")
    editor.upload_video("Body", film, title="How deep a seed lies")
    editor.save_draft()
    assert AcademyMedia.objects.get().collection == CoursePage.objects.get(pk=course_id).course.collection
    add_text_lesson(editor, sowing, "Light and warmth", "Twenty degrees and a bright window.")
    harvest = add_module(editor, course_id, "Harvest")
    add_text_lesson(editor, harvest, "Ripe or not", "A ripe tomato comes off in your hand.")

    page.goto(f"/admin/pages/{course_id}/edit/")
    editor.submit("Course review")
    return course_id


def add_module(editor: Editor, course_id: int, title: str) -> int:
    editor.add_child(course_id, "Module")
    editor.name(title)
    return editor.save_draft()


def add_text_lesson(editor: Editor, module_id: int, title: str, words: str) -> None:
    editor.add_child(module_id)
    editor.name(title)
    editor.page.get_by_role("combobox", name="Type*").select_option("Text")
    editor.write("Body", words)
    editor.save_draft()


def approve(page: Page, reviewer: User, course_id: int) -> None:
    """The reviewer sees every page and what it says, and lets it go live."""
    sign_in(page, reviewer)
    candidate = CoursePage.objects.get(pk=course_id).course.candidates.get()
    page.goto(f"/admin/academy/courses/candidates/{candidate.public_id}/")
    main = page.get_by_role("main")
    for title in (COURSE, "Sowing", "Seeds in a pot", "Light and warmth", "Harvest", "Ripe or not"):
        expect(main).to_contain_text(title)
    expect(main).to_contain_text("Twenty degrees and a bright window.")
    page.get_by_label("Comment").fill("I want to plant some at once.")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("Approved and published.")).to_be_visible(timeout=LONG_MS)


def sign_up(page: Page, mailoutbox: list[EmailMessage]) -> None:
    """A visitor becomes a learner by the code that was e-mailed to her."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Sign up").click()
    page.get_by_label("First name").fill("Lina")
    page.get_by_label("Last name").fill("Okoye")
    page.get_by_label("Email").fill("lina@example.org")
    page.get_by_label("Password").fill("a windowsill in may 7")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Verify your email address")).to_be_visible()
    code = re.match(r"\S+", mail_to(mailoutbox, "lina@example.org").subject)
    assert code is not None
    page.get_by_role("main").get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/my-dashboard/")


def find_and_enrol(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Courses").click()
    page.get_by_role("group", name="Category").get_by_label("Gardening").check()
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()
    assert page.url.endswith("/courses/?category=gardening")
    page.get_by_role("main").get_by_role("link", name=COURSE, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Ingrid Solheim")
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("heading", name="Seeds in a pot", level=1)).to_be_visible()


def learn(page: Page) -> None:
    """Watch the film to its end, then mark both texts as read."""
    wait_until(page, "document.querySelector('video').readyState >= HTMLMediaElement.HAVE_CURRENT_DATA")
    page.get_by_role("button", name="Play: ").click()
    wait_until(page, "document.querySelector('video').ended", seconds=LONG_MS / 1000)
    expect(page.get_by_role("article").get_by_text("Lesson completed.")).to_be_visible(timeout=LONG_MS)
    page.locator("[data-lesson-next]").get_by_role("link", name="Next lesson").click()
    expect(page.get_by_role("heading", name="Light and warmth", level=1)).to_be_visible()
    page.get_by_role("button", name="Mark complete and continue").click()
    expect(page.get_by_role("heading", name="Ripe or not", level=1)).to_be_visible()
    page.get_by_role("button", name="Mark complete").click()
    expect(page.get_by_role("heading", name="Congratulations")).to_be_visible(timeout=LONG_MS)


def check_certificate(page: Page, folder: Path) -> str:
    """Download the certificate, read it, and give its code."""
    with page.expect_download(timeout=LONG_MS) as downloaded:
        page.get_by_role("link", name="Download certificate").first.click()
    path = folder / "certificate.pdf"
    downloaded.value.save_as(path)
    words = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in PdfReader(path).pages))
    certificate = Certificate.objects.get()
    assert re.fullmatch(r"CERT(-[A-Z0-9]{4}){3}", certificate.code)
    for fact in ("Lina Okoye", COURSE, "Ingrid Solheim", certificate.code):
        assert fact in words
    assert downloaded.value.suggested_filename == f"{certificate.code}.pdf"
    return certificate.code


def mail_to(mailoutbox: list[EmailMessage], address: str) -> EmailMessage:
    """The last mail that somebody got."""
    mails = [mail for mail in mailoutbox if address in mail.to]
    assert mails, f"nothing was sent to {address}"
    return mails[-1]
