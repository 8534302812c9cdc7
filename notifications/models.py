"""Messages to people, the wording that staff gave them, what each channel answered, and who wants which."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin

from common.append_only import AppendOnly

from .kinds import ChannelCode, MessageCategory, UnknownKind, kind_of, label_of
from .placeholders import check
from .querysets import SentMessageQuerySet
from .timing import Digest, QuietHours

#: What staff may set in the HTML of a message; the frame of our emails styles it.
FEATURES = ["bold", "italic", "h2", "h3", "ol", "ul", "link", "hr"]


class MessageTemplate(PreviewableMixin, models.Model):
    """The wording that staff gave one kind of message, for a channel and language, not the shipped one.

    code: of the kind. html: instead of the text in an email's HTML, which is else made of the text.
    """

    code = models.CharField(_("message"), max_length=80)
    channel = models.CharField(_("channel"), max_length=20, choices=ChannelCode.choices)
    language = models.CharField(_("language"), max_length=15)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = RichTextField(
        _("HTML text"),
        features=FEATURES,
        blank=True,
        help_text=_("For emails. Leave empty to use the plain text."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("If unticked, the standard wording is used.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "channel", "language"],
                name="message_template_once",
                violation_error_message=_(
                    "This message has a template for this channel and language already."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{label_of(self.code)} · {self.get_channel_display()} · {self.language}"

    def clean(self) -> None:
        """Refuse an unknown kind, a channel that it doesn't go by, and placeholders that it doesn't have."""
        super().clean()
        try:
            kind = kind_of(self.code)
        except UnknownKind:
            raise ValidationError({"code": _("Choose a message.")}) from None
        errors: dict[str, Any] = {}
        if self.channel and self.channel not in kind.channels:
            errors["channel"] = _("This message isn't sent by this channel.")
        allowed = [placeholder.name for placeholder in kind.all_placeholders]
        for name in ("subject", "text", "html"):
            try:
                check(getattr(self, name), allowed)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The message with sample data, as it arrives."""
        from .wording import preview_of

        return HttpResponse(preview_of(self, request))


