"""Every message of a payment provider, exactly as it came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly, AppendOnlyQuerySet


class MessageOutcome(models.TextChoices):
    """What came of a message. Waiting ones are looked at again by billing's sweep."""

    WAITING = "waiting", _("Waiting")
    HANDLED = "handled", _("Handled")
    IGNORED = "ignored", _("Ignored")
    FAILED = "failed", _("Failed")


#: What may be written to a message after it came; everything else stays as it was.
HANDLING = frozenset({"outcome", "handled_at", "attempts", "error"})


class MessageQuerySet(AppendOnlyQuerySet):
    """Messages, of which only what came of them may change."""

    def about_payment(self, gateway: str, *, reference: str, transaction_id: str = "") -> MessageQuerySet:
        """What a provider has told of one payment, by either of its names there."""
        named = Q(payment_reference=reference) if reference else Q(pk__in=())
        if transaction_id:
            named |= Q(transaction_id=transaction_id)
        return self.filter(named, gateway=gateway)

    def waiting(self, *, before: datetime) -> MessageQuerySet:
        """Those received before this moment of which nothing has come yet, oldest first."""
        return self.filter(outcome=MessageOutcome.WAITING, received_at__lt=before).order_by(
            "received_at", "pk"
        )

    def settle(self, *, outcome: MessageOutcome, at: datetime | None, error: str = "") -> int:
        """Write down what came of them. Answers how many rows changed."""
        return self.update(outcome=outcome, handled_at=at, error=error, attempts=F("attempts") + 1)

    settle.alters_data = True  # type: ignore[attr-defined]

    def update(self, **kwargs: Any) -> int:
        if HANDLING.issuperset(kwargs):
            return models.QuerySet.update(self, **kwargs)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]


class GatewayMessage(AppendOnly):
    """A message whose signature was right. Kept before anything is done about it, and never changed.

    external_id: the provider's id of the message; a second delivery finds its row here.
    body: the bytes that were signed. sent_at: when the provider says it wrote it.
    payment_reference, transaction_id: which payment it is about, as far as it says so.
    outcome, handled_at, attempts, error: what came of it; these alone may change.
    """

    gateway = models.CharField(_("provider"), max_length=30)
    external_id = models.CharField(_("message ID"), max_length=255)
    kind = models.CharField(_("kind"), max_length=100)
    body = models.BinaryField(_("body"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    payment_reference = models.CharField(_("payment"), max_length=255, blank=True)
    transaction_id = models.CharField(_("transaction"), max_length=255, blank=True)
    outcome = models.CharField(
        _("status"), max_length=10, choices=MessageOutcome, default=MessageOutcome.WAITING
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    error = models.TextField(_("problem"), blank=True)

    objects = MessageQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message of a payment provider")
        verbose_name_plural = _("messages of payment providers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["gateway", "external_id"], name="gateways_message_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=("waiting", "failed")) | Q(handled_at__isnull=False),
                name="gateways_handled_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="gateways_newest_first"),
            models.Index(
                fields=["received_at", "id"], condition=Q(outcome="waiting"), name="gateways_waiting"
            ),
            models.Index(
                fields=["payment_reference"], condition=~Q(payment_reference=""), name="gateways_by_payment"
            ),
            models.Index(
                fields=["transaction_id"], condition=~Q(transaction_id=""), name="gateways_by_transaction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} · {self.kind} · {self.external_id}"

    @property
    def text(self) -> str:
        """The body as text, for people."""
        return bytes(self.body).decode("utf-8", "replace")
