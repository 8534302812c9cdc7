"""Approving works one way, once, whatever posts twice; and never leaves a release without a live page."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, WorkflowTask

from learning.courses import actions
from learning.courses.models import Candidate, CandidateReviewTask, Course, CoursePage, LessonPage, Release
from learning.courses.release.outlines import outline_of_release
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_course,
    make_course_page,
    make_instructor,
    make_reviewer,
    text_body,
)

from .test_editor import course_data

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
def page(author) -> CoursePage:
    page = make_course_page(owner=author, title="Knots", slug="knots")
    module = add_module(page, title="Start")
    add_lesson(module, title="One")
    add_lesson(module, title="Two")
    return CoursePage.objects.get(pk=page.pk)


@pytest.fixture
def candidate(page, author) -> Candidate:
    return actions.submit_course(page=page, actor=author)


def approve(candidate, reviewer, **how):
    return actions.decide_on_candidate(candidate=candidate, decision="approve", actor=reviewer, **how)


def is_published_once(page) -> bool:
    page.refresh_from_db()
    return page.live and Release.objects.count() == 1


class TestTwice:
    def test_on_its_screen(self, client, page, candidate, reviewer):
        client.force_login(reviewer)
        address = reverse("courses_admin:decide", args=[candidate.public_id])
        told = [client.post(address, {"action": "approve"}, follow=True).content.decode() for _ in (1, 2)]
        assert "Approved and published." in told[0]
        assert "has already been reviewed" in told[1]
        assert is_published_once(page)

    def test_and_against_each_other(self, client, page, candidate, reviewer):
        client.force_login(reviewer)
        approve(candidate, reviewer)
        address = reverse("courses_admin:decide", args=[candidate.public_id])
        client.post(address, {"action": "reject", "comment": "No"}, follow=True)
        candidate.refresh_from_db()
        assert candidate.status == "approved"

    def test_by_the_editor_and_what_it_saves_by_itself(self, client, page, candidate, reviewer):
        client.force_login(reviewer)
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        sent = course_data(title="Knots") | {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps({"comment": "Fine"}),
        }
        by_itself = client.post(address, sent, headers={"Accept": "application/json"})
        assert (by_itself.status_code, Release.objects.count()) == (200, 0)
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent, headers={"Accept": "application/json"}).status_code == 200
        candidate.refresh_from_db()
        assert (candidate.status, candidate.comment) == ("approved", "Fine")
        assert is_published_once(page)

    def test_by_the_buttons_of_the_start_page(self, client, page, candidate, reviewer):
        client.force_login(reviewer)
        step = candidate.workflow_state.current_task_state_id
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step])
        shown = reverse("courses_admin:candidate", args=[candidate.public_id])
        assert client.post(address).url == shown
        assert client.post(address).status_code == 302
        assert is_published_once(page)

    def test_nobody_takes_the_next_step_by_pressing_twice(self, page, author, reviewer):
        workflow = page.get_workflow()
        second = CandidateReviewTask.objects.create(name="Second look")
        WorkflowTask.objects.create(workflow=workflow, task=second, sort_order=9)
        candidate = actions.submit_course(page=page, actor=author)
        step = candidate.workflow_state.current_task_state
        for _press in (1, 2):  # both were let in while the first step was the present one
            step.task.specific.on_action(step.specific, reviewer, "approve")
        candidate.refresh_from_db()
        assert (candidate.status, candidate.workflow_state.status) == ("submitted", "in_progress")
        assert candidate.workflow_state.current_task_state.task_id == second.pk
        with pytest.raises(actions.CandidateAlreadyDecided):
            approve(candidate, reviewer, step_id=step.pk)


def test_the_editor_leads_to_what_was_submitted(client, page, candidate, reviewer):
    client.force_login(reviewer)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "workflow-action-name" not in html
    assert f'href="{reverse("courses_admin:candidate", args=[candidate.public_id])}"' in html


def test_requesting_changes_wants_a_comment(client, page, candidate, reviewer):
    client.force_login(reviewer)
    address = reverse("courses_admin:decide", args=[candidate.public_id])
    html = client.post(address, {"action": "reject", "comment": "  "}, follow=True).content.decode()
    assert "Say what should change." in html
    step = candidate.workflow_state.current_task_state_id
    elsewhere = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", step])
    client.post(elsewhere, {"comment": ""})
    candidate.refresh_from_db()
    assert candidate.status == "submitted"
    client.post(elsewhere, {"comment": "More examples"})
    candidate.refresh_from_db()
    assert (candidate.status, candidate.comment) == ("rejected", "More examples")


def test_an_editor_that_saves_late_takes_nothing_off_the_site(page, candidate, reviewer):
    late = CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    late_lesson = LessonPage.objects.get(title="One")
    approve(candidate, reviewer)
    late.title, late_lesson.title = "Draft", "Another draft"
    for each in (late, late_lesson):
        each.save(clean=False)
        each.save_revision(clean=False)
    page.refresh_from_db()
    lesson = LessonPage.objects.get(slug="one")
    assert (page.live, page.title, lesson.live, lesson.title) == (True, "Knots", True, "One")
    assert page.has_unpublished_changes
    assert lesson.get_latest_revision_as_object().title == "Another draft"


def test_two_lessons_that_changed_addresses(author, reviewer):
    course = make_course(owner=author)
    one, two = LessonPage.objects.order_by("path")
    for lesson, slug in ((one, two.slug), (two, one.slug)):
        lesson.slug = slug
        lesson.save_revision(clean=False)
    approve(actions.submit_course(page=course.pages.get(), actor=author), reviewer)
    assert list(LessonPage.objects.order_by("path").values_list("slug", flat=True)) == [
        "lesson-2",
        "lesson-1",
    ]
    latest = Course.objects.get(pk=course.pk).latest_release_id
    assert [lesson.slug for lesson in outline_of_release(latest).lessons] == ["lesson-2", "lesson-1"]


def test_a_lesson_added_later_does_not_take_an_address_away(page, author, reviewer):
    lesson = LessonPage.objects.get(title="One")
    lesson.slug = "bowline"
    lesson.save_revision()
    candidate = actions.submit_course(page=page, actor=author)
    add_lesson(page.get_children().get().specific, title="Bowline", slug="bowline")
    approve(candidate, reviewer)
    lesson.refresh_from_db()
    assert (lesson.slug, lesson.live) == ("bowline", True)
    assert LessonPage.objects.get(title="Bowline").slug == "bowline-1"


def test_a_course_whose_address_somebody_else_took(client, page, candidate, reviewer):
    CoursePage.objects.filter(pk=page.pk).update(slug="knots-old")
    make_course_page(title="Knots", slug="knots")
    client.force_login(reviewer)
    address = reverse("courses_admin:decide", args=[candidate.public_id])
    html = client.post(address, {"action": "approve"}, follow=True).content.decode()
    assert "Another course has the URL “knots”." in html
    candidate.refresh_from_db()
    assert (candidate.status, Release.objects.count()) == ("submitted", 0)


def test_a_course_that_is_gone(client, page, candidate, reviewer):
    page.delete()
    client.force_login(reviewer)
    address = reverse("courses_admin:decide", args=[candidate.public_id])
    assert client.post(address, {"action": "approve"}).status_code == 403
    with pytest.raises(actions.CandidateCantBePublished):
        actions.approve_candidate(candidate=candidate, actor=reviewer, at=timezone.now())
    assert Release.objects.count() == 0


class TestScheduled:
    @pytest.fixture
    def scheduled(self, page, author, reviewer) -> Candidate:
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision()
        return approve(actions.submit_course(page=page, actor=author), reviewer)

    def test_what_is_published_then_ends_no_review_of_what_came_since(self, page, author, scheduled):
        lesson = LessonPage.objects.get(title="One")
        lesson.body = text_body("More")
        lesson.save_revision()
        newer = actions.submit_course(page=page, actor=author)
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert actions.publish_due_candidates(at=timezone.now()) == 1
        newer.refresh_from_db()
        assert (newer.status, newer.workflow_state.status) == ("submitted", "in_progress")

    def test_a_newer_approval_takes_the_place_of_an_older_one(self, page, author, reviewer, scheduled):
        page.go_live_at = None
        page.save_revision()
        approve(actions.submit_course(page=page, actor=author), reviewer)
        scheduled.refresh_from_db()
        assert scheduled.status == "withdrawn"
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert actions.publish_due_candidates(at=timezone.now()) == 0

    def test_one_that_is_in_the_way_holds_up_no_other(self, page, author, reviewer, scheduled):
        other = make_course_page(owner=author, title="Ropes", go_live_at=page.go_live_at)
        add_lesson(other, title="One")
        waiting = approve(
            actions.submit_course(page=CoursePage.objects.get(pk=other.pk), actor=author), reviewer
        )
        page.delete()
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert actions.publish_due_candidates(at=timezone.now()) == 1
            assert actions.publish_due_candidates(at=timezone.now()) == 0
        scheduled.refresh_from_db()
        waiting.refresh_from_db()
        assert (scheduled.status, waiting.status) == ("withdrawn", "approved")
        assert "was deleted" in scheduled.comment


def test_a_translation_is_released_with_the_course_it_translates(author, reviewer):
    french = Locale.objects.create(language_code="fr")
    course = make_course(owner=author, lessons=1)
    source = course.pages.get()
    for each in (source, *source.get_descendants().specific().order_by("path")):
        each.copy_for_translation(french, copy_parents=True)
    page = CoursePage.objects.get(locale=french)
    lesson = LessonPage.objects.get(locale=french)
    lesson.title = "Leçon"
    lesson.save_revision()
    approve(actions.submit_course(page=page, actor=author), reviewer)
    latest = Course.objects.get(pk=course.pk).latest_release
    assert (latest.number, latest.title, latest.lesson_count) == (2, course.title, 1)
    assert outline_of_release(latest.pk, "fr").lessons[0].title == "Leçon"
    assert outline_of_release(latest.pk, "en").lessons[0].title == "Lesson 1"
