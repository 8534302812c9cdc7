"""Cohorts: groups of people who take courses together."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.models import Course

from ..querysets import CohortMemberQuerySet, CohortQuerySet


def new_token() -> str:
    """What stands in an invitation's address: nobody guesses it."""
    return secrets.token_urlsafe(24)


class Cohort(models.Model):
    """A group with a beginning, perhaps an end and a number of seats. Its members enter its courses.

    Changes of its dates, seats and courses are kept in `CohortChange`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name=_("site"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Only active cohorts accept new members.")
    )
    starts_at = models.DateTimeField(
        _("starts"), help_text=_("Course access starts then. Lesson schedules count from this date.")
    )
    ends_at = models.DateTimeField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("Course access from this cohort ends then. Leave empty for no end date."),
    )
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", help_text=_("Lessons open in this time zone.")
    )
    courses = models.ManyToManyField(Course, verbose_name=_("courses"), related_name="cohorts", blank=True)
    removes_access_on_leave = models.BooleanField(
        _("remove access on leaving"),
        default=True,
        help_text=_("Members who leave lose the access this cohort gave them, and nothing else."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_at", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="access_cohort_name_once_per_site"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="access_cohort_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def takes_members_at(self, now: datetime) -> bool:
        """Whether it is active and not over; seats are another matter."""
        return self.is_active and (self.ends_at is None or now < self.ends_at)


class CohortMember(models.Model):
    """A person's time in a cohort. Who comes back has a second row."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cohort_memberships"
    )
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    removes_access_on_leave = models.BooleanField(_("remove access on leaving"), default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CohortMemberQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort member")
        verbose_name_plural = _("cohort members")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=models.Q(left_at__isnull=True),
                name="access_in_a_cohort_once",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("joined_at")),
                name="access_left_after_joining",
            ),
        ]
        indexes = [
            models.Index(fields=["-joined_at", "-id"], name="access_members_newest_first"),
            models.Index(fields=["cohort", "joined_at", "id"], name="access_members_of_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.cohort_id}"


class CohortChange(AppendOnly):
    """How a cohort stood from a moment on: its dates, zone, seats and courses."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64)
    is_active = models.BooleanField()
    capacity = models.PositiveIntegerField(null=True)
    course_ids = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort change")
        verbose_name_plural = _("cohort changes")
        indexes = [models.Index(fields=["cohort", "at"], name="access_cohort_changes")]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.at}"


class CohortInvitation(models.Model):
    """A link that lets people into a cohort, for a while and for so many uses."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    expires_at = models.DateTimeField(_("expires at"))
    most_uses = models.PositiveIntegerField(_("maximum uses"), default=1, validators=[MinValueValidator(1)])
    uses = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("most_uses")), name="access_invitation_not_overused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.token[:6]}…"

    def works_at(self, now: datetime) -> bool:
        return self.withdrawn_at is None and now < self.expires_at and self.uses < self.most_uses


class WaitlistEntry(models.Model):
    """Somebody who wants to hear when a full cohort has a seat, or a course that is coming is there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="waiting"
    )
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, null=True, blank=True, related_name="waiting"
    )
    asked_at = models.DateTimeField(_("requested at"))
    told_at = models.DateTimeField(_("notified at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "access_waiting"
        verbose_name = _("waiting list entry")
        verbose_name_plural = _("waiting list entries")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cohort__isnull=True) ^ models.Q(course__isnull=True),
                name="access_waits_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "cohort"],
                condition=models.Q(told_at__isnull=True, cohort__isnull=False),
                name="access_waits_for_cohort_once",
            ),
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=models.Q(told_at__isnull=True, course__isnull=False),
                name="access_waits_for_course_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cohort", "asked_at", "id"],
                name="access_waiting_for_cohort",
                condition=models.Q(told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.cohort_id or self.course_id}"
