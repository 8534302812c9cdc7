"""Who writes a course reads of courses, modules and lessons: no “page”, “child page” or “slug” on the way."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.testing.courses import add_lesson, add_module, make_course_page, make_instructor

pytestmark = pytest.mark.django_db

WORDING = Path(settings.BASE_DIR) / "site/common/admin/wording/en/LC_MESSAGES"
FORBIDDEN = re.compile(r"\b(?:sub)?pages?\b|\bslugs?\b", re.I)
#: “Page 1 of 2” of a list, names of types in a filter of the whole site, and Wagtail's own menu item.
ELSEWHERE = re.compile(
    r"^(Page \d+ of \d+\.?|(Bundle|Home|Landing|Learning path|Catalogue|Instructor) page|Pages)$", re.I
)
SAID_ALOUD = ("aria-label", "title", "placeholder", "alt")


class Reader(HTMLParser):
    """Collects what is read on a screen, or said of it by a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "template")
        self.texts |= {value for name, value in attrs if name in SAID_ALOUD and value}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "template")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.add(" ".join(data.split()))


@pytest.fixture
def course(client: Client) -> CoursePage:
    author = make_instructor()
    client.force_login(author)
    page = make_course_page(owner=author, title="Knots")
    add_lesson(add_module(page, title="Basics"), title="Bowline")
    return page


def screens() -> dict[str, str]:
    course, module = CoursePage.objects.get(), ModulePage.objects.get()
    lesson = LessonPage.objects.get()
    edit, explore = "wagtailadmin_pages:edit", "wagtailadmin_explore"
    add = "wagtailadmin_pages:add"
    return {
        "the course": reverse(edit, args=[course.pk]),
        "a module": reverse(edit, args=[module.pk]),
        "a lesson": reverse(edit, args=[lesson.pk]),
        "a new module": reverse(add, args=["courses", "modulepage", course.pk]),
        "a new lesson": reverse(add, args=["courses", "lessonpage", module.pk]),
        "a new course": reverse("courses_admin:new"),
        "what is in the course": reverse(explore, args=[course.pk]),
        "what is in a module": reverse(explore, args=[module.pk]),
        "what to add": reverse("wagtailadmin_pages:add_subpage", args=[course.pk]),
        "moving": reverse("wagtailadmin_pages:move", args=[lesson.pk]),
        "copying": reverse("wagtailadmin_pages:copy", args=[course.pk]),
        "deleting": reverse("wagtailadmin_pages:delete", args=[lesson.pk]),
        "history": reverse("wagtailadmin_pages:history", args=[course.pk]),
    }


def texts_of(html: str) -> set[str]:
    reader = Reader()
    reader.feed(html)
    return reader.texts


def test_no_screen_about_a_course_says_page_or_slug(client: Client, course: CoursePage) -> None:
    found = {}
    for name, address in screens().items():
        response = client.get(address, follow=True)
        assert response.status_code == 200, name
        said = texts_of(response.content.decode())
        found[name] = {text for text in said if FORBIDDEN.search(text) and not ELSEWHERE.match(text)}
    assert {name: words for name, words in found.items() if words} == {}


def test_modules_and_lessons_are_listed_beside_one_another(client: Client, course: CoursePage) -> None:
    add_lesson(course, title="Welcome")
    said = texts_of(client.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode())
    assert {"Basics", "Welcome"} <= said and "Bowline" not in said


def test_nor_what_is_said_after_saving(client: Client, course: CoursePage) -> None:
    lesson = LessonPage.objects.get()
    response = client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]), follow=True)
    assert "“Bowline” deleted." in texts_of(response.content.decode())


def test_the_compiled_words_are_those_that_are_written() -> None:
    written = {entry.msgid: entry.msgstr for entry in polib.pofile(str(WORDING / "django.po"))}
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(WORDING / "django.mo"))}
    assert written == compiled
