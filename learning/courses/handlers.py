"""Wagtail tells what happened to pages; each time the course it belongs to is released anew.

These are Wagtail's own signals about publishing, not signals about saved rows: however a page was published
(editor, schedule, API, command), one of them is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.utils import timezone
from wagtail.admin.mail import WorkflowStateApprovalEmailNotifier, WorkflowStateRejectionEmailNotifier
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from commerce.catalogue.events import PriceChanged
from common.events import handles
from learning.courses import actions, messages
from learning.courses.events import CandidateDecided, InstructorsChanged
from learning.courses.models import (
    COURSE_PRODUCT,
    Candidate,
    Course,
    CoursePage,
    LessonPage,
    ModulePage,
    Release,
)
from learning.courses.models.authored import AuthoredPage
from learning.courses.permissions import rights_on

PAGE_TYPES = (CoursePage, ModulePage, LessonPage)

#: The courses of the pages that are being deleted, by the page's id.
_deleting: ContextVar[Mapping[int, int]] = ContextVar("courses_deleting", default=MappingProxyType({}))  # noqa: B039


@handles(PriceChanged)
def keep_prices(fact: PriceChanged) -> None:
    kind, _sign, key = fact.product_code.partition(":")
    course = Course.objects.filter(public_id=key).first() if kind == COURSE_PRODUCT else None
    if course is not None:
        actions.keep_prices(course_id=course.pk, at=timezone.now())


@handles(InstructorsChanged)
def tell_instructors(fact: InstructorsChanged) -> None:
    messages.send_instructors_changed(
        course_id=fact.course_id, changes=range(fact.first_change_id, fact.last_change_id + 1)
    )


def connect() -> None:
    for model in PAGE_TYPES:
        name = model._meta.label
        page_published.connect(release_published, sender=model, dispatch_uid=f"courses-published-{name}")
        page_unpublished.connect(
            release_unpublished, sender=model, dispatch_uid=f"courses-unpublished-{name}"
        )
        post_page_move.connect(release_moved, sender=model, dispatch_uid=f"courses-moved-{name}")
        pre_delete.connect(note_deleted, sender=model, dispatch_uid=f"courses-deleting-{name}")
    post_delete.connect(release_deleted, sender=Page, dispatch_uid="courses-deleted")
    workflow_rejected.connect(reject, sender=WorkflowState, dispatch_uid="courses-rejected")
    workflow_cancelled.connect(withdraw, sender=WorkflowState, dispatch_uid="courses-cancelled")
    # Under Wagtail's own names, and before it does: so these stand in the place of its notifications.
    workflow_approved.connect(
        wagtails_approval, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
    workflow_rejected.connect(
        wagtails_rejection, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )


class ApprovalNotifier(WorkflowStateApprovalEmailNotifier):
    """Wagtail's email about an approval, except for courses: `send_decision` tells of those."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super().can_handle(instance, **kwargs) and not instance.candidates.exists()


class RejectionNotifier(WorkflowStateRejectionEmailNotifier):
    """Likewise, about requested changes."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super().can_handle(instance, **kwargs) and not instance.candidates.exists()


wagtails_approval, wagtails_rejection = ApprovalNotifier(), RejectionNotifier()


@handles(CandidateDecided, name="courses.tell_decision")
def tell_decision(fact: CandidateDecided) -> None:
    """Once for each status, however often the fact comes."""
    candidate = Candidate.objects.select_related("course", "lesson", "submitted_by", "decided_by").get(
        pk=fact.candidate_id
    )
    untold = Candidate.objects.filter(pk=candidate.pk).exclude(told_status=candidate.status)
    if candidate.is_told_about and untold.update(told_status=candidate.status):
        messages.send_decision(candidate=candidate)


def release_published(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    _release(instance, Release.Reason.PUBLISHED)


def release_unpublished(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    _release(instance.specific, Release.Reason.UNPUBLISHED)


def release_moved(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    """A move by somebody who may not publish waits for the next release."""
    page = instance.specific
    if _may_publish(page):
        _release(page, Release.Reason.MOVED)


def note_deleted(sender: Any, instance: AuthoredPage, **kwargs: Any) -> None:
    """Remember the course while the page still knows it: its own row goes before the page's.

    A deletion by somebody who may not publish is not noted: it waits for the next release. The course is
    locked before anything is deleted: whoever approves a submission holds it first and its pages afterwards.
    """
    actions.lock_course(_course_id(instance))
    if _may_publish(instance):
        _deleting.set({**_deleting.get(), instance.pk: _course_id(instance)})


def release_deleted(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Once the pages are gone. They go together, so the first one's release is everybody's."""
    noted = dict(_deleting.get())
    course_id = noted.pop(instance.pk, None)
    _deleting.set(noted)
    if course_id is not None:
        actions.release_live_tree(
            course_id=course_id, actor=_actor(), at=timezone.now(), reason=Release.Reason.DELETED
        )


def reject(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    for candidate in instance.candidates.filter(status=Candidate.Status.SUBMITTED):
        comment = instance.current_task_state.get_comment() if instance.current_task_state else ""
        actions.reject_candidate(candidate=candidate, actor=user, at=timezone.now(), comment=comment)


def withdraw(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    for candidate in instance.candidates.filter(status=Candidate.Status.SUBMITTED):
        actions.withdraw_candidate(candidate=candidate, actor=user, at=timezone.now())


def _actor() -> Any:
    return get_active_log_context().user


def _may_publish(page: AuthoredPage) -> bool:
    """Whether whoever acts now may publish the page; nobody at all is the site itself."""
    actor = _actor()
    return actor is None or "publish" in rights_on(actor, page)


def _course_id(page: AuthoredPage) -> int:
    identity: Any = page.identity
    return identity.pk if isinstance(identity, Course) else identity.course_id


def _release(page: AuthoredPage, reason: str) -> None:
    actions.release_live_tree(course_id=_course_id(page), actor=_actor(), at=timezone.now(), reason=reason)
