"""Candidates: what an instructor submits for review, named page by page and frozen."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask

from .identities import Course, Lesson
from .releases import NOTE_LETTERS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise
    from wagtail.models import Page, TaskState, WorkflowState

    from accounts.models import User


class Candidate(models.Model):
    """The course and the drafts below it, as they stood when they were submitted.

    Approving publishes exactly this, in one transaction, as one release. With a `lesson` it holds that
    lesson alone: approving publishes it into the latest release, and every other draft stays a draft.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("In review")
        SCHEDULED = "scheduled", _("Approved, scheduled")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Changes requested")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="candidates")
    page = models.ForeignKey(
        "courses.CoursePage", on_delete=models.SET_NULL, null=True, related_name="candidates"
    )
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.SUBMITTED)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True)
    note = models.TextField(
        blank=True, max_length=NOTE_LETTERS, help_text=_("What learners are told about the release.")
    )
    lesson = models.ForeignKey(
        Lesson,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The only lesson that approval publishes; empty: the entire course."),
    )
    go_live_at = models.DateTimeField(null=True, blank=True)
    release = models.ForeignKey(
        "courses.Release", on_delete=models.PROTECT, null=True, blank=True, related_name="candidates"
    )
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidates",
    )

    told_status = models.CharField(
        max_length=16,
        choices=Status.choices,
        blank=True,
        editable=False,
        help_text=_("The last status that the author was emailed about."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission for review")
        verbose_name_plural = _("submissions for review")
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=models.Q(status="submitted", lesson=None),
                name="courses_one_candidate_in_review",
            ),
            models.UniqueConstraint(
                fields=["lesson"],
                condition=models.Q(status="submitted", lesson__isnull=False),
                name="courses_one_lesson_in_review",
            ),
            models.CheckConstraint(
                condition=models.Q(status="approved", release__isnull=False) | ~models.Q(status="approved"),
                name="courses_approved_has_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.get_status_display()}"

    @property
    def is_told_about(self) -> bool:
        """Whether its author hears of its status: it was decided, or withdrawn for a reason."""
        if self.status == self.Status.WITHDRAWN:
            return bool(self.comment)
        return self.status != self.Status.SUBMITTED


class CandidatePage(models.Model):
    """One page of a candidate: its frozen content, in the order of the tree."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    model_label = models.CharField(max_length=100)
    content = models.JSONField(
        encoder=DjangoJSONEncoder, help_text=_("The page content as stored in a revision.")
    )
    content_hash = models.CharField(max_length=64)
    is_changed = models.BooleanField(help_text=_("Differs from the published page."))
    is_new = models.BooleanField(help_text=_("Not published before."))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class RequestedChangesForm(TaskStateCommentForm):
    """Asking for changes says which."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = True


class CandidateReviewTask(AbstractGroupApprovalTask):
    """A step of a workflow in which people of the chosen groups decide on a course's candidate."""

    class Meta:
        verbose_name = _("entire course review")
        verbose_name_plural = _("entire course reviews")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        from learning.courses.actions import submit_candidate

        task_state = super().start(workflow_state, user=user)
        submit_candidate(
            page=workflow_state.content_object.specific, actor=user, workflow_state=workflow_state
        )
        return task_state

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> str | None:
        """Decide as the candidate's own screen does, and lead there, whichever of Wagtail's buttons it was.

        Pressed or sent twice, the first one counts. What can't be done now is said on that screen.
        """
        from learning.courses import actions

        state = task_state.workflow_state
        candidate = state.candidates.order_by("-submitted_at").first()
        if candidate is None:
            super().on_action(task_state, user, action_name, **kwargs)
            return None
        with suppress(
            actions.CandidateAlreadyDecided, actions.CandidateCantBePublished, actions.CommentNeeded
        ):
            actions.decide_on_candidate(
                candidate=candidate,
                decision=action_name,
                actor=user,
                comment=kwargs.get("comment", ""),
                step_id=task_state.pk,
            )
        return reverse("courses_admin:candidate", args=[candidate.public_id])

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        return RequestedChangesForm if action == "reject" else super().get_form_for_action(action)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """Authors go on writing during the review: what they change stays a draft."""
        return False

    @classmethod
    def get_description(cls) -> StrPromise:
        return _("Members of the selected groups approve or reject a course with all its drafts.")
