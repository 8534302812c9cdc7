"""Grades of a course: what each item weighs, the scale, and what a person decided otherwise."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.access.models import Enrolment
from learning.courses.models import Course

from .graded_items import GradedItem


def letters() -> list[list[Any]]:
    """The usual scale, A to F: name and the lowest score in % that earns it, best first."""
    return [["A", 90], ["B", 80], ["C", 70], ["D", 60], ["F", 0]]


class GradingScheme(models.Model):
    """How the grade of a course is worked out. A course without one weighs everything alike.

    scale: name and lowest score in % of each grade, best first, down to 0. drop_lowest: how many of the
    lowest results do not count, of the items without a category. counts_missed: whether what a learner has
    not taken by their due date counts 0.
    """

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="grading_scheme")
    scale = models.JSONField(_("grading scale"))
    drop_lowest = models.PositiveSmallIntegerField(
        _("drop lowest"), default=0, validators=[MaxValueValidator(20)]
    )
    counts_missed = models.BooleanField(_("not taken by its due date counts 0"), default=False)
    changed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grading scheme")
        verbose_name_plural = _("grading schemes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.course_id)


class GradeCategory(models.Model):
    """Items that make one score together, such as homework, without the lowest of them.

    weight: of that score in the grade; None: what its items weigh together. number: of its place.
    """

    scheme = models.ForeignKey(
        GradingScheme, on_delete=models.CASCADE, related_name="categories", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=60)
    weight = models.PositiveSmallIntegerField(
        _("weight"), null=True, blank=True, validators=[MaxValueValidator(1000)]
    )
    drop_lowest = models.PositiveSmallIntegerField(
        _("drop lowest"), default=0, validators=[MaxValueValidator(20)]
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grade category")
        verbose_name_plural = _("grade categories")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="assessments_category_numbered"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemWeight(models.Model):
    """What one item counts in the grade of its course; 0: nothing.

    category: that it belongs to, by its number; None: none. is_droppable: whether it may be left out as a
    lowest result.
    """

    scheme = models.ForeignKey(
        GradingScheme, on_delete=models.CASCADE, related_name="weights", db_index=False
    )
    graded_item = models.ForeignKey(
        GradedItem, on_delete=models.CASCADE, related_name="+", db_column="work_id"
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(1000)])
    category = models.PositiveSmallIntegerField(null=True, blank=True)
    is_droppable = models.BooleanField(_("may be dropped"), default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "assessments_workweight"
        verbose_name = _("weight")
        verbose_name_plural = _("weights")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["scheme", "graded_item"], name="assessments_work_weighed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.graded_item_id}: {self.weight}"


class GradeOverride(AppendOnly):
    """The score that a person set for one learner's work, whatever was marked; the last row counts.

    score: in %; None takes earlier ones back. is_excused: the work does not count in this learner's grade.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="grade_overrides", db_index=False
    )
    graded_item = models.ForeignKey(
        GradedItem, on_delete=models.PROTECT, related_name="+", db_column="work_id"
    )
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_excused = models.BooleanField(_("excused"), default=False)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grade override")
        verbose_name_plural = _("grade overrides")
        default_permissions = ()
        indexes = [models.Index(fields=["enrolment", "graded_item", "id"], name="assessments_overrides")]
        constraints = [
            models.CheckConstraint(
                name="assessments_override_in_percent",
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
            ),
            models.CheckConstraint(
                name="assessments_excused_without_score",
                condition=models.Q(is_excused=False) | models.Q(score__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.graded_item_id}: {self.score}"
