"""Who may enter what and why: grants, enrolments and milestones."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.models import Course, Lesson, Release

from .querysets import CourseAccessQuerySet, EnrolmentQuerySet


class CourseAccess(models.Model):
    """A grant: one explicit record that a person may enter a course, and why.

    `status` is what somebody decided. That a grant has expired is never stored: `effective_status` tells.
    `source_key` names the source in one string, so that the same source never opens the same course twice.
    """

    class Type(models.TextChoices):
        PURCHASE = "purchase", _("Purchase")
        MANUAL = "manual", _("Given by staff")
        COHORT = "cohort", _("Cohort")
        SUBSCRIPTION = "subscription", _("Subscription")
        BUNDLE = "bundle", _("Bundle")
        FREE = "free", _("Free enrolment")
        VOUCHER = "voucher", _("Voucher")

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        UNLOCKED = "unlocked", _("Unlocked")
        LOCKED = "locked", _("Locked")
        REVOKED = "revoked", _("Revoked")

    EXPIRED = "expired"
    NOT_STARTED = "not_started"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="grants"
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="grants"
    )
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    type = models.CharField(_("type"), max_length=16, choices=Type.choices)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.UNLOCKED)
    source_kind = models.CharField(_("kind of source"), max_length=32)
    source_id = models.CharField(_("source"), max_length=64)
    source_label = models.CharField(_("name of the source"), max_length=200, blank=True)
    source_key = models.CharField(max_length=100, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    granted_at = models.DateTimeField(_("granted at"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("At this very moment it is over. Empty: for good.")
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of the revocation"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), blank=True, help_text=_("For the staff only."))

    objects = CourseAccessQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "source_key"], name="access_source_opens_course_once"
            ),
            models.CheckConstraint(condition=~models.Q(source_key=""), name="access_grant_has_source"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="access_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(status="revoked", revoked_at__isnull=False)
                | ~models.Q(status="revoked") & models.Q(revoked_at__isnull=True),
                name="access_revoked_exactly_when_dated",
            ),
        ]
        indexes = [models.Index(fields=["course", "status"], name="access_grants_of_course")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.source_key}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.source_key = f"{self.source_kind}:{self.source_id}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def effective_status(self, now: datetime) -> str:
        """What the grant is worth at `now`: its status, or `not_started` or `expired` for an unlocked one."""
        if self.status != self.Status.UNLOCKED:
            return self.status
        if now < self.starts_at:
            return self.NOT_STARTED
        if self.ends_at is not None and self.ends_at <= now:
            return self.EXPIRED
        return self.Status.UNLOCKED


class Enrolment(models.Model):
    """A person takes a course. Their progress hangs off it.

    `release` is empty while the learner follows the latest release, and set once they are pinned to one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="enrolments",
        db_index=False,  # the unique constraint begins with it
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="enrolments"
    )
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    release = models.ForeignKey(
        Release,
        verbose_name=_("release"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the learner follows the latest release."),
    )
    enrolled_at = models.DateTimeField(_("enrolled at"))

    objects = EnrolmentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "run"], name="access_enrolled_once_per_run"),
            models.CheckConstraint(condition=models.Q(run__gte=1), name="access_runs_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.run}"


class Milestone(AppendOnly):
    """That a person achieved something, and when: what rules about achievements go by."""

    class Kind(models.TextChoices):
        REQUIRED_LESSONS = "required_lessons", _("All required lessons done")
        COURSE_HALFWAY = "course_halfway", _("Half of the required lessons done")
        COURSE_COMPLETED = "course_completed", _("Course completed")
        QUIZ_PASSED = "quiz_passed", _("Quiz passed")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="milestones", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("achievement"), max_length=24, choices=Kind.choices)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    achieved_at = models.DateTimeField(_("achieved at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "kind"],
                condition=models.Q(lesson__isnull=True),
                name="access_milestone_once_per_course",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "kind", "lesson"],
                condition=models.Q(lesson__isnull=False),
                name="access_milestone_once_per_lesson",
            ),
        ]
        indexes = [models.Index(fields=["person", "course"], name="access_milestones_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.kind}"
