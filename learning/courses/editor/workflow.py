"""How a finished workflow publishes: a course as its candidate, anything else as Wagtail does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.workflows import publish_workflow_state

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from accounts.models import User


def finish_workflow(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish the candidate that was approved. Named by the setting WAGTAIL_FINISH_WORKFLOW_ACTION.

    A course is never published as its page alone: a workflow without a step for whole courses publishes
    the course with its drafts. Raises PermissionDenied where something is missing in them.
    """
    from learning.courses.actions import CourseNotReady, approve_candidate, publish_course
    from learning.courses.models import Candidate, CoursePage

    page = workflow_state.content_object.specific
    if not isinstance(page, CoursePage):
        publish_workflow_state(workflow_state, user=user)
        return
    now = timezone.now()
    candidate = workflow_state.candidates.filter(status=Candidate.Status.SUBMITTED).first()
    if candidate is not None:
        comment = workflow_state.current_task_state.get_comment() if workflow_state.current_task_state else ""
        approve_candidate(candidate=candidate, actor=user, at=now, comment=comment)
    elif not workflow_state.candidates.exists():
        try:
            publish_course(page=page, actor=user, at=now)
        except CourseNotReady as missing:
            raise PermissionDenied(str(missing)) from missing
