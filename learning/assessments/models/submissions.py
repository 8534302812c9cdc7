"""Submissions: what learners hand in for an assignment."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.text_version import WRITER_LETTERS
from learning.access.models import Enrolment
from library.fields import LibraryFileField
from library.models import private_path
from library.storage.backends import private_files
from library.stray_files import WithoutStrayFiles

from .attempts import AttemptStatus
from .graded_items import Placement


class Submission(models.Model):
    """One handing-in of an assignment; in progress it is a draft that only its learner sees.

    brief: the assignment as it read when the draft was begun (instructions, rubric, marks, rules).
    due_at: the learner's own; once handed in, the latest that has held since. closes_at: when a draft is
    handed in as it is saved, because nothing is taken later; None: never. was_closed_by_clock: it was.
    points_off: for being late. score: in %, after what is taken off.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(
        _("status"), max_length=16, choices=AttemptStatus.choices, default=AttemptStatus.IN_PROGRESS
    )
    is_late = models.BooleanField(_("late"), default=False)
    is_final = models.BooleanField(_("final"), default=False, help_text=_("This was the last one allowed."))
    brief = models.JSONField(encoder=DjangoJSONEncoder)
    brief_hash = models.CharField(max_length=64)
    text = models.TextField(_("text"), blank=True)
    writer = models.CharField(
        max_length=WRITER_LETTERS, blank=True, editable=False, help_text=_("The page that wrote it last.")
    )
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("updated at"))
    due_at = models.DateTimeField(_("due date"), null=True, blank=True)
    closes_at = models.DateTimeField(_("submitted automatically at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    was_closed_by_clock = models.BooleanField(_("submitted automatically when time ran out"), default=False)
    seconds_taken = models.PositiveIntegerField(_("time taken in seconds"), null=True, blank=True)
    points = models.DecimalField(_("marks"), max_digits=9, decimal_places=2, null=True, blank=True)
    points_off = models.DecimalField(_("late penalty"), max_digits=9, decimal_places=2, default=0)
    most_points = models.DecimalField(_("maximum marks"), max_digits=9, decimal_places=2)
    lowered_passing_score = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    levels = models.JSONField(default=dict, help_text=_("Level and marks for each rubric criterion."))
    comment = models.TextField(_("feedback"), blank=True)
    graded_at = models.DateTimeField(_("graded at"), null=True, blank=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    published_at = models.DateTimeField(_("shown to learner at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "placement", "number"], name="assessments_submissions_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "placement"],
                condition=models.Q(status=AttemptStatus.IN_PROGRESS),
                name="assessments_one_open_submission",
            ),
            models.CheckConstraint(
                name="assessments_submission_submitted_when_dated",
                condition=models.Q(status=AttemptStatus.IN_PROGRESS, submitted_at__isnull=True)
                | ~models.Q(status=AttemptStatus.IN_PROGRESS) & models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessments_submission_score_in_percent",
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
            ),
        ]
        indexes = [
            models.Index(
                fields=["placement", "status", "submitted_at"], name="assessments_submissions_placed"
            ),
            models.Index(
                fields=["closes_at"],
                condition=models.Q(status=AttemptStatus.IN_PROGRESS, closes_at__isnull=False),
                name="assessments_drafts_close",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def least_to_pass(self, passing_score: int) -> int:
        """What it takes to pass, in %. passing_score: of its brief; one that was lowered since counts."""
        lowered = self.lowered_passing_score
        return passing_score if lowered is None else min(passing_score, lowered)


def submission_path(file: SubmissionFile, filename: str) -> str:
    return private_path("submissions", file.public_id, filename)


class SubmissionFile(WithoutStrayFiles, models.Model):
    """A file of a submission. `name` is what the learner called it; in its private storage it has another."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    file = LibraryFileField(upload_to=submission_path, storage=private_files, max_length=255)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    content_hash = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission file")
        verbose_name_plural = _("submission files")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
