"""Assignments: work that learners write or make, and that a person marks."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.models import PreviewableMixin
from wagtail_localize.fields import SynchronizedField

from common.fields import StreamField

from ..blocks import CriterionBlock, InstructionsBlock
from .authored import AuthoredItem

MOST_FILES = 20
MOST_MEGABYTES = 100


class Assignment(AuthoredItem):
    """What is asked, until when, in which form, and by which rubric it is marked."""

    ACTIVITY_KIND = "assignment"

    class LatePolicy(models.TextChoices):
        REFUSE = "refuse", _("Don't accept late submissions")
        ACCEPT = "accept", _("Accept and flag as late")
        DEDUCT = "deduct", _("Accept, flag as late and deduct marks for each day")

    class Feedback(models.TextChoices):
        AT_ONCE = "at_once", _("As soon as each submission is graded")
        TOGETHER = "together", _("To everyone at the same time")

    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    instructions = StreamField(InstructionsBlock(), verbose_name=_("instructions"))
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Learners must submit it to complete the lesson.")
    )
    stands_on_course = models.BooleanField(
        _("course-level assignment"),
        default=False,
        help_text=_("Appears on the course itself, so it doesn't need to be added to a lesson."),
    )
    due_at = models.DateTimeField(_("due date"), null=True, blank=True)
    late_policy = models.CharField(
        _("after the due date"), max_length=8, choices=LatePolicy.choices, default=LatePolicy.ACCEPT
    )
    late_percent_per_day = models.PositiveSmallIntegerField(
        _("late penalty per day in %"), default=10, validators=[MaxValueValidator(100)]
    )
    most_marks = models.DecimalField(
        _("maximum marks"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(1000))],
        help_text=_("With a rubric, this must equal the sum of its best levels."),
    )
    passing_score = models.PositiveSmallIntegerField(
        _("passing score in %"), default=50, validators=[MaxValueValidator(100)]
    )
    attempt_limit = models.PositiveSmallIntegerField(
        _("submission limit"), default=1, help_text=_("0 for unlimited.")
    )
    takes_text = models.BooleanField(_("allow text"), default=True)
    takes_files = models.BooleanField(_("allow file uploads"), default=False)
    file_types = models.CharField(
        _("allowed file types"),
        max_length=200,
        blank=True,
        default="pdf, docx, odt, txt, md, png, jpg, zip",
        help_text=_("File extensions, separated by commas."),
    )
    most_files = models.PositiveSmallIntegerField(
        _("maximum number of files"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_FILES)],
    )
    most_megabytes = models.PositiveSmallIntegerField(
        _("maximum file size in MB"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEGABYTES)],
    )
    rubric = StreamField([("criterion", CriterionBlock())], verbose_name=_("rubric"), blank=True)
    feedback = models.CharField(
        _("show marks and feedback"), max_length=8, choices=Feedback.choices, default=Feedback.AT_ONCE
    )

    # Learners' addresses have the source's in every language.
    override_translatable_fields = [SynchronizedField("slug")]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("course"),
        index.FilterField("locale"),
    ]

    preview_modes = PreviewableMixin.DEFAULT_PREVIEW_MODES

    class Meta(AuthoredItem.Meta):
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["title_key", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "slug", "locale"], name="assessments_assignment_slug_once"
            ),
            models.CheckConstraint(
                condition=models.Q(takes_text=True) | models.Q(takes_files=True),
                name="assessments_assignment_takes_something",
            ),
        ]
