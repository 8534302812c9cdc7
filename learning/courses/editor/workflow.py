"""How a finished workflow publishes: a course as its candidate, anything else as Wagtail does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from wagtail.workflows import publish_workflow_state

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from accounts.models import User


def finish_workflow(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish the candidate that was approved. Named by the setting WAGTAIL_FINISH_WORKFLOW_ACTION."""
    from learning.courses.actions import approve_candidate
    from learning.courses.models import Candidate

    candidate = workflow_state.candidates.filter(status=Candidate.Status.SUBMITTED).first()
    if candidate is None:
        publish_workflow_state(workflow_state, user=user)
        return
    comment = workflow_state.current_task_state.get_comment() if workflow_state.current_task_state else ""
    approve_candidate(candidate=candidate, actor=user, at=timezone.now(), comment=comment)
