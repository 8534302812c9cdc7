"""Who may enter what and why: grants, and the history of every change of one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.models import Course

from ..querysets import PAID_FOR, AccessEventQuerySet, CourseAccessQuerySet


class CourseAccess(models.Model):
    """A grant: one explicit record that a person may enter a course, and why.

    It is written by `access.actions` alone, each change together with its `AccessEvent`; on PostgreSQL a
    trigger refuses a change without one.

    `status` is what somebody decided. That a grant has expired is never stored: `effective_status` tells.
    `ended_with_source`: it is closed only because its source ended (a cohort was left, a bundle taken back).
    Without it, a revoked grant was revoked for cause, and bars its person from coming in by themselves.
    `source_key` names the source in one string, so that the same source never opens the same course twice.
    """

    class Type(models.TextChoices):
        PURCHASE = "purchase", _("Purchase")
        MANUAL = "manual", _("Granted by staff")
        COHORT = "cohort", _("Cohort")
        SUBSCRIPTION = "subscription", _("Subscription")
        BUNDLE = "bundle", _("Bundle")
        FREE = "free", _("Free enrolment")
        VOUCHER = "voucher", _("Voucher")

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        UNLOCKED = "unlocked", _("Open")
        LOCKED = "locked", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    EXPIRED = "expired"
    NOT_STARTED = "not_started"
    ENDED = "ended"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="grants"
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="grants"
    )
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    type = models.CharField(_("type"), max_length=16, choices=Type.choices)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.UNLOCKED)
    source_kind = models.CharField(_("source type"), max_length=32)
    source_id = models.CharField(_("source"), max_length=64)
    source_label = models.CharField(_("source name"), max_length=200, blank=True)
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
        _("end date"),
        null=True,
        blank=True,
        help_text=_("When access ends. Leave empty for lifetime access."),
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
    revoked_reason = models.CharField(_("revocation reason"), max_length=300, blank=True)
    ended_with_source = models.BooleanField(_("ended with its source"), default=False)
    purchase_id = models.CharField(
        _("purchase ID"), max_length=64, blank=True, help_text=_("Order number in the shop, if purchased.")
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Visible to staff only."))

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
            models.CheckConstraint(
                condition=models.Q(ended_with_source=False) | models.Q(status="revoked"),
                name="access_ended_only_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "status"], name="access_grants_of_course"),
            models.Index(fields=["-granted_at", "-id"], name="access_grants_newest_first"),
            models.Index(
                fields=["person", "course", "run", "status"],
                name="access_grants_paid_for",
                condition=models.Q(type__in=PAID_FOR),
            ),
            models.Index(fields=["source_key"], name="access_grants_of_source"),
            models.Index(
                fields=["purchase_id"], name="access_grants_of_purchase", condition=~models.Q(purchase_id="")
            ),
            models.Index(
                fields=["ends_at"],
                name="access_grants_that_end",
                condition=models.Q(status="unlocked", ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.source_key}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.source_key = f"{self.source_kind}:{self.source_id}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def effective_status(self, now: datetime) -> str:
        """What the grant is worth at `now`: its status, or `not_started` or `expired` for an unlocked one, or
        `ended` for one that was closed because its source ended."""
        if self.status == self.Status.REVOKED and self.ended_with_source:
            return self.ENDED
        if self.status != self.Status.UNLOCKED:
            return self.status
        if now < self.starts_at:
            return self.NOT_STARTED
        if self.ends_at is not None and self.ends_at <= now:
            return self.EXPIRED
        return self.Status.UNLOCKED

    @property
    def bars_entry(self) -> bool:
        """Whether staff decided against the person: suspended, or revoked for cause. No date does."""
        is_revoked = self.status == self.Status.REVOKED and not self.ended_with_source
        return is_revoked or self.status == self.Status.LOCKED


class AccessEvent(AppendOnly):
    """One change of a grant: what happened, when, by whom and why, and how the grant stood afterwards.

    What a grant was worth at a past moment is told by its last event before that moment.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("Granted")
        ACTIVATED = "activated", _("Activated")
        EXTENDED = "extended", _("End date changed")
        MOVED = "moved", _("Dates changed")
        LOCKED = "locked", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        ENDED = "ended", _("Ended")
        EXPIRED = "expired", _("Expired")
        REINSTATED = "reinstated", _("Reinstated")

    grant = models.ForeignKey(CourseAccess, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=16, choices=Kind.choices)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    status = models.CharField(_("new status"), max_length=16, choices=CourseAccess.Status.choices)
    ended_with_source = models.BooleanField(_("ended with its source"), default=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("end date"), null=True, blank=True)

    objects = AccessEventQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grant change")
        verbose_name_plural = _("grant changes")
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "ends_at"],
                condition=models.Q(kind="expired"),
                name="access_expiry_noticed_once",
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=models.Q(kind="granted"), name="access_granted_once"
            ),
        ]
        indexes = [models.Index(fields=["grant", "at"], name="access_events_of_grant")]

    def __str__(self) -> str:
        return f"{self.grant_id} · {self.kind}"
