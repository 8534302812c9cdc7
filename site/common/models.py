"""What the machinery itself keeps: facts and emails on their way, background and periodic work, limits."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import OutboxQuerySet, OutgoingEmailQuerySet, QueuedTaskQuerySet


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


class OutgoingEmail(models.Model):
    """One email on its way to a mail server (`common.mail.outbox`); once sent, only the note of it is left.

    to, subject: what staff are shown. content: the whole mail (`common.mail.stored`), emptied once it's sent.
    give_up_at: until when a mail that is refused for now is tried again. reference: by which whoever wrote it
    asks what became of it.
    """

    to = models.CharField(_("to"), max_length=500)
    subject = models.CharField(_("subject"), max_length=250)
    content = models.JSONField(_("content"))
    written_at = models.DateTimeField(_("written at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    give_up_at = models.DateTimeField(_("retried until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    reference = models.UUIDField(_("reference"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing email")
        verbose_name_plural = _("outgoing emails")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="email_sent_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="email_waiting",
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(fields=["sent_at"], name="email_sent", condition=models.Q(sent_at__isnull=False)),
            models.Index(
                fields=["given_up_at"],
                name="email_given_up",
                condition=models.Q(given_up_at__isnull=False),
            ),
            models.Index(fields=["-written_at", "-id"], name="email_newest"),
            models.Index(
                fields=["reference"], name="email_reference", condition=models.Q(reference__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"


class PeriodicRun(models.Model):
    """When a piece of periodic work last ran, and how that ended. One row for each."""

    name = models.CharField(_("task"), max_length=200, unique=True)
    started_at = models.DateTimeField(_("started at"))
    alive_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
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


class QueuedTask(models.Model):
    """One piece of background work, from when it was asked for until it is done; then the row goes.

    Whoever does it takes the row first, and says again and again that they are alive.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FAILED = "failed", _("failed")

    task = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("arguments"), default=list)
    kwargs = models.JSONField(_("named arguments"), default=dict)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    state = models.CharField(_("status"), max_length=8, choices=State.choices, default=State.WAITING)
    enqueued_at = models.DateTimeField(_("requested at"))
    next_send_at = models.DateTimeField(_("next attempt at"))
    sends = models.PositiveSmallIntegerField(_("times sent"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    holder = models.UUIDField(_("process"), null=True, blank=True)
    alive_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    wagtail_reference_index_ignore = True

    objects = QueuedTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["next_send_at"], name="queued_task_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["alive_at"], name="queued_task_running", condition=models.Q(state="running")
            ),
            models.Index(
                fields=["enqueued_at"], name="queued_task_failed", condition=models.Q(state="failed")
            ),
            models.Index(fields=["subject"], name="queued_task_subject", condition=~models.Q(subject="")),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"


class OngoingWork(models.Model):
    """What somebody is doing that nobody else may do meanwhile, and how far it is. Believed until `until`."""

    name = models.CharField(max_length=200, unique=True)
    holder = models.UUIDField()
    until = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class CountedLimit(models.Model):
    """A row of the cache that counts limits while Redis is away. Django's DatabaseCache names the columns."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "common_counted_limit"
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key
