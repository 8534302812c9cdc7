"""Send a course to its review, and decide on it: the one way of the builder, the editor and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from wagtail.models import PageSubscription, WorkflowState

from learning.courses.models import Candidate, CoursePage

from .candidates import CandidateAlreadyDecided
from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User

APPROVE, REJECT = "approve", "reject"


class NoReviewSetUp(Exception):
    """No workflow stands on the course or above it; nothing was changed."""


class CommentNeeded(Exception):
    """Whoever asks for changes says which; nothing was changed. Its text is for people."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def submit_course(*, page: CoursePage, actor: User) -> Candidate:
    """Submit a course with all the drafts below it for review; submitted again, it takes the place of before.

    Raises CourseNotReady and NoReviewSetUp.
    """
    lock_course(page.course_id)
    page = CoursePage.objects.get(pk=page.pk)
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=actor)
    else:
        workflow = page.get_workflow()
        if workflow is None:
            raise NoReviewSetUp(_("No review is set up for this course. An administrator can set one up."))
        if state is not None:
            state.cancel(user=actor)
        if not page.latest_revision_id:
            page.save_revision(user=actor)
        state = workflow.start(page, actor)
    candidate = page.course.candidates.filter(status=Candidate.Status.SUBMITTED, lesson=None).first()
    if candidate is None:
        raise NoReviewSetUp(_("The review of this course has no step in which the whole course is reviewed."))
    _follow_comments(page, actor)
    return candidate


def _follow_comments(page: CoursePage, person: User) -> None:
    """Have somebody who submits a course emailed what reviewers comment on its pages. Three queries."""
    pages = list(page.get_descendants(inclusive=True).values_list("pk", flat=True))
    known = PageSubscription.objects.filter(user=person, page__in=pages)
    known.filter(comment_notifications=False).update(comment_notifications=True)
    missing = set(pages).difference(known.values_list("page", flat=True))
    PageSubscription.objects.bulk_create(
        PageSubscription(user=person, page_id=pk, comment_notifications=True) for pk in sorted(missing)
    )


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def decide_on_candidate(
    *, candidate: Candidate, decision: str, actor: User, comment: str = "", step_id: int | None = None
) -> Candidate:
    """Approve a candidate or ask for changes, as the present step of its workflow. The first one decides.

    decision: APPROVE or REJECT. step_id: the step that the actor's right was asked about, so that nobody
    decides on the next one by pressing twice; None: whichever it is.
    Raises CandidateAlreadyDecided, CommentNeeded and CandidateCantBePublished.
    """
    lock_course(candidate.course_id)
    candidate = Candidate.objects.select_related("workflow_state").get(pk=candidate.pk)
    state = candidate.workflow_state
    step = state.current_task_state if state is not None else None
    if (
        candidate.status != Candidate.Status.SUBMITTED
        or step is None
        or step.status != step.STATUS_IN_PROGRESS
        or step_id not in (None, step.pk)
    ):
        raise CandidateAlreadyDecided(str(candidate))
    comment = comment.strip()
    if decision == APPROVE:
        step.specific.approve(user=actor, comment=comment)
    else:
        if not comment:
            raise CommentNeeded(_("Say what should change. The comment is emailed to the author."))
        step.specific.reject(user=actor, comment=comment)
    candidate.refresh_from_db()
    return candidate
