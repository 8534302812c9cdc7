"""Wagtail tells what happened to pages; each time the course it belongs to is released anew.

These are Wagtail's own signals about publishing, not signals about saved rows: however a page was published
(editor, schedule, API, command), one of them is sent.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import WorkflowState
from wagtail.signals import page_published, page_unpublished, post_page_move, workflow_cancelled, workflow_rejected

from learning.courses import actions
from learning.courses.models import Candidate, CoursePage, LessonPage, ModulePage, Release
from learning.courses.models.pages import AuthoredPage
from learning.courses.permissions import rights_on

PAGE_TYPES = (CoursePage, ModulePage, LessonPage)


def connect() -> None:
    for model in PAGE_TYPES:
        name = model._meta.label
        page_published.connect(release_published, sender=model, dispatch_uid=f"courses-published-{name}")
        page_unpublished.connect(release_unpublished, sender=model, dispatch_uid=f"courses-unpublished-{name}")
        post_page_move.connect(release_moved, sender=model, dispatch_uid=f"courses-moved-{name}")
        post_delete.connect(release_deleted, sender=model, dispatch_uid=f"courses-deleted-{name}")
    workflow_rejected.connect(reject, sender=WorkflowState, dispatch_uid="courses-rejected")
    workflow_cancelled.connect(withdraw, sender=WorkflowState, dispatch_uid="courses-cancelled")


def release_published(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    _release(instance, Release.Reason.PUBLISHED)


def release_unpublished(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    _release(instance.specific, Release.Reason.UNPUBLISHED)


def release_moved(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    """A move by somebody who may not publish waits for the next release."""
    _release_if_may_publish(instance.specific, Release.Reason.MOVED)


def release_deleted(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    """A deletion by somebody who may not publish waits for the next release."""
    _release_if_may_publish(instance, Release.Reason.DELETED)


def reject(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    for candidate in instance.candidates.filter(status=Candidate.Status.SUBMITTED):
        comment = instance.current_task_state.get_comment() if instance.current_task_state else ""
        actions.reject_candidate(candidate=candidate, actor=user, at=timezone.now(), comment=comment)


def withdraw(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    for candidate in instance.candidates.filter(status=Candidate.Status.SUBMITTED):
        actions.withdraw_candidate(candidate=candidate, actor=user, at=timezone.now())


def _release_if_may_publish(page: AuthoredPage, reason: str) -> None:
    actor = get_active_log_context().user
    if actor is None or "publish" in rights_on(actor, page):
        _release(page, reason)


def _release(page: AuthoredPage, reason: str) -> None:
    actor = get_active_log_context().user
    identity = page.identity
    course_id = identity.course_id if hasattr(identity, "course_id") else identity.pk
    actions.release_live_tree(course_id=course_id, actor=actor, at=timezone.now(), reason=reason)
