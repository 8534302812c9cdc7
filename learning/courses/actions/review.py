"""Set up the review that courses go through."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from learning.courses.models import CandidateReviewTask, CatalogPage


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def set_up_review(*, catalogue: CatalogPage, roles: Sequence[str]) -> Workflow:
    """Have people of these groups decide on every course of a catalogue, unless it has a workflow already."""
    standing = WorkflowPage.objects.filter(page=catalogue).select_related("workflow").first()
    if standing is not None:
        return standing.workflow
    task = CandidateReviewTask.objects.filter(active=True).first()
    if task is None:
        task = CandidateReviewTask.objects.create(name=_("Review the whole course"))
        task.groups.set(Group.objects.filter(name__in=roles))
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=_("Course review"))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=catalogue, workflow=workflow)
    return workflow
