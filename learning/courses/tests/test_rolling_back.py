"""Rolling back: a new release with the content of an old one, and nobody's draft is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage, Release
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.outlines import outline_of_release
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_course_page,
    make_instructor,
    make_reviewer,
    publish,
    text_body,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def lesson(page: CoursePage, title: str) -> LessonPage:
    return next(
        one
        for one in LessonPage.objects.descendant_of(page)
        if title in (one.title, one.get_latest_revision_as_object().title)
    )


def edit(page: Any, **fields: Any) -> None:
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


@pytest.fixture
def page() -> CoursePage:
    """Release 1: Start (One, Two). 2: One says something else, Three is new. 3: Two is gone."""
    page = make_course_page(owner=make_instructor(), title="Knots", drip_anchor="enrolment")
    module = add_module(page, title="Start")
    add_lesson(module, title="One", body=text_body("The first words."), opens_after_days=2)
    add_lesson(module, title="Two")
    publish(page)
    edit(lesson(page, "One"), title="One anew", body=text_body("The second words."), opens_after_days=9)
    edit(CoursePage.objects.get(pk=page.pk), short_description="Said otherwise", level="advanced")
    add_lesson(module, title="Three")
    publish(page)
    lesson(page, "Two").unpublish()
    return CoursePage.objects.get(pk=page.pk)


def roll_back(page: CoursePage, number: int, **fields: Any) -> actions.RolledBack:
    first = Release.objects.get(course=page.course, number=number)
    return actions.roll_back(release=first, actor=make_reviewer(), at=NOON + timedelta(days=1), **fields)


def test_the_new_release_holds_what_the_old_one_held(page):
    count = Release.objects.count()
    made = roll_back(page, 1, note="Back to the first words.").release
    first = Release.objects.get(course=page.course, number=1)
    assert Release.objects.count() == count + 1
    assert (made.reason, made.restores, made.content_hash) == ("rolled_back", first, first.content_hash)
    assert snapshot_of_release(made) == snapshot_of_release(first)
    assert [one.title for one in outline_of_release(made.pk).lessons] == ["One", "Two"]
    assert Course.objects.get(pk=page.course_id).latest_release == made
    assert made.note.text == "Back to the first words."


def test_what_was_published_since_is_kept_as_drafts(page):
    edit(lesson(page, "Three"), title="Three, better")
    report = roll_back(page, 1).pages
    one = LessonPage.objects.get(title="One")
    assert (one.live, one.has_unpublished_changes, one.opens_after_days) == (True, True, 2)
    assert one.get_latest_revision_as_object().title == "One anew"
    three = lesson(page, "Three, better")
    assert (three.live, three.get_latest_revision_as_object().title) == (False, "Three, better")
    course_page = CoursePage.objects.get(pk=page.pk)
    assert (course_page.level, course_page.get_latest_revision_as_object().level) == ("all", "advanced")
    assert set(report.drafts) == {"Knots", "One anew"}
    assert (report.published, LessonPage.objects.get(title="Two").has_unpublished_changes) == (["Two"], False)
    assert report.unpublished == ["Three"]
    assert report.gone == []


def test_the_next_change_of_one_page_does_not_bring_the_newer_release_back(page):
    roll_back(page, 1)
    two = lesson(page, "Two")
    edit(two, title="Two renamed")
    two.latest_revision.publish()
    latest = Course.objects.get(pk=page.course_id).latest_release
    assert [one.title for one in outline_of_release(latest.pk).lessons] == ["One", "Two renamed"]
    assert dict(outline_of_release(latest.pk).rules.drip) == {lesson(page, "One").lesson_id: 2}


def test_publishing_everything_brings_the_drafts_back(page):
    newer = Course.objects.get(pk=page.course_id).latest_release
    roll_back(page, 1)
    publish(page)
    latest = Course.objects.get(pk=page.course_id).latest_release
    assert [one.title for one in outline_of_release(latest.pk).lessons] == ["One anew", "Two", "Three"]
    assert latest.content["en"] == newer.content["en"]


def test_a_lesson_whose_page_is_deleted_comes_back_to_learners(page):
    lesson(page, "One anew").delete()
    rolled = roll_back(page, 1)
    assert [one.title for one in outline_of_release(rolled.release.pk).lessons] == ["One", "Two"]
    assert rolled.pages.gone == ["One"]


def test_a_submission_in_review_stays_in_review(page):
    edit(lesson(page, "Three"), title="Three, better")
    candidate = actions.submit_candidate(page=page, actor=make_instructor(), at=NOON)
    roll_back(page, 1)
    candidate.refresh_from_db()
    assert candidate.status == "submitted"


@pytest.mark.parametrize("case", ["latest", "same content", "withdrawn course"])
def test_what_can_not_be_rolled_back_to_writes_nothing(page, case):
    number = 1
    if case == "same content":
        roll_back(page, 1)
    if case == "withdrawn course":
        page.unpublish()
    releases = Release.objects.count()
    latest = Course.objects.get(pk=page.course_id).latest_release
    with pytest.raises(actions.RollBackRefused):
        roll_back(page, latest.number if case == "latest" else number)
    assert Release.objects.count() == releases
