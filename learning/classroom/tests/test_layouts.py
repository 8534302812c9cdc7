"""What each screen shows first, and that nothing on it is empty."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.tests.factories import UserFactory
from learning.courses.models import Course, LessonPage
from learning.progress import actions
from learning.testing import courses
from learning.testing.access import NOON, enrolled, paid_course
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db


def tabs(page: str) -> list[str]:
    return re.findall(r'class="tabs__tab" href="#([^"]*)"', page)


def test_a_visitor_sees_the_lessons_and_may_try_one_without_a_press(client: Client) -> None:
    course = paid_course(lesson_fields={"is_free_preview": True}, has_certificate=True)
    page = client.get(url_of(course)).content.decode()
    assert tabs(page) == [] and "tabs__panel" not in page
    assert page.index('id="modules-title"') < page.index("curriculum__lesson")
    box = page.partition('class="card course-box"')[2].partition("</aside>")[0]
    assert "Try the first lesson" in box and f'href="{url_of(course)}module-1/lesson-1/"' in box


def test_what_is_not_free_is_not_offered_to_try(client: Client) -> None:
    assert "Try the first lesson" not in client.get(url_of(paid_course())).content.decode()


@pytest.mark.parametrize(
    ("has_certificate", "has_note", "expected"),
    [
        (False, False, ["modules", "overview"]),
        (True, False, ["modules", "overview", "certificates"]),
        (True, True, ["modules", "overview", "notes", "certificates"]),
    ],
)
def test_learners_land_on_their_lessons_and_meet_no_empty_tab(
    has_certificate: bool, has_note: bool, expected: list[str]
) -> None:
    course = courses.make_course(has_certificate=has_certificate)
    person = enrolled(course).person
    if has_note:
        lesson = LessonPage.objects.first().lesson
        actions.save_note(person=person, lesson_id=lesson.pk, body="Mine", at=NOON)
    page = signed_in(person).get(url_of(course)).content.decode()
    assert tabs(page) == expected
    assert re.search(r'href="#modules" id="modules-tab" data-selected', page)


def lesson_with(**fields) -> Course:
    page = courses.make_course_page(owner=courses.make_instructor())
    courses.add_lesson(page, **fields)
    courses.release(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["notes"]),
        ({"transcript": "<p>Said.</p>"}, ["notes", "transcript"]),
        (
            {"outcomes": [{"type": "line", "value": "Count", "id": "0e0f9a6e-5a5e-4a6b-8a63-0a0f8f1f2a11"}]},
            ["notes", "overview"],
        ),
    ],
)
def test_a_lesson_has_no_empty_tab(fields: dict, expected: list[str]) -> None:
    course = lesson_with(**fields)
    page = signed_in(enrolled(course).person).get(f"{url_of(course)}lesson-1/").content.decode()
    assert tabs(page) == expected


def test_notes_and_transcript_follow_the_player_before_the_text() -> None:
    body = [*courses.video_body(), *courses.text_body("Read on here.")]
    course = lesson_with(body=body, transcript="<p>Said.</p>")
    page = signed_in(enrolled(course).person).get(f"{url_of(course)}lesson-1/").content.decode()
    player, panel, text = (page.index(mark) for mark in ("data-player", "lesson__tabs", "Read on here."))
    assert player < panel < text


def test_my_learning_begins_with_the_lesson_to_go_on_with() -> None:
    person = UserFactory()
    done, begun = courses.make_course(title="Done", lessons=1), courses.make_course(title="Begun", lessons=2)
    for course in (begun, done):
        enrolled(course, person=person)
    client = signed_in(person)
    client.post(f"{url_of(begun)}module-1/lesson-1/")
    client.post(f"{url_of(done)}module-1/lesson-1/")
    page = client.get("/my-dashboard/").content.decode()
    panel = page.partition('class="resume"')[2].partition("</section>")[0]
    assert "Continue where you left off" in panel and "Lesson 2" in panel and "Begun" in panel
    assert f'href="{url_of(begun)}module-1/lesson-2/"' in panel
    assert page.index('class="resume"') < page.index('id="courses-title"') < page.index('class="stats"')
    cards = re.findall(r'course-card__title"><a href="[^"]*">([^<]*)<', page)
    assert cards == ["Begun", "Done"]


def test_the_catalogue_has_one_search_field(client: Client) -> None:
    course = courses.make_course()
    assert client.get("/courses/").content.decode().count('type="search"') == 1
    elsewhere = client.get(url_of(course)).content.decode()
    assert elsewhere.count('type="search"') == 2  # header and its folded menu


def test_the_header_has_sign_in_on_a_phone(client: Client) -> None:
    page = client.get("/courses/").content.decode()
    assert re.search(r'class="[^"]*site-header__sign"[^>]*>Sign in<', page)
    css = (settings.BASE_DIR / "static/css/components/site-header.css").read_text()
    outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*[^}]*\}", "", css)
    assert not re.search(r"\.site-header__sign\s*\{\s*display:\s*none", outside)


def test_figures_have_no_stroke_through_their_nought() -> None:
    css = settings.BASE_DIR / "static/css"
    face = (css / "fonts.css").read_text().partition('"Lyceum Figures"')[2].partition("}")[0]
    assert "bricolage" in face and "U+0030-0039" in face
    assert '--font-text: "Lyceum Figures"' in " ".join((css / "tokens.css").read_text().split())
