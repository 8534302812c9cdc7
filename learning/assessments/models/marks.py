"""Marking: the history of every mark, comments to use again, and more time for those who need it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.access.models import Cohort
from learning.courses.models import Course

from .attempts import Attempt, Void
from .graded_items import GradedItem
from .submissions import Submission


class Marking(AppendOnly):
    """One mark as it was given: of a question of an attempt, of a whole attempt, or of a submission.

    place: of the question; None: the whole. before, score: in marks; None: none yet. by: None for the
    academy itself.
    """

    class How(models.TextChoices):
        AUTOMATIC = "automatic", _("Automatically")
        MANUAL = "manual", _("Manually")
        REMARK = "remark", _("Regraded with corrected answers")
        OVERRIDE = "override", _("Overridden")
        DATE_MOVED = "date_moved", _("Late penalty changed with the due date")
        VOID = "void", _("Question withdrawn or reinstated")
        PASSING = "passing", _("Passing score lowered")

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="markings"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="markings"
    )
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    how = models.CharField(_("method"), max_length=12, choices=How.choices)
    before = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    most_marks = models.DecimalField(max_digits=9, decimal_places=2)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grading record")
        verbose_name_plural = _("grading records")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="assessments_marking_of_one_thing",
                condition=models.Q(attempt__isnull=False, submission__isnull=True)
                | models.Q(attempt__isnull=True, submission__isnull=False, place__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how}: {self.score} / {self.most_marks}"


class VoidedQuestion(AppendOnly):
    """A question that was withdrawn in a course after it had been asked, or reinstated; the last row counts.

    question_id: its public id. void: one of `Void`; empty: it counts again.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False)
    question_id = models.UUIDField()
    void = models.CharField(_("effect"), max_length=4, choices=Void.choices, blank=True, default="")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawn question")
        verbose_name_plural = _("withdrawn questions")
        default_permissions = ()
        indexes = [models.Index(fields=["course", "question_id", "id"], name="assessments_voided")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.void}"


class SavedComment(models.Model):
    """A comment that somebody who marks uses again and again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    used_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved comment")
        verbose_name_plural = _("saved comments")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]


class Accommodation(AppendOnly):
    """More time, more attempts or a later date, in one item or a whole course.

    For one person, a cohort, or, without either, everybody who takes the course. time_factor: what time
    limits are multiplied by. Extra attempts of several rows add up; of times and dates the best counts. A row
    that `withdraws` another takes it back.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="accommodations")
    graded_item = models.ForeignKey(
        GradedItem,
        db_column="work_id",
        verbose_name=_("assessment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accommodations",
        help_text=_("Leave empty for the entire course."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accommodations",
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="accommodations"
    )
    time_factor = models.DecimalField(
        _("time limit multiplier"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(10))],
    )
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    due_at = models.DateTimeField(_("extended due date"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "assessments_extension"
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="assessments_extension_for_one_kind",
                condition=models.Q(person__isnull=True) | models.Q(cohort__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