class Message(models.Model):
    """One message to one person by one channel.

    kind: code of its kind. fact: what it tells of, such as "certificate:7"; a person hears of one fact once
    by each channel. payload: what its wording is filled with. contact: where it went. subject, text, url:
    what it said, once it was composed; the text is kept only where the person reads it here.
    send_at: not before. in_digest: goes out together with others. problem: why it was not sent.
    handover: what the outbox of emails knows it by (`common.models.OutgoingEmail.reference`).
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        HANDED_OVER = "handed_over", _("Handed over")  # a provider has it; what became of it isn't known
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        SKIPPED = "skipped", _("Skipped")

    public_id = models.UUIDField(_("public ID"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name=_("person")
    )
    kind = models.CharField(_("message"), max_length=80)
    fact = models.CharField(_("about"), max_length=120)
    channel = models.CharField(_("channel"), max_length=20, choices=ChannelCode.choices)
    payload = models.JSONField(_("payload"), default=dict)
    contact = models.CharField(_("contact"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=1_000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    created_at = models.DateTimeField(_("created at"))
    send_at = models.DateTimeField(_("send at"))
    in_digest = models.BooleanField(_("in a digest"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_attempt_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    handover = models.UUIDField(_("handover"), null=True, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = SentMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ("view",)
        permissions = [("handle_messages", _("Can send messages again and cancel them"))]
        constraints = [
            models.UniqueConstraint(fields=["fact", "person", "channel", "kind"], name="message_once"),
        ]
        indexes = [
            models.Index(fields=["send_at", "id"], name="message_due", condition=Q(status="pending")),
            models.Index(
                fields=["id"],
                name="message_handed_over",
                condition=Q(status__in=["handed_over", "failed"], handover__isnull=False),
            ),
            models.Index(fields=["person", "-id"], name="message_of_person"),
            models.Index(
                fields=["person"],
                name="message_unread",
                condition=Q(channel="in_app", status="sent", read_at__isnull=True),
            ),
            models.Index(fields=["created_at"], name="message_by_age"),
        ]

    def __str__(self) -> str:
        return self.subject or label_of(self.kind)

    def kind_label(self) -> str:
        """What people call this kind of message."""
        return label_of(self.kind)

    kind_label.short_description = _("message")  # type: ignore[attr-defined]
    kind_label.admin_order_field = "kind"  # type: ignore[attr-defined]

    @property
    def category(self) -> MessageCategory:
        """What it is about. Raises UnknownKind."""
        return kind_of(self.kind).category


class DeliveryLog(AppendOnly):
    """One thing that happened to a message, with what the channel or its provider answered."""

    class What(models.TextChoices):
        HANDED_OVER = "handed_over", _("Handed over")
        SENT = "sent", _("Sent")
        POSTPONED = "postponed", _("Will be retried")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Skipped")
        CANCELLED = "cancelled", _("Cancelled")
        RESENT = "resent", _("Sent again")

    message = models.ForeignKey(Message, models.PROTECT, related_name="log", verbose_name=_("message"))
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery log")
        verbose_name_plural = _("delivery logs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_what_display()


class MessagePreference(models.Model):
    """When a person wants messages that can wait. Without a row: as they happen, at any hour."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_preference", verbose_name=_("person")
    )
    digest = models.CharField(_("how often"), max_length=20, choices=Digest.choices, default=Digest.IMMEDIATE)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message preference")
        verbose_name_plural = _("message preferences")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="message_quiet_hours_whole",
            )
        ]

    def __str__(self) -> str:
        return self.get_digest_display()

    @property
    def quiet(self) -> QuietHours | None:
        """The hours in which messages wait, if there are any."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)


class MutedCategory(models.Model):
    """That a person doesn't want messages of one category by one channel."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted_categories", verbose_name=_("person")
    )
    category = models.CharField(_("category"), max_length=20, choices=MessageCategory.choices)
    channel = models.CharField(_("channel"), max_length=20, choices=ChannelCode.choices)
    muted_at = models.DateTimeField(_("muted at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("muted category")
        verbose_name_plural = _("muted categories")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "category", "channel"], name="message_muted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.channel}"


class Broadcast(models.Model):
    """One text for many: the people of an audience. Their messages are written in the background, in batches.

    audience: its name (`audiences.Audience`); audience_label: what it was called. people: how many it held,
    when it was looked at; switched_off: how many of them want it by no channel. done: for how many messages
    were written; last_person: the last of them, in the order of their ids.
    stands_on_page: whether it can be read on the page of the audience, too, until it is withdrawn.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Draft")
        RUNNING = "running", _("Sending")
        STOPPED = "stopped", _("Interrupted")  # by an error; can go on
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Sent")

    public_id = models.UUIDField(_("public ID"), default=uuid.uuid4, unique=True, editable=False)
    audience = models.CharField(_("audience"), max_length=80)
    audience_label = models.CharField(_("to"), max_length=300)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=10_000)
    stands_on_page = models.BooleanField(_("on the page"), default=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("from")
    )
    created_at = models.DateTimeField(_("created at"))
    people = models.PositiveIntegerField(_("recipients"), default=0)
    switched_off = models.PositiveIntegerField(_("switched off"), default=0)
    state = models.CharField(_("status"), max_length=20, choices=State.choices, default=State.PREPARED)
    done = models.PositiveIntegerField(_("done"), default=0)
    last_person = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["audience", "-id"], name="message_broadcasts_of"),
            models.Index(
                fields=["audience", "-started_at"],
                name="message_announcements",
                condition=Q(stands_on_page=True, started_at__isnull=False, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def fact(self) -> str:
        """What its messages are about."""
        return f"broadcast:{self.pk}"

    @property
    def percentage(self) -> int:
        """How far it is; whoever joined meanwhile doesn't make it more than all."""
        return min(100, self.done * 100 // self.people) if self.people else 100

    @property
    def is_shown(self) -> bool:
        """Whether it stands on the page of its audience."""
        return self.stands_on_page and self.started_at is not None and self.withdrawn_at is None
