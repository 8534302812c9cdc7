"""What is kept of pages hides no change: of the site's look, of words, of a translation, of a name."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.safestring import SafeString
from wagtail.models import Locale, Page, Site

from common.http import content_policy
from home.models import Brand, Footer, Navigation
from learning.classroom.catalogue import kept_results
from learning.courses.models import Category, Course, CoursePage, LessonPage
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db

NONCE = re.compile(r'nonce="([^"]+)"')


@pytest.fixture
def course() -> Course:
    return courses.make_course(title="Charts", modules=0, lessons=2)


def pages_of(course: Course) -> list[str]:
    return [f"{url_of(course)}lesson-1/", url_of(course), "/courses/"]


def set_up(model: type, **values: Any) -> None:
    site = Site.objects.get(is_default_site=True)
    model.objects.update_or_create(site=site, defaults=values)  # type: ignore[attr-defined]


def named(word: str) -> None:
    set_up(Brand, name=word)


def linked(word: str) -> None:
    place = {"label": word, "page": None, "address": "/courses/", "description": ""}
    set_up(Navigation, items=json.dumps([{"type": "link", "value": place}]))


def closed_with(word: str) -> None:
    set_up(Footer, line=word)


@pytest.mark.parametrize("change", [named, linked, closed_with])
def test_a_change_of_the_site_is_on_every_page_at_once(course: Course, change: Callable[[str], None]) -> None:
    learner = signed_in(enrolled(course).person)
    for word in ("First word", "Second word"):
        change(word)
        for client in (learner, Client()):
            # A stranger has no lesson, and lessons have no foot.
            for url in pages_of(course)[int(client is not learner or change is closed_with) :]:
                for _again in range(2):
                    html = client.get(url).content.decode()
                    assert word in html, (url, word)
                    assert ("First word" in html) == (word == "First word")


def test_a_renamed_category_and_a_renamed_course_are_seen_at_once(course: Course) -> None:
    client = Client()
    page = course.pages.get()
    for title in ("Second title", "Third title"):
        page.title = title
        page.save_revision()
        courses.publish(page)
        for url in pages_of(course)[1:]:
            assert title in client.get(url).content.decode()
    page.category = category = Category.objects.create(name="Old shelf", slug="shelf")
    page.save_revision()
    courses.publish(page)
    other = courses.make_course_page(title="Another")
    other.category = Category.objects.create(name="Else", slug="else")
    courses.release(other)
    category.name = "New shelf"
    client.get("/courses/")
    category.save()
    html = client.get("/courses/").content.decode()
    assert "New shelf" in html and "Old shelf" not in html


def test_a_translation_is_another_part_and_its_change_is_seen_at_once(course: Course) -> None:
    english, client = pages_of(course), signed_in(enrolled(course).person)
    french = Locale.objects.create(language_code="fr")
    for page in Page.objects.filter(depth=2):
        page.specific.copy_for_translation(french)
    source: CoursePage = course.pages.get()
    source.get_parent().specific.copy_for_translation(french)
    translated = source.copy_for_translation(french)
    translated.title = "Graphiques"
    translated.save_revision().publish()
    original = LessonPage.objects.descendant_of(source).first()
    assert original is not None
    lesson = original.copy_for_translation(french)
    for title in ("Première leçon", "Leçon première"):
        lesson.title = title
        lesson.save_revision().publish()
        url = translated.get_url()
        assert url is not None
        html = client.get(url).content.decode()
        assert "Graphiques" in html and title in html
        assert original.title in client.get(english[1]).content.decode()
        shown = client.get(english[0]).content.decode()
        assert title not in shown and original.title in shown


def test_each_answer_has_a_nonce_of_its_own_and_no_part_keeps_one(course: Course) -> None:
    client = signed_in(enrolled(course).person)
    seen: set[str] = set()
    for url in (*pages_of(course), *pages_of(course)):
        answer = client.get(url)
        html = answer.content.decode()
        assert content_policy.stand_in() not in html
        nonces = set(NONCE.findall(html))
        assert len(nonces) == 1 and not nonces & seen
        assert f"'nonce-{nonces.copy().pop()}'" in answer.headers[content_policy.HEADER]
        seen |= nonces
    for part in gc.get_objects():
        if type(part) is tuple and part and type(part[0]) is SafeString:
            assert not any(nonce in piece for nonce in seen for piece in part if isinstance(piece, str))


def test_a_new_index_of_the_catalogue_lets_go_of_what_was_found_in_the_old_one(course: Course) -> None:
    """Each change makes an index: what was found in it must not keep it in memory."""
    client = Client()
    for number in range(40):
        course.pages.get().save()
        courses.make_course(title=f"Course {number}", lessons=1)
        assert client.get(f"/courses/?level=&sort=title&view=list&page={number}").status_code == 200
    assert len(kept_results._kept) <= 20
