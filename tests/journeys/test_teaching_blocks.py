"""Every block in a real browser: an instructor writes with each, a learner uses each, axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from learning.access.actions import enrol
from learning.classroom.tests.test_teaching_blocks import every_block
from learning.courses.models import Course, CoursePage, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import ChecklistTick
from learning.testing import courses
from library.tests.factories import ImageFactory, picture_file

from .academy import open_academy, person
from .conftest import OpenPage
from .editor import Editor

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]

DIAGRAM = "flowchart LR\n  A[Seed] --> B[Flower]"
#: What an instructor types into each kind of block: by the end of the field's name.
TYPED: dict[str, dict[str, str]] = {
    "Key idea": {"title": "Short returns", "text": "Little and often."},
    "Quote": {"text": "We learn by doing.", "author": "Aristotle"},
    "Accordion": {"items-0-value-title": "Tools", "items-0-value-text": "A pencil."},
    "Steps": {"items-0-value-title": "Draw a furrow", "items-0-value-text": "A thumb deep."},
    "Tabs": {"items-0-value-title": "By hand", "items-0-value-text": "Ten minutes."},
    "Button": {"label": "Open the worksheet", "url": "/courses/"},
    "Formula": {"latex": "E = mc^2", "description": "E is m c squared"},
    "Diagram": {"source": DIAGRAM, "description": "A seed becomes a flower."},
    "Flashcards": {"cards-0-value-front": "What do plants give back?", "cards-0-value-back": "Oxygen."},
    "Checklist": {"title": "To have", "items-0-value": "A pot"},
    "Timeline": {"events-0-value-when": "1150", "events-0-value-title": "A paper mill in Spain"},
    "Comparison": {"options-0-value-title": "White wheat", "options-0-value-points-0-value": "Rises high"},
    "Glossary term": {"term": "Humus", "definition": "What is left of plants."},
    "Embed": {"url": "https://codepen.io/somebody/pen/abcDEF", "title": "A pen"},
    "Audio": {"url": "https://example.org/blackbird.mp3", "transcript": "A blackbird."},
    "Table": {
        "content-caption": "How long to knead",
        "content-column-0-heading": "Flour",
        "content-cell-0-0": "Spelt",
    },
    "Gallery": {"title": "A quick tour"},
    "Before and after": {"description": "The wall is white now."},
}
#: Kinds that ask for two parts: the second is a copy of the first.
TWO_PARTS = {"Steps", "Tabs", "Timeline", "Comparison"}


@pytest.fixture
def instructor(site_url: str) -> User:
    open_academy(site_url)
    return person("Ingrid Solheim", "Instructor")


@pytest.fixture
def course(instructor: User) -> Course:
    """A released course with one lesson that holds every block."""
    return courses.make_course(owner=instructor, lessons=1, lesson_fields={"body": every_block()})


@pytest.fixture
def learner(course: Course) -> User:
    return enrol(person=person("Mia Chen"), course=course, at=timezone.now()).person


def lesson_url(course: Course) -> str:
    assert course.latest_release_id is not None
    url = CoursePage.objects.get(course=course).get_url()
    return f"{url}{outline_of_release(course.latest_release_id).lessons[0].path}"


def walk_down(page: Page) -> None:
    """See the whole page once, so that what waits to be near is loaded."""
    for _step in range(60):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
    expect(page.locator(".maths.is-drawn")).to_have_count(1)
    expect(page.locator(".diagram.is-drawn")).to_have_count(1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_a_lesson_of_every_block(
    course: Course, learner: User, browser_page: OpenPage, axe_findings: Findings, width: int, dark: bool
) -> None:
    page = browser_page(learner, width=width, dark=dark)
    page.goto(lesson_url(course))
    walk_down(page)
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_learner_works_with_the_blocks_by_keyboard(
    course: Course, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    page = browser_page(learner)
    page.goto(lesson_url(course))
    walk_down(page)

    pictures = page.locator(".gallery__link")
    pictures.first.press("Enter")
    dialog = page.locator("[data-lightbox]")
    expect(dialog).to_be_visible()
    assert axe_findings(page) == []
    dialog.press("ArrowRight")
    expect(dialog.locator("[data-place]")).to_have_text("Image 2 of 2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(pictures.nth(1)).to_be_focused()

    slider = page.get_by_label("Drag to compare the images")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "Before: 49%")

    tabs = page.locator(".text-tabs")
    tabs.get_by_role("tab", name="By hand").press("ArrowRight")
    expect(tabs.get_by_role("tab", name="By machine")).to_be_focused()
    expect(tabs.get_by_text("Five minutes on the lowest speed")).to_be_visible()

    card = page.locator(".flash-card").first
    card.locator("summary").press("Enter")
    expect(card.get_by_text("Carbon dioxide.")).to_be_visible()


def test_ticks_are_there_when_the_learner_comes_back(
    course: Course, learner: User, browser_page: OpenPage
) -> None:
    page = browser_page(learner)
    page.goto(lesson_url(course))
    pot = page.get_by_role("checkbox", name="A pot with a hole in its bottom")
    with page.expect_response(re.compile(r"/checklists/")) as answer:
        pot.check()
    assert answer.value.status == 200
    assert ChecklistTick.objects.count() == 1
    elsewhere = browser_page(learner)
    elsewhere.goto(lesson_url(course))
    expect(elsewhere.get_by_role("checkbox", name="A pot with a hole in its bottom")).to_be_checked()
    expect(elsewhere.get_by_role("checkbox", name="Earth without fertiliser")).not_to_be_checked()


def test_nothing_is_asked_of_another_site_before_somebody_wants_it(
    course: Course, learner: User, browser_page: OpenPage
) -> None:
    page = browser_page(learner)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lesson_url(course))
    walk_down(page)
    own = page.url.split("/courses/")[0]
    assert [url for url in asked if url.startswith("http") and not url.startswith(own)] == []
    page.get_by_role("button", name="Load content").click()
    expect(page.locator("iframe[title='Build an atom']")).to_be_focused()
    assert any("phet.colorado.edu" in url for url in asked)


def test_a_diagram_follows_the_theme_and_everything_is_open_on_paper(
    course: Course, learner: User, browser_page: OpenPage
) -> None:
    page = browser_page(learner)
    page.goto(lesson_url(course))
    walk_down(page)
    drawings = page.locator(".diagram__drawn")
    expect(drawings).to_have_count(1)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(drawings).to_have_count(2)  # the second one is for paper
    page.emulate_media(media="print")
    expect(page.locator(".diagram__on-paper")).to_be_visible()
    expect(page.locator(".diagram__on-screen")).to_be_hidden()
    for words in ("A pencil and a sheet of paper.", "Five minutes on the lowest speed", "Carbon dioxide."):
        expect(page.get_by_text(words)).to_be_visible()


def test_an_instructor_uses_every_block(instructor: User, browser_page: OpenPage) -> None:
    course_page = courses.make_course_page(owner=instructor, title="Every block")
    picture = ImageFactory(title="A wall", file=picture_file(), collection=course_page.course.collection)
    page = browser_page(instructor, height=1400)
    editor = Editor(page)
    editor.add_child(course_page.pk, "Lesson")
    editor.name("A lesson of blocks")
    page.get_by_role("combobox", name="Type*").select_option("Text")
    for kind, words in TYPED.items():
        block, name = add_block(page, kind)
        if kind == "Table":
            make_cells(block)
        for field, typed in words.items():
            write(page, f"{name}-value-{field}", typed)
        if kind == "Before and after":
            for _side in ("before", "after"):
                choose_picture(page, block, picture.title)
        if kind == "Gallery":
            choose_picture(page, block, picture.title)
        if kind in TWO_PARTS | {"Gallery"}:
            block.get_by_title("Duplicate").nth(1).click()
    lesson = LessonPage.objects.get(pk=editor.save_draft()).get_latest_revision_as_object()
    assert [str(child.block.label) for child in lesson.body] == list(TYPED)
    assert missing(lesson) == {}, "publishing would ask for it"
    preview = browser_page(instructor)
    preview.goto(f"/admin/pages/{lesson.pk}/view_draft/")
    for said in ("Little and often.", "A paper mill in Spain", "How long to knead", "Rises high"):
        expect(preview.locator("[data-lesson-body]").get_by_text(said).first).to_be_visible()


def missing(lesson: LessonPage) -> dict[str, Any]:
    """What publishing the lesson would still ask for: the errors of each kind of block."""
    errors = {}
    for child in lesson.body:
        try:
            child.block.clean(child.value)
        except ValidationError as error:
            errors[str(child.block.label)] = (error.as_json_data(), child.get_prep_value()["value"])  # type: ignore[attr-defined]
    return errors


def add_block(page: Page, kind: str) -> tuple[Locator, str]:
    """Add a block at the end of the body. Gives it and the beginning of its fields' names."""
    number = int(page.locator("[name=body-count]").input_value())
    stream = page.get_by_role("region", name=re.compile(r"^Body\b"))
    stream.locator("button.c-sf-add-button[title='Insert a block']").last.click()
    page.get_by_role("listbox").get_by_role("option", name=kind, exact=True).last.click()
    kind_field = page.locator(f"[name=body-{number}-type]")
    expect(kind_field).to_be_attached()
    return kind_field.locator("xpath=.."), f"body-{number}"


def make_cells(table: Locator) -> None:
    """A column of words, and a row."""
    table.get_by_role("button", name="Add column").click()
    table.get_by_role("button", name="Text", exact=True).click()
    table.get_by_role("button", name="Add row").last.click()


def write(page: Page, name: str, words: str) -> None:
    """Type into the field of that name, be it plain or rich."""
    field = page.locator(f"[name='{name}']")
    if field.get_attribute("type") != "hidden":
        field.fill(words)
        return
    area = field.locator("xpath=..").locator("[contenteditable=true]")
    area.click()
    area.press_sequentially(words)
    expect(field).to_have_value(re.compile(re.escape(words)))


def choose_picture(page: Page, block: Locator, title: str) -> None:
    """In the first place of the block that waits for one."""
    waiting = block.get_by_role("button", name="Choose an image", exact=True).locator("visible=true")
    places = waiting.count()
    waiting.first.click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("link", name=title).first.click()
    expect(chooser).to_be_hidden()
    expect(waiting).to_have_count(places - 1)
