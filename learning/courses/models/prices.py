"""What a course costs: outside drafts and releases. A change acts at once and keeps its moment and actor."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .identities import Course


class CoursePrice(models.Model):
    """The present price of a course in one currency. A course without a price is free.

    A projection of `CoursePriceChange` for cards, filters and sorting; `actions.set_prices` writes both.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="prices")
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["course", "currency"], name="courses_one_price_per_currency"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="courses_price_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class CoursePriceChange(AppendOnly):
    """From when on a course cost how much in one currency. amount_minor: null once it was removed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="price_changes")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = [models.Index(fields=["course", "changed_at"], name="courses_price_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__isnull=True) | models.Q(amount_minor__gt=0),
                name="courses_price_change_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.amount_minor} {self.currency}"
