"""The review that courses go through, and one revision of a course that is waiting for it."""

from django.contrib.auth.models import Group
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from accounts.models import User
from accounts.roles import ADMINISTRATOR, REVIEWER
from learning.courses.models import CandidateReviewTask, CatalogPage, Course, LessonPage

ADDED = (
    "<p>If somebody gives you only a mean, ask for the largest value as well. Often that one number shows "
    "whether the mean says anything about ordinary cases.</p>"
)


def set_up_review(catalogue: CatalogPage) -> Workflow:
    """Have reviewers and administrators decide on every course, unless something is set up already."""
    standing = WorkflowPage.objects.filter(page=catalogue).first()
    if standing is not None:
        return standing.workflow
    task = CandidateReviewTask.objects.create(name="Review of the whole course")
    task.groups.set(Group.objects.filter(name__in=[REVIEWER, ADMINISTRATOR]))
    workflow = Workflow.objects.create(name="Course review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=catalogue, workflow=workflow)
    return workflow


def submit_revision(course: Course, *, lesson_slug: str, workflow: Workflow, author: User) -> None:
    """Add a tip to a lesson and submit the course, so that reviewers find something to decide on."""
    page = course.pages.get(locale_id=course.source_locale_id, alias_of=None)
    lesson = LessonPage.objects.descendant_of(page).get(slug=lesson_slug)
    draft: Page = lesson.get_latest_revision_as_object()
    draft.body.insert(len(draft.body) - 2, ("callout", {"tone": "tip", "title": "", "text": ADDED}))
    draft.save_revision(user=author)
    workflow.start(page, author)
