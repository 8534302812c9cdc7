"""When a live lesson takes place and where to join it: outside drafts and releases. A change acts at once."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .identities import Lesson


class LiveTimes(models.Model):
    """Date, length and address of a live lesson. minutes: null for as long as the lesson itself."""

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("duration in minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    join_url = models.URLField(_("join URL"), blank=True)

    class Meta:
        abstract = True


class LiveSchedule(LiveTimes):
    """The present date of a live lesson, by the lesson's identity. `actions.schedule_lesson` writes it."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="live_schedule")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("live schedule")
        verbose_name_plural = _("live schedules")

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.starts_at}"


class LiveScheduleChange(LiveTimes, AppendOnly):
    """From when on a live lesson was to take place at another time or place."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="live_schedule_changes")
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
        verbose_name = _("live schedule change")
        verbose_name_plural = _("live schedule changes")
        indexes = [models.Index(fields=["lesson", "changed_at"], name="courses_live_at")]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.starts_at}"
