"""Identities of what learners are examined on, and where it is placed: rows that never go away."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.natural_order import LONGEST_KEY, natural_key
from learning.courses import activities
from learning.courses.models import Course, Lesson


class GradedItem(models.Model):
    """A quiz, an exam or an assignment, for good. All that is known about learners' results points here.

    `kind` names an activity kind (`courses.activities`). `public_id` is the translation key that the
    authored snippet shares with its translations; `title` is the last title that was published, or drafted
    while nothing is. `title_key` sorts them as people count.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("type"), max_length=16)
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="graded_items"
    )
    title = models.CharField(_("title"), max_length=255)
    title_key = models.CharField(max_length=LONGEST_KEY, editable=False, default="")
    copied_from = models.UUIDField(
        null=True, editable=False, db_index=True, help_text=_("The public id of what it was copied from.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "assessments_work"
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = natural_key(self.title)
        super().save(*args, **kwargs)

    @property
    def kind_label(self) -> str:
        return str(activities.kind_named(self.kind).label)


class Placement(models.Model):
    """A graded item at its place: a block of a lesson, or the course itself (an exam, an assignment).

    Made when somebody first takes it there; attempts and submissions hang off it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    graded_item = models.ForeignKey(
        GradedItem, on_delete=models.PROTECT, related_name="placements", db_column="work_id"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    block_id = models.CharField(max_length=36, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "block_id", "graded_item"],
                condition=models.Q(lesson__isnull=False),
                name="assessments_placed_once_per_block",
            ),
            models.UniqueConstraint(
                fields=["graded_item"],
                condition=models.Q(lesson__isnull=True),
                name="assessments_placed_once_on_course",
            ),
            models.CheckConstraint(
                condition=models.Q(lesson__isnull=True, block_id="")
                | models.Q(lesson__isnull=False) & ~models.Q(block_id=""),
                name="assessments_block_exactly_in_a_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graded_item_id} · {self.lesson_id or ''}"
