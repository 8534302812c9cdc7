"""What the machinery itself keeps: facts on their way to their handlers, and when periodic work last ran."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import OutboxQuerySet


class OutboxRow(models.Model):
    """One fact, written in the transaction that made it true (`common.events.emit`)."""

    kind = models.CharField(_("event"), max_length=120)
    payload = models.JSONField(_("payload"))
    emitted_at = models.DateTimeField(_("created at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    last_error = models.TextField(_("last error"), blank=True)

    wagtail_reference_index_ignore = True

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("queued event")
        verbose_name_plural = _("queued events")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="outbox_undelivered",
                condition=models.Q(delivered_at__isnull=True),
            ),
            models.Index(
                fields=["delivered_at"],
                name="outbox_delivered",
                condition=models.Q(delivered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class OutboxDelivery(models.Model):
    """That one handler has dealt with one fact. Written in the handler's own transaction."""

    row = models.ForeignKey(OutboxRow, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=200)
    delivered_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["row", "handler"], name="outbox_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} -> {self.handler}"


class PeriodicRun(models.Model):
    """When a piece of periodic work last ran, and how that ended. One row for each."""

    name = models.CharField(_("task"), max_length=200, unique=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last success at"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("scheduled tasks")
        verbose_name_plural = _("scheduled tasks")
        default_permissions = ()
        permissions = [("look_after_site", _("Can view and manage system status"))]

    def __str__(self) -> str:
        return self.name
