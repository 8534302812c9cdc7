"""The review tells the truth: a change exactly where learners would be shown something else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Locale

from learning.courses import actions
from learning.courses.editor.reviews import Review, review_of
from learning.courses.models import Candidate, CoursePage, LessonPage, ModulePage
from learning.testing.courses import (
    add_lesson,
    charge,
    make_course,
    make_course_page,
    make_instructor,
    make_reviewer,
    release,
    text_body,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_instructor()


@pytest.fixture
def reviewer():
    person = make_reviewer()
    person.groups.add(Group.objects.get_or_create(name="Reviewer")[0])
    return person


@pytest.fixture
def course(author):
    return make_course(owner=author, modules=2, lessons=2, title="Knots", prices=[(4900, "EUR")])


def submit(course, author) -> Candidate:
    actions.submit_course(page=course.pages.get(alias_of=None), actor=author)
    return fetch(course)


def fetch(course) -> Candidate:
    return course.candidates.select_related(
        "course__latest_release__course__source_locale", "page", "release__course__source_locale"
    ).latest("submitted_at", "pk")


def review(candidate: Candidate) -> Review:
    return review_of(candidate, at=timezone.now())


def told(candidate: Candidate) -> list[tuple[str, str, str]]:
    return [(part.what, part.title, part.place) for part in review(candidate).comparison.parts]


def draft(page, **fields) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()


def test_nothing_differs_where_nothing_does(course, author):
    lesson = LessonPage.objects.first()
    saved_again = [{**lesson.body.raw_data[0], "value": '<p data-block-key="ab1cd">Read this with care.</p>'}]
    draft(lesson, body=saved_again)
    found = review(submit(course, author))
    assert not found.comparison
    assert {page.part for page in found.pages} == {None}
    assert not any(row.is_changed for row in found.candidate.pages.all())


def test_a_lesson_saved_again_is_no_draft_any_more_once_that_is_published(course, author, reviewer):
    lesson = LessonPage.objects.first()
    draft(
        lesson, body=[{**lesson.body.raw_data[0], "value": '<p data-block-key="x">Read this with care.</p>'}]
    )
    actions.publish_course(page=course.pages.get(), actor=reviewer, at=timezone.now())
    lesson.refresh_from_db()
    assert not lesson.has_unpublished_changes


def test_a_lesson_moved_to_another_module(course, author):
    first, second = ModulePage.objects.order_by("path")
    add_lesson(first, title="Bowline")
    release(course.pages.get())
    with LogContext(user=author):  # what an author moves waits for the next release
        LessonPage.objects.get(title="Bowline").move(ModulePage.objects.get(pk=second.pk), pos="last-child")
    assert told(submit(course, author)) == [("moved", "Bowline", "Moved from “Module 1” to “Module 2”.")]


def test_words_blocks_and_rules(course, author):
    draft(LessonPage.objects.first(), body=text_body("Read this twice."))
    draft(course.pages.get(), visibility="hidden")
    parts = review(submit(course, author)).comparison.parts
    assert [(part.subject, [line.label for line in part.lines]) for part in parts] == [
        ("course", ["Visibility"]),
        ("lesson", ["Body, block 1 (Text)"]),
    ]


def test_prices_and_status_beside_it(course, author):
    charge(course, (5900, "EUR"), (6900, "USD"))
    actions.change_status(course=course, status="locked", actor=author, at=timezone.now())
    beside = review(submit(course, author)).beside
    assert [price.format() for price in beside.prices] == ["€59.00", "$69.00"]
    assert [(step.change.currency, step.before and step.before.format()) for step in beside.price_steps] == [
        ("EUR", "€49.00"),
        ("USD", None),
    ]
    assert [change.status for change in beside.status_steps] == ["locked"]


def test_it_reads_the_same_ever_after(course, author, reviewer):
    draft(LessonPage.objects.first(), title="First")
    candidate = submit(course, author)
    before = told(candidate)
    actions.decide_on_candidate(candidate=candidate, decision="approve", actor=reviewer)
    draft(LessonPage.objects.first(), title="Later")
    actions.publish_course(page=course.pages.get(), actor=reviewer, at=timezone.now() + timedelta(days=1))
    approved = course.candidates.filter(status="approved").order_by("submitted_at").first()
    assert told(Candidate.objects.get(pk=approved.pk)) == before == [("changed", "First", "")]


def test_one_that_changed_nothing(course, author, reviewer):
    candidate = submit(course, author)
    actions.decide_on_candidate(candidate=candidate, decision="approve", actor=reviewer)
    assert told(fetch(course)) == []


def test_a_new_course_is_new_as_a_whole(author):
    page = make_course_page(owner=author, title="Ropes")
    add_lesson(page, title="One")
    candidate = submit(page.course, author)
    assert told(candidate) == [("added", "Ropes", ""), ("added", "One", "")]


def test_a_translation_shows_its_own_words(course, author):
    french = Locale.objects.create(language_code="fr")
    source = course.pages.get()
    for each in (source, *source.get_descendants().specific().order_by("path")):
        each.copy_for_translation(french, copy_parents=True)
    lesson = LessonPage.objects.filter(locale=french).first()
    draft(lesson, title="Leçon")
    actions.submit_course(page=CoursePage.objects.get(locale=french), actor=author)
    parts = review(fetch(course)).comparison.parts
    assert "Title (Français)" in {line.label for part in parts for line in part.lines}
    assert {part.what for part in parts} == {"changed"}


def test_a_lesson_alone(course, author, reviewer):
    lesson = LessonPage.objects.first()
    draft(lesson, title="First")
    lesson = LessonPage.objects.get(pk=lesson.pk)
    candidate = actions.submit_lesson(page=lesson, actor=author, at=timezone.now())
    assert told(fetch(course)) == [("changed", "First", "")]
    actions.approve_candidate(candidate=candidate, actor=reviewer, at=timezone.now())
    assert told(fetch(course)) == [("changed", "First", "")]


def test_the_screen(course, author, reviewer, client):
    draft(LessonPage.objects.first(), body=text_body("Study this twice."))
    candidate = submit(course, author)
    client.force_login(reviewer)
    html = client.get(reverse("courses_admin:candidate", args=[candidate.public_id])).content.decode()
    html = html.replace("<ins\n>", "<ins>")
    assert "<del>Read</del><ins>Study</ins>" in html
    assert "<span> this </span><del>with care</del><ins>twice</ins>" in html
    assert "Compared with release 1." in html
    assert "€49.00" in html


def test_a_flat_number_of_queries(author):
    counts = []
    for lessons in (2, 12):
        course = make_course(owner=author, lessons=lessons)
        for lesson in LessonPage.objects.filter(lesson__course=course):
            draft(lesson, title=f"{lesson.title} again")
        candidate = submit(course, author)
        review(fetch(course))
        with CaptureQueriesContext(connection) as queries:
            assert len(review(candidate).comparison.parts) == lessons
        counts.append(len(queries))
    assert counts[0] == counts[1]
