"""A typo in one live lesson is published alone: every other draft of the course stays a draft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from learning.courses import actions
from learning.courses.models import Candidate, Course, CoursePage, LessonPage, ModulePage, Release
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.outlines import content_of, outline_of_release
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


def edit(page: Any, **fields: Any) -> Any:
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return type(page).objects.get(pk=page.pk)


def titles(release: Release) -> list[str]:
    return [lesson.title for lesson in outline_of_release(release.pk).lessons]


@pytest.fixture
def course() -> Course:
    """Start (One, Two) is published; Two, the course and a new lesson have drafts, and One was moved last."""
    page = make_course_page(owner=make_instructor(), title="Knots", drip_anchor="enrolment")
    module = add_module(page, title="Start")
    one = add_lesson(module, title="One", body=text_body("A tpyo."), opens_after_days=1)
    two = add_lesson(module, title="Two", opens_after_days=2)
    publish(page)
    edit(two, title="Two, unfinished", opens_after_days=20)
    edit(page, short_description="Unfinished")
    add_lesson(module, title="New")
    with actions.releasing_once(page.course_id):  # by somebody who may not publish
        LessonPage.objects.get(pk=one.pk).move(ModulePage.objects.get(pk=module.pk), pos="last-child")
    return Course.objects.get(pk=page.course_id)


def one_of(course: Course) -> LessonPage:
    return LessonPage.objects.get(lesson__course=course, title="One")


def latest(course: Course) -> Release:
    return Course.objects.select_related("latest_release").get(pk=course.pk).latest_release


def test_only_the_lesson_is_published(course):
    before = snapshot_of_release(latest(course))
    page = edit(one_of(course), body=text_body("A typo."), opens_after_days=3)
    release = actions.publish_lesson(page=page, actor=make_reviewer(), at=NOON, note="A typo is gone.")
    assert (release.number, release.reason, release.note.text) == (2, "lesson", "A typo is gone.")
    assert titles(release) == ["One", "Two"]
    outline = outline_of_release(release.pk)
    assert "A typo." in str(content_of(outline.lessons[0]).body)
    assert dict(outline.rules.drip) == {page.lesson_id: 3, outline.lessons[1].id: 2}
    after = snapshot_of_release(release)
    assert (after.texts, after.modules) == (before.texts, before.modules)
    assert after.lessons[1] == before.lessons[1]


def test_every_other_draft_stays_a_draft(course):
    page = edit(one_of(course), body=text_body("A typo."))
    actions.publish_lesson(page=page, actor=make_reviewer(), at=NOON)
    assert not LessonPage.objects.get(pk=page.pk).has_unpublished_changes
    two = LessonPage.objects.get(lesson__course=course, title="Two")
    assert two.has_unpublished_changes
    assert two.get_latest_revision_as_object().title == "Two, unfinished"
    assert not LessonPage.objects.get(lesson__course=course, title="New").live
    course_page = CoursePage.objects.get(course=course)
    assert course_page.get_latest_revision_as_object().short_description == "Unfinished"


def test_the_submission_of_the_course_stays_in_review(course):
    whole = actions.submit_candidate(
        page=CoursePage.objects.get(course=course), actor=make_instructor(), at=NOON
    )
    page = edit(one_of(course), body=text_body("A typo."))
    alone = actions.submit_lesson(page=page, actor=make_instructor(), at=NOON)
    again = actions.submit_lesson(page=page, actor=make_instructor(), at=NOON)
    statuses = dict(Candidate.objects.values_list("pk", "status"))
    assert [statuses[one.pk] for one in (whole, alone, again)] == ["submitted", "withdrawn", "submitted"]
    release = actions.approve_candidate(candidate=again, actor=make_reviewer(), at=NOON)
    assert release is not None
    assert titles(release) == ["One", "Two"]
    whole.refresh_from_db()
    assert whole.status == "submitted"


def test_what_was_written_after_the_submission_is_not_published(course):
    page = edit(one_of(course), body=text_body("A typo."))
    alone = actions.submit_lesson(page=page, actor=make_instructor(), at=NOON)
    edit(page, body=text_body("Not yet."))
    release = actions.approve_candidate(candidate=alone, actor=make_reviewer(), at=NOON)
    assert release is not None
    assert "A typo." in str(content_of(outline_of_release(release.pk).lessons[0]).body)
    assert LessonPage.objects.get(pk=page.pk).has_unpublished_changes


@pytest.mark.parametrize("case", ["new lesson", "nothing changed", "course not published"])
def test_a_lesson_that_learners_do_not_have_is_refused(course, case):
    page = (
        LessonPage.objects.get(lesson__course=course, title="New") if case == "new lesson" else one_of(course)
    )
    if case == "course not published":
        page = edit(page, body=text_body("A typo."))
        CoursePage.objects.get(course=course).unpublish()
    number = latest(course).number
    with pytest.raises(actions.LessonNotPublished):
        actions.publish_lesson(page=page, actor=make_reviewer(), at=NOON)
    assert not Candidate.objects.filter(lesson__isnull=False).exists()
    assert latest(course).number == number


def test_a_scheduled_lesson_is_published_when_it_is_due(course):
    page = edit(one_of(course), body=text_body("A typo."))
    due = NOON + timedelta(days=2)
    assert actions.publish_lesson(page=page, actor=make_reviewer(), at=NOON, go_live_at=due) is None
    assert actions.publish_due_candidates(at=NOON + timedelta(days=1)) == 0
    assert actions.publish_due_candidates(at=due) == 1
    assert latest(course).number == 2


def test_a_scheduled_lesson_that_is_gone_by_then_is_withdrawn_and_holds_nothing_up(course):
    page = edit(one_of(course), body=text_body("A typo."))
    due = NOON + timedelta(days=2)
    actions.publish_lesson(page=page, actor=make_reviewer(), at=NOON, go_live_at=due)
    page.unpublish()
    two = LessonPage.objects.get(lesson__course=course, title="Two")
    actions.publish_lesson(page=two, actor=make_reviewer(), at=NOON, go_live_at=due)
    assert actions.publish_due_candidates(at=due) == 1  # the other one
    statuses = list(
        Candidate.objects.filter(lesson__isnull=False).order_by("pk").values_list("status", flat=True)
    )
    assert statuses == ["withdrawn", "approved"]


def test_a_course_is_scheduled_for_a_moment_and_for_another_one(course):
    page = CoursePage.objects.get(course=course)
    due = NOON + timedelta(days=2)
    publish_at = {"page": page, "actor": make_reviewer(), "at": NOON, "note": "More lessons."}
    assert actions.publish_course(**publish_at, go_live_at=due) is None
    candidate = Candidate.objects.get(status="scheduled")
    later = due + timedelta(days=1)
    actions.reschedule_candidate(candidate=candidate, go_live_at=later, actor=make_reviewer(), at=NOON)
    assert actions.publish_due_candidates(at=due) == 0
    assert actions.publish_due_candidates(at=later) == 1
    release = latest(course)
    assert (release.number, release.note.text) == (2, "More lessons.")
    assert titles(release) == ["Two, unfinished", "New", "One"]
