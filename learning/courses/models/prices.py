"""What is seen of a course's prices: outside drafts and releases. `commerce.catalogue` owns the prices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .identities import Course


class CoursePrice(models.Model):
    """The present price of a course in one currency. A course without a price is free.

    Catalogue's price, kept here for cards, filters and sorting; `actions.keep_prices` writes it. During a
    sale, former_minor is the lowest price of the 30 days before it (null where that was no higher), and
    until_at its end.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="prices")
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    former_minor = models.PositiveBigIntegerField(_("former amount in minor units"), null=True, blank=True)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

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
    """From when on a course cost how much in one currency. amount_minor: null once it was removed.

    What catalogue said by then, remembered here: rules about a past moment ask this database alone.
    """

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
