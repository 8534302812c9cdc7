"""Attempts: one sitting of a quiz or exam each, its frozen paper, and the journal of its answers."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.access.models import Enrolment

from ..querysets import AttemptQuerySet
from .graded_items import Placement


class AttemptStatus(models.TextChoices):
    """How far an attempt or a submission is. Pending: a person still has to mark it."""

    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    PENDING = "pending", _("Awaiting grading")
    LATE = "late", _("Late, awaiting grading")
    GRADED = "graded", _("Graded")


class Void(models.TextChoices):
    """What became of a question that was withdrawn after it had been asked."""

    FULL = "full", _("Full marks for everyone")
    OUT = "out", _("Left out of the score")


class Attempt(models.Model):
    """One sitting. The paper and the rules are what they were when it began, whatever authors do since.

    paper: `papers.Frozen.to_data` of each question in its order, key included: never sent as it is.
    rules: `rules.Rules` as JSON. deadline_at: exclusive; None: no limit. points, most_points: marks.
    voided_points: marks of questions that were left out of it since. lowered_passing_score: in %, where that
    of the rules was lowered for it since. score: points of what is left of most_points in %.
    published_at: when the learner may see score and feedback.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(
        _("status"), max_length=16, choices=AttemptStatus.choices, default=AttemptStatus.IN_PROGRESS
    )
    is_final = models.BooleanField(_("final"), default=False, help_text=_("This was the last one allowed."))
    paper = models.JSONField(encoder=DjangoJSONEncoder)
    paper_hash = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    rules = models.JSONField(encoder=DjangoJSONEncoder)
    language_code = models.CharField(max_length=12)
    started_at = models.DateTimeField(_("started at"))
    deadline_at = models.DateTimeField(_("time limit ends at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    was_closed_by_clock = models.BooleanField(_("submitted automatically when time ran out"), default=False)
    seconds_taken = models.PositiveIntegerField(_("time taken in seconds"), null=True, blank=True)
    points = models.DecimalField(_("marks"), max_digits=9, decimal_places=2, null=True, blank=True)
    most_points = models.DecimalField(_("maximum marks"), max_digits=9, decimal_places=2)
    voided_points = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    lowered_passing_score = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    graded_at = models.DateTimeField(_("graded at"), null=True, blank=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("Empty if graded automatically."),
    )
    published_at = models.DateTimeField(_("shown to learner at"), null=True, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "placement", "number"], name="assessments_attempts_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "placement"],
                condition=models.Q(status=AttemptStatus.IN_PROGRESS),
                name="assessments_one_open_attempt",
            ),
            models.CheckConstraint(
                name="assessments_attempt_submitted_when_dated",
                condition=models.Q(status=AttemptStatus.IN_PROGRESS, submitted_at__isnull=True)
                | ~models.Q(status=AttemptStatus.IN_PROGRESS) & models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessments_attempt_graded_with_score",
                condition=models.Q(
                    status=AttemptStatus.GRADED,
                    score__isnull=False,
                    points__isnull=False,
                    passed__isnull=False,
                    graded_at__isnull=False,
                )
                | ~models.Q(status=AttemptStatus.GRADED),
            ),
            models.CheckConstraint(
                name="assessments_attempt_score_in_percent",
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"],
                condition=models.Q(status=AttemptStatus.IN_PROGRESS),
                name="assessments_time_is_up",
            ),
            models.Index(fields=["placement", "status", "submitted_at"], name="assessments_attempts_placed"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.status == AttemptStatus.IN_PROGRESS

    @property
    def counted_points(self) -> Decimal:
        """The marks that there were to earn, without questions that were left out."""
        return self.most_points - self.voided_points


class AnswerEntry(AppendOnly):
    """One answer as it was saved. The last entry of a place counts.

    key: chosen by the browser, so that the same answer sent again is the same entry. is_checked: the learner
    asked to be shown the right answer, so the place is closed.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="entries", db_index=False)
    place = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    key = models.UUIDField()
    is_checked = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    ip_address = models.GenericIPAddressField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["attempt", "key"], name="assessments_answer_kept_once"),
        ]
        indexes = [models.Index(fields=["attempt", "place", "id"], name="assessments_journal")]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.place}"


class MarkedQuestion(models.Model):
    """What one question of a submitted attempt earned, as it stands; `Marking` tells how it came to be.

    question_id: the public id of the question. score: None while a person has to mark it. voided: one of
    `Void`, which decides instead of the score; empty: it counts.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="marked_questions", db_index=False
    )
    place = models.PositiveSmallIntegerField()
    question_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    content_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    most_marks = models.DecimalField(max_digits=6, decimal_places=2)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    owed = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    is_correct = models.BooleanField(null=True, blank=True)
    is_by_hand = models.BooleanField(default=False)
    voided = models.CharField(max_length=4, choices=Void.choices, blank=True, default="")
    comment = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("graded question")
        verbose_name_plural = _("graded questions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="assessments_marked_once_per_place"),
            models.CheckConstraint(
                name="assessments_marks_within_reach",
                condition=models.Q(score__isnull=True)
                | models.Q(score__gte=0, score__lte=models.F("most_marks")),
            ),
        ]
        indexes = [models.Index(fields=["question_id", "attempt"], name="assessments_question_seen")]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.place}"

    @property
    def counted_score(self) -> Decimal | None:
        """The marks that count: all of them where everybody has full marks."""
        return self.most_marks if self.voided == Void.FULL else self.score
