"""Submitting is strict: what is missing is listed, page by page; until it is there, nothing is submitted."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from learning.courses import actions
from learning.courses.models import Candidate, CoursePage, LessonPage, Release
from learning.testing.courses import (
    add_lesson,
    add_module,
    body,
    make_catalog,
    make_course_page,
    make_instructor,
    make_reviewer,
)

from .test_editor import course_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = make_instructor()
    client.force_login(author)
    return author


@pytest.fixture
def page(author) -> CoursePage:
    page = make_course_page(owner=author, title="Knots", slug="knots")
    add_lesson(add_module(page, title="Start"), title="One")
    return CoursePage.objects.get(pk=page.pk)


def spoil() -> LessonPage:
    """Leave a video unfinished in the only lesson."""
    lesson = LessonPage.objects.get()
    lesson.body = body(("video", {"title": "A", "url": "", "length": ""}))
    lesson.save_revision(clean=False)
    return lesson


def mend() -> None:
    lesson = LessonPage.objects.get()
    lesson.body = body(("text", "<p>Words</p>"))
    lesson.save_revision()


def test_a_whole_course_is_submitted(page, author):
    candidate = actions.submit_course(page=page, actor=author)
    assert (candidate.status, candidate.submitted_by) == ("submitted", author)
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


def test_what_is_unfinished_is_not_submitted(page, author, mailoutbox):
    spoil()
    with pytest.raises(actions.CourseNotReady) as refused:
        actions.submit_course(page=page, actor=author)
    assert [(one.page_title, one.kind) for one in refused.value.findings] == [("One", "unfinished_block")]
    assert (Candidate.objects.count(), WorkflowState.objects.count(), mailoutbox) == (0, 0, [])


def test_nor_published_by_those_who_need_no_review(page):
    spoil()
    with pytest.raises(actions.CourseNotReady):
        actions.publish_course(page=page, actor=make_reviewer(), at=timezone.now())
    assert Release.objects.count() == 0


def test_submitted_again_it_takes_the_place_of_before(page, author):
    first = actions.submit_course(page=page, actor=author)
    second = actions.submit_course(page=page, actor=author)
    first.refresh_from_db()
    assert (first.status, second.status) == ("withdrawn", "submitted")
    assert WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count() == 1


def test_what_can_not_be_submitted_again_stays_as_it_was(page, author):
    first = actions.submit_course(page=page, actor=author)
    spoil()
    with pytest.raises(actions.CourseNotReady):
        actions.submit_course(page=page, actor=author)
    first.refresh_from_db()
    assert (first.status, page.current_workflow_state.status) == ("submitted", "in_progress")


def test_after_changes_were_requested(page, author):
    reviewer = make_reviewer()
    first = actions.submit_course(page=page, actor=author)
    actions.decide_on_candidate(candidate=first, decision="reject", actor=reviewer, comment="More, please.")
    spoil()
    with pytest.raises(actions.CourseNotReady):
        actions.submit_course(page=page, actor=author)
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    mend()
    second = actions.submit_course(page=page, actor=author)
    assert second.workflow_state == first.workflow_state


class TestFromTheEditor:
    def post(self, client, page, **data):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return client.post(address, course_data(**{"action-submit": "1", **data}))

    def test_the_draft_is_saved_and_the_course_submitted(self, client, page):
        response = self.post(client, page, title="Knots and bends")
        candidate = Candidate.objects.get()
        assert response.url == reverse("courses_admin:candidate", args=[candidate.public_id])
        assert [row.title for row in candidate.pages.all()] == ["Knots and bends", "Start", "One"]

    def test_it_leads_to_what_is_missing_with_the_draft_saved(self, client, page):
        lesson = spoil()
        response = self.post(client, page, title="Knots and bends")
        assert response.url == reverse("courses_admin:submit", args=[page.pk])
        assert CoursePage.objects.get().get_latest_revision_as_object().title == "Knots and bends"
        assert not Candidate.objects.exists()
        html = client.get(response.url).content.decode()
        assert "Choose either an uploaded video or a URL." in html
        assert f'href="/admin/pages/{lesson.pk}/edit/#block-' in html
        assert "Submit for review</button>" not in html

    def test_an_unfinished_course_page_is_saved_and_not_submitted(self, client, page):
        response = self.post(client, page, short_description="")
        assert response.url == reverse("courses_admin:submit", args=[page.pk])
        assert "“Short description” is empty." in client.get(response.url).content.decode()

    def test_what_is_saved_by_itself_submits_nothing(self, client, page):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        sent = course_data(title="Bends") | {"action-submit": "1"}
        response = client.post(address, sent, headers={"Accept": "application/json"})
        assert response.json()["success"]
        assert not Candidate.objects.exists()

    def test_a_new_course_offers_no_submission(self, client, author):
        address = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", make_catalog().pk])
        assert "action-submit" not in client.get(address).content.decode()
        assert client.post(address, course_data() | {"action-submit": "1"}).status_code in (302, 403)
        assert not CoursePage.objects.exists()


def test_the_screen_submits(client, page):
    address = reverse("courses_admin:submit", args=[page.pk])
    assert "Submit for review</button>" in client.get(address).content.decode()
    response = client.post(address)
    assert response.url == reverse("courses_admin:candidate", args=[Candidate.objects.get().public_id])


def test_the_screen_says_what_could_be_better_and_submits_all_the_same(client, page):
    add_module(page, title="Later")
    html = client.get(reverse("courses_admin:submit", args=[page.pk])).content.decode()
    assert "The module has no lessons." in html
    assert "Submit for review</button>" in html


def test_those_who_publish_are_told_what_is_missing(client, page):
    spoil()
    client.force_login(make_reviewer())
    address = reverse("courses_admin:publish", args=[page.pk])
    assert client.post(address).url == address
    html = client.get(address).content.decode()
    assert "Choose either an uploaded video or a URL." in html
    assert Release.objects.count() == 0


def test_a_workflow_without_a_step_for_whole_courses_publishes_whole_courses(page, author):
    WorkflowPage.objects.all().delete()
    workflow = Workflow.objects.create(name="Plain")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page.save_revision()
    state = workflow.start(page, author)
    state.current_task_state.approve(user=make_reviewer())
    assert LessonPage.objects.get().live
    assert [release.lesson_count for release in Release.objects.all()] == [1]
