"""What is missing in a course before it is published: page by page, in a flat number of queries."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model

from learning.courses import actions
from learning.courses.models import CoursePage, LessonPage
from learning.courses.release import findings
from learning.testing.courses import (
    add_lesson,
    add_module,
    body,
    make_course_page,
    make_instructor,
    text_body,
    video_body,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def page() -> CoursePage:
    page = make_course_page(title="Knots")
    add_lesson(add_module(page, title="Start"), title="One")
    return CoursePage.objects.get(pk=page.pk)


def found_in(page: CoursePage) -> list[tuple[str, str, str]]:
    found = findings.findings_of_draft(page, at=NOW)
    return [(one.kind, one.page_title, one.words) for one in found]


def write(page: Any, **fields: Any) -> None:
    """Save a draft the way that nothing refuses."""
    page = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(clean=False)


def test_a_whole_course_has_nothing_to_mend(page):
    assert found_in(page) == []


def test_a_course_without_lessons(db):
    page = make_course_page(title="Knots")
    add_module(page, title="Start")
    assert found_in(page) == [
        ("no_lessons", "Knots", "The course has no lessons."),
        ("empty_module", "Start", "The module has no lessons."),
    ]
    assert [one.is_blocking for one in findings.findings_of_draft(page, at=NOW)] == [True, False]


BLOCKS = [
    (("video", {"title": "A", "url": "", "length": ""}), "Block 1, Video: Or URL: Choose either an"),
    (("video", {"title": "A", "url": "https://example.com/page", "length": ""}), "Or URL: This video URL"),
    (("heading", {"text": "", "level": "2"}), "Block 1, Heading: “Heading” is empty."),
    (("heading", {"text": "Low", "level": "4"}), "Block 1, Heading: Level: A heading level is skipped."),
    (("image", {"image": 999, "alt": "", "caption": ""}), "Block 1, Image: “Image” is empty."),
    (("downloads", {"title": "", "files": []}), "Block 1, Downloads: "),
    (("text", ""), "Block 1, Text: This field is required."),
]


@pytest.mark.parametrize(("block", "words"), BLOCKS)
def test_an_unfinished_block_is_named_in_words_with_its_place(page, block, words):
    lesson = LessonPage.objects.get()
    write(lesson, body=body(block))
    (one,) = findings.findings_of_draft(page, at=NOW)
    assert (one.kind, one.page_id, one.is_blocking) == ("unfinished_block", lesson.pk, True)
    assert words in one.words
    block_id = LessonPage.objects.get().get_latest_revision_as_object().body[0].id
    assert one.url == f"/admin/pages/{lesson.pk}/edit/#block-{block_id}-section"


def test_an_unfinished_block_of_the_description_says_which_field(page):
    write(page, description=body(("heading", {"text": "", "level": "2"})))
    assert found_in(page) == [
        ("unfinished_block", "Knots", "Description: Block 1, Heading: “Heading” is empty.")
    ]


def test_an_empty_lesson(page):
    write(LessonPage.objects.get(), body=[])
    assert found_in(page) == [("empty_lesson", "One", "The lesson is empty. Add at least one block.")]


def test_fields_as_for_publishing(page):
    write(page, short_description="", access_duration="days")
    write(LessonPage.objects.get(), watch_threshold=0, slug="quiz")
    assert found_in(page) == [
        ("field", "Knots", "“Short description” is empty."),
        ("field", "Knots", "Days of access: Enter a number of days."),
        (
            "field",
            "One",
            "Required share of each video in %: Ensure this value is greater than or equal to 1.",
        ),
        ("slug", "One", "URL ending: The URL ending “quiz” is reserved. Choose another."),
    ]


def test_two_drafts_with_one_address(page):
    module = page.get_children().get()
    add_lesson(module.specific, title="Two")
    write(LessonPage.objects.get(slug="one"), slug="same")
    write(LessonPage.objects.get(slug="two"), slug="same")
    assert [(kind, title) for kind, title, _words in found_in(page)] == [("slug", "One"), ("slug", "Two")]


def test_a_course_with_the_address_of_another(page):
    make_course_page(title="Ropes")
    write(page, slug="ropes")
    assert [(kind, title) for kind, title, _words in found_in(page)] == [("slug", "Knots")]


def test_a_live_lesson_needs_a_start_but_no_body(page):
    lesson = LessonPage.objects.get()
    write(lesson, kind="live", body=[])
    (one,) = findings.findings_of_draft(page, at=NOW)
    assert (one.kind, one.words) == ("no_start", "The live lesson has no start time.")
    assert one.url == f"/admin/academy/courses/lessons/{lesson.lesson.public_id}/live/"
    actions.schedule_lesson(
        lesson=lesson.lesson, starts_at=NOW, minutes=60, join_url="https://example.com", actor=None, at=NOW
    )
    assert found_in(page) == []


@pytest.mark.parametrize(
    ("go_live_at", "expire_at", "words"),
    [
        (None, NOW - timedelta(days=1), "The expiry date is in the past"),
        (NOW + timedelta(days=3), NOW + timedelta(days=2), "would expire before"),
        (NOW + timedelta(days=1), NOW + timedelta(days=2), None),
    ],
)
def test_dates_that_would_take_a_page_off_again(page, go_live_at, expire_at, words):
    write(LessonPage.objects.get(), go_live_at=go_live_at, expire_at=expire_at)
    add_lesson(page, title="Two")
    found = found_in(page)
    assert (words is None and not found) or (found[0][0] == "dates" and words in found[0][2])


def test_a_course_whose_lessons_all_come_later(page):
    write(LessonPage.objects.get(), go_live_at=NOW + timedelta(days=3))
    assert [kind for kind, _title, _words in found_in(page)] == ["no_lessons"]
    write(page, go_live_at=NOW + timedelta(days=4))
    assert found_in(page) == []


def test_of_some_pages_only(page):
    write(page, short_description="")
    lesson = LessonPage.objects.get()
    write(lesson, body=[])
    only = findings.findings_of_draft(page, at=NOW, only=[lesson.pk])
    assert [one.kind for one in only] == ["empty_lesson"]


def test_an_upper_app_adds_what_it_knows(page, monkeypatch):
    monkeypatch.setattr(findings, "_registered", [])

    def look(checked):
        yield checked.found("mood", checked.lessons[0], "It is dull.", is_blocking=False)

    findings.register(look)
    findings.register(look)
    assert found_in(page) == [("mood", "One", "It is dull.")]
    assert findings.blocking(findings.findings_of_draft(page, at=NOW)) == ()


def long_course(lessons: int) -> CoursePage:
    page = make_course_page(owner=make_instructor(), title=f"Long {lessons}")
    module = add_module(page)
    document = get_document_model().objects.create(title="Sheet", file=f"sheet-{lessons}.pdf")
    for number in range(lessons):
        lesson = add_lesson(module, title=f"Lesson {number}")
        blocks = body(
            ("document", {"document": document.pk, "title": "", "minutes": None}),
            ("image", {"image": None, "alt": "", "caption": ""}),
            ("downloads", {"title": "", "files": [document.pk]}),
        )
        write(lesson, body=text_body() + blocks + video_body(), title=f"Draft {uuid.uuid4()}")
    return CoursePage.objects.get(pk=page.pk)


def test_the_number_of_queries_is_flat(db):
    counts = []
    for lessons in (2, 12):
        page = long_course(lessons)
        findings.findings_of_draft(page, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            found = findings.findings_of_draft(page, at=NOW)
        assert len(found) == lessons
        counts.append(len(queries))
    assert counts[0] == counts[1]
