"""The editor: what it offers, what it refuses, and with which sentence."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from learning.courses.models import CatalogPage, CoursePage, LessonPage, ModulePage
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_catalog,
    make_course,
    make_course_page,
    make_instructor,
    make_manager,
    video_body,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = make_instructor()
    client.force_login(author)
    return author


def course_data(prerequisites: tuple[dict[str, Any], ...] = (), **changes: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "Knots",
            "slug": "knots",
            "short_description": "Ropes that hold.",
            "description": streamfield([]),
            "learning_outcomes": streamfield([("line", "Tie a bowline")]),
            "requirements": streamfield([]),
            "faq": streamfield([]),
            "promotion_video": "",
            "tags": "",
            "level": "beginner",
            "language": "en",
            "course_type": "sprint",
            "has_certificate": "on",
            "visibility": "public",
            "enrolment_method": "open",
            "access_duration": "lifetime",
            "drip_anchor": "",
            "prerequisites": inline_formset(list(prerequisites)),
            "quiz_prerequisites": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )


def add_course(client, **data: Any):
    address = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", make_catalog().pk])
    return client.post(address, course_data(**data))


def test_an_instructor_writes_a_course(author, client):
    add_course(client)
    page = CoursePage.objects.get(title="Knots")
    assert page.course.is_free
    assert not page.live
    assert list(page.course.instructors.all()) == [author]


def test_a_promotion_video_that_nobody_plays_is_refused(author, client):
    response = add_course(client, promotion_video="https://example.com/page.html")
    assert "This video URL isn't supported." in unescape(response.content.decode())
    assert not CoursePage.objects.exists()


def test_new_modules_and_lessons_are_offered_a_title_and_an_address(author, client):
    page = make_course_page(owner=author)
    add_module(page)
    module = add_module(page)
    form = client.get(reverse("wagtailadmin_pages:add", args=["courses", "modulepage", page.pk])).context[
        "form"
    ]
    assert (form["title"].value(), form["slug"].value()) == ("Module 3", "module-3")
    form = client.get(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])).context[
        "form"
    ]
    assert (form["title"].value(), form["slug"].value()) == ("Lesson 1", "lesson-1")


def test_the_tabs_of_the_editor(author, client):
    page = make_course_page(owner=author)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for tab in ("Content", "Access", "Price", "Promote", "Settings"):
        assert f">\n    {tab}" in html or f"{tab}\n" in html


def test_subpage_rules():
    assert CatalogPage.allowed_subpage_models() == [CoursePage]
    assert CoursePage.allowed_subpage_models() == [ModulePage, LessonPage]
    assert ModulePage.allowed_subpage_models() == [LessonPage]
    assert LessonPage.allowed_subpage_models() == []
    assert CoursePage.allowed_parent_page_models() == [CatalogPage]


def lesson_data(**changes: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "One",
            "slug": "one",
            "kind": "text",
            "body": streamfield([("text", rich_text("<p>Words</p>"))]),
            "outcomes": streamfield([]),
            "transcript": rich_text(""),
            "watch_threshold": 90,
            "is_required": "on",
            "comments": inline_formset([]),
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "quiz"}, "is reserved. Choose another."),
        ({"watch_threshold": 120}, "less than or equal to 100"),
    ],
)
def test_a_wrong_lesson_is_refused(author, client, changes, sentence):
    page = make_course_page(owner=author)
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", page.pk])
    response = client.post(address, lesson_data(**changes) | {"action-publish": "1"})
    assert sentence in response.content.decode()
    assert not LessonPage.objects.exists()


def test_the_workflow_stands_on_the_course_only(author, client):
    page = make_course_page(owner=author)
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", page.pk])
    assert client.post(address, lesson_data() | {"action-submit": "1"}).status_code in (302, 403)
    assert not LessonPage.objects.exists()


def test_minutes_come_from_the_body_or_from_the_author():
    page = make_course_page()
    film = add_lesson(page, kind="video", body=video_body(length="3:10"))
    assert LessonPage.objects.get(pk=film.pk).seconds == 240
    film.minutes_override = 7
    assert film.seconds == 420


def test_a_preview_is_shown_while_writing(author, client):
    course = make_course(owner=author)
    lesson = LessonPage.objects.filter(lesson__course=course).first()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    response = client.post(address, lesson_data(title="Previewed", slug=lesson.slug))
    assert response.json()["is_valid"]
    html = client.get(address + "?mode=").content.decode()
    assert "Previewed" in html


@pytest.mark.parametrize(
    ("chosen", "unneeded"),
    [
        ({"access_duration": "lifetime"}, {"access_days": "99999"}),
        ({"access_duration": "lifetime"}, {"access_until": "someday"}),
        ({"drip_anchor": "enrolment"}, {"drip_from": "someday"}),
    ],
)
def test_a_field_that_no_choice_needs_never_refuses_a_course(author, client, chosen, unneeded):
    add_course(client, **chosen, **unneeded)
    page = CoursePage.objects.get(title="Knots")
    [name] = unneeded
    assert getattr(page, name) is None


def test_what_no_choice_needs_is_kept_where_it_is_right(author, client):
    add_course(client, access_duration="lifetime", access_days="30")
    assert CoursePage.objects.get(title="Knots").access_days == 30


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("access_days", {"access_duration": ["days"]}),
        ("access_until", {"access_duration": ["until"]}),
        ("drip_from", {"drip_anchor": ["date"]}),
    ],
)
def test_the_access_tab_says_which_choice_a_field_needs(author, client, name, rule):
    page = make_course_page(owner=author)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    before = html[: html.index(f'name="{name}"')]
    [*_others, said] = re.findall(r'data-w-rules="([^"]*)"', before)
    assert json.loads(unescape(said)) == rule


@pytest.mark.parametrize("kind", ["course", "module", "lesson"])
def test_publishing_one_page_alone_is_not_offered(client, kind):
    client.force_login(make_manager())
    course = make_course_page(owner=make_instructor())
    module = add_module(course)
    page = {"course": course, "module": module, "lesson": add_lesson(module)}[kind]
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="action-publish"' not in html
    assert ("Publish entire course…" in html) == (kind == "course")
    parent, new = {
        "course": (make_catalog(), "coursepage"),
        "module": (course, "modulepage"),
        "lesson": (module, "lessonpage"),
    }[kind]
    address = reverse("wagtailadmin_pages:add", args=["courses", new, parent.pk])
    assert 'name="action-publish"' not in client.get(address).content.decode()


def test_other_pages_are_published_as_ever(client):
    client.force_login(make_manager())
    catalog = make_catalog()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[catalog.pk])).content.decode()
    assert 'name="action-publish"' in html
