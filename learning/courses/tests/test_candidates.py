"""A candidate is exactly what was submitted, and approving it publishes exactly that."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowTask

from learning.courses import actions
from learning.courses.models import (
    Candidate,
    Course,
    CoursePage,
    LessonPage,
    Release,
)
from learning.courses.release.outlines import content_of, outline_of_release
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_catalog,
    make_course,
    make_course_page,
    make_instructor,
    make_reviewer,
    publish,
    text_body,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers(django_user_model):
    from django.contrib.auth.models import Group

    return Group.objects.get_or_create(name="Reviewer")[0]


@pytest.fixture
def workflow(reviewers) -> Workflow:
    """The review of whole courses, with which a catalogue comes."""
    return make_catalog().get_workflow()


@pytest.fixture
def author():
    return make_instructor()


@pytest.fixture
def reviewer(reviewers):
    person = make_reviewer()
    person.groups.add(reviewers)
    return person


@pytest.fixture
def page(author) -> CoursePage:
    page = make_course_page(owner=author, title="Knots")
    module = add_module(page, title="Start")
    add_lesson(module, title="One")
    add_lesson(module, title="Two")
    return CoursePage.objects.get(pk=page.pk)


def submit(page: CoursePage, workflow: Workflow, author) -> Candidate:
    page.save_revision(user=author)
    workflow.start(page, author)
    return Candidate.objects.get(status=Candidate.Status.SUBMITTED)


def approve(candidate: Candidate, reviewer) -> None:
    state = candidate.workflow_state.current_task_state
    state.task.specific.on_action(state.specific, reviewer, "approve", comment="Well done.")


def outline(course_id: int):
    return outline_of_release(Course.objects.get(pk=course_id).latest_release_id)


def edit(lesson: LessonPage, **fields) -> Revision:
    for name, value in fields.items():
        setattr(lesson, name, value)
    return lesson.save_revision()


def test_submitting_freezes_the_course_with_all_its_drafts(page, workflow, author):
    candidate = submit(page, workflow, author)
    assert [row.title for row in candidate.pages.all()] == ["Knots", "Start", "One", "Two"]
    assert all(row.is_new and row.is_changed for row in candidate.pages.all())
    assert Release.objects.count() == 0


def test_approving_publishes_everything_as_one_release(page, workflow, author, reviewer):
    candidate = submit(page, workflow, author)
    approve(candidate, reviewer)
    candidate.refresh_from_db()
    assert (candidate.status, candidate.decided_by, candidate.comment) == ("approved", reviewer, "Well done.")
    assert Release.objects.count() == 1
    assert [lesson.title for lesson in outline(page.course_id).lessons] == ["One", "Two"]
    assert not page.get_descendants(inclusive=True).filter(live=False).exists()
    assert not page.get_descendants(inclusive=True).filter(has_unpublished_changes=True).exists()


def test_what_was_edited_after_submitting_stays_a_draft(page, workflow, author, reviewer):
    candidate = submit(page, workflow, author)
    lesson = LessonPage.objects.get(title="One")
    edit(lesson, title="Changed my mind", body=text_body("Other words"))
    approve(candidate, reviewer)
    lesson.refresh_from_db()
    assert (lesson.title, lesson.live, lesson.has_unpublished_changes) == ("One", True, True)
    assert lesson.get_latest_revision_as_object().title == "Changed my mind"
    assert [each.title for each in outline(page.course_id).lessons] == ["One", "Two"]


def test_an_overwritten_revision_does_not_slip_in(page, workflow, author, reviewer):
    lesson = LessonPage.objects.get(title="One")
    revision = edit(lesson, body=text_body("As submitted"))
    candidate = submit(page, workflow, author)
    revision.content = revision.content | {
        "body": '[{"type": "text", "value": "<p>Smuggled</p>", "id": "a"}]'
    }
    revision.save()
    approve(candidate, reviewer)
    shown = outline(page.course_id).lessons[0]
    assert "As submitted" in str(content_of(shown).body[0].value)
    assert "As submitted" in str(LessonPage.objects.get(pk=lesson.pk).body[0].value)


def test_order_and_new_pages_after_submitting_do_not_slip_in(page, workflow, author, reviewer):
    candidate = submit(page, workflow, author)
    module = page.get_children().first().specific
    add_lesson(module, title="Three")
    one, two = (LessonPage.objects.get(title=title) for title in ("One", "Two"))
    one.move(two, pos="right")
    approve(candidate, reviewer)
    assert [lesson.title for lesson in outline(page.course_id).lessons] == ["One", "Two"]


def test_rejecting_publishes_nothing_and_keeps_the_comment(page, workflow, author, reviewer):
    candidate = submit(page, workflow, author)
    state = candidate.workflow_state.current_task_state
    state.task.specific.on_action(state.specific, reviewer, "reject", comment="More examples, please.")
    candidate.refresh_from_db()
    assert (candidate.status, candidate.comment) == ("rejected", "More examples, please.")
    assert Release.objects.count() == 0
    assert not page.get_descendants(inclusive=True).filter(live=True).exists()


def test_resubmitting_makes_a_new_candidate(page, workflow, author, reviewer):
    first = submit(page, workflow, author)
    state = first.workflow_state
    state.current_task_state.task.specific.on_action(
        state.current_task_state.specific, reviewer, "reject", comment="Again."
    )
    edit(LessonPage.objects.get(title="One"), title="Better")
    state.refresh_from_db()
    state.resume(user=author)
    second = Candidate.objects.get(status="submitted")
    assert second.pk != first.pk
    approve(second, reviewer)
    assert [lesson.title for lesson in outline(page.course_id).lessons] == ["Better", "Two"]


def test_cancelling_withdraws_the_candidate(page, workflow, author):
    candidate = submit(page, workflow, author)
    candidate.workflow_state.cancel(user=author)
    candidate.refresh_from_db()
    assert candidate.status == "withdrawn"


def test_a_decided_candidate_is_not_decided_again(page, workflow, author, reviewer):
    candidate = submit(page, workflow, author)
    approve(candidate, reviewer)
    with pytest.raises(actions.CandidateAlreadyDecided):
        actions.approve_candidate(candidate=candidate, actor=reviewer, at=timezone.now())
    assert Release.objects.count() == 1


def test_a_course_that_goes_live_later_waits_for_its_moment(page, workflow, author, reviewer):
    page.go_live_at = timezone.now() + timedelta(days=1)
    candidate = submit(page, workflow, author)
    approve(candidate, reviewer)
    candidate.refresh_from_db()
    assert (candidate.status, Release.objects.count()) == ("scheduled", 0)
    assert actions.publish_due_candidates(at=timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert actions.publish_due_candidates(at=timezone.now()) == 1
    assert [lesson.title for lesson in outline(page.course_id).lessons] == ["One", "Two"]
    assert Release.objects.count() == 1


def test_only_changed_pages_are_called_changed(workflow, author, reviewer):
    course = make_course(owner=author)
    page = course.pages.get()
    edit(LessonPage.objects.get(title="Lesson 2"), title="Second")
    candidate = submit(page, workflow, author)
    changed = [row.title for row in candidate.pages.all() if row.is_changed]
    assert changed == ["Second"]
    approve(candidate, reviewer)
    assert outline(course.pk).number == 2


def test_a_lesson_removed_by_its_author_leaves_with_the_next_candidate(workflow, author, reviewer, client):
    course = make_course(owner=author)
    client.force_login(author)
    lesson = LessonPage.objects.get(title="Lesson 1")
    response = client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert response.status_code == 302
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()
    assert [each.title for each in outline(course.pk).lessons] == ["Lesson 1", "Lesson 2"]
    approve(submit(course.pages.get(), workflow, author), reviewer)
    assert [each.title for each in outline(course.pk).lessons] == ["Lesson 2"]


def test_the_reviewer_sees_each_page_and_what_changed(page, workflow, author, reviewer, client):
    publish(page)
    edit(LessonPage.objects.get(title="One"), title="Rope")
    candidate = submit(CoursePage.objects.get(pk=page.pk), workflow, author)
    edit(LessonPage.objects.get(pk=LessonPage.objects.get(slug="two").pk), title="Later")
    client.force_login(reviewer)
    html = client.get(reverse("courses_admin:candidate", args=[candidate.public_id])).content.decode()
    assert "Rope" in html
    assert "Edited, kept as a draft" in html
    assert "Approve and publish" in html


def test_the_reviewer_decides_on_that_screen(page, workflow, author, reviewer, client, mailoutbox):
    candidate = submit(page, workflow, author)
    client.force_login(reviewer)
    address = reverse("courses_admin:decide", args=[candidate.public_id])
    client.post(address, {"action": "approve", "comment": "Good"})
    candidate.refresh_from_db()
    assert (candidate.status, candidate.comment) == ("approved", "Good")


def test_what_changed_can_be_read_after_the_approval(page, workflow, author, reviewer, client):
    candidate = submit(page, workflow, author)
    approve(candidate, reviewer)
    client.force_login(reviewer)
    url = reverse("courses_admin:candidate", args=[candidate.public_id])
    html = client.get(url).content.decode()
    assert "Read this with care." in html
    assert "No differences from the published page." not in html


def test_the_author_cannot_approve(page, workflow, author, client):
    candidate = submit(page, workflow, author)
    client.force_login(author)
    address = reverse("courses_admin:decide", args=[candidate.public_id])
    assert client.post(address, {"action": "approve"}).status_code in (302, 403)
    candidate.refresh_from_db()
    assert (candidate.status, Release.objects.count()) == ("submitted", 0)


def test_both_are_told(page, workflow, author, reviewer, mailoutbox, django_capture_on_commit_callbacks):
    candidate = submit(page, workflow, author)
    assert reviewer.email in {address for mail in mailoutbox for address in mail.to}
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        approve(candidate, reviewer)
    assert author.email in {address for mail in mailoutbox for address in mail.to}


def test_a_workflow_on_other_pages_publishes_as_wagtail_does(reviewers, admin_user):
    from wagtail.models import Page

    root = make_catalog().get_parent()
    plain = root.add_child(instance=Page(title="About", slug="about", live=False))
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name="Plain")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    plain.save_revision()
    state = workflow.start(plain, admin_user)
    state.current_task_state.approve(user=admin_user)
    plain.refresh_from_db()
    assert plain.live


def test_the_editor_says_that_the_course_is_in_review(page, workflow, author, client):
    client.force_login(author)
    lesson = LessonPage.objects.get(title="One")
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert "View submission" not in client.get(address).content.decode()
    candidate = submit(page, workflow, author)
    html = client.get(address).content.decode()
    assert "View submission" in html
    assert str(candidate.public_id) in html
