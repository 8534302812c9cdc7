"""Money that comes or goes by bank: what is expected, and what staff saw on the account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TransferStatus(models.TextChoices):
    """Where a transfer stands. Done is said by a member of staff, with the bank's reference."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class BankTransfer(models.Model):
    """A transfer that somebody is to make: the buyer to us, or we to the buyer.

    subject_id: the public id of the payment or refund. code: what the sender writes on the transfer.
    answers: of a transfer back, the code of the one that it gives money back of.
    """

    class Direction(models.TextChoices):
        """Who sends the money."""

        IN = "in", _("From the buyer")
        OUT = "out", _("To the buyer")

    code = models.CharField(_("reference"), max_length=20, unique=True)
    subject_id = models.UUIDField(unique=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    order_number = models.CharField(_("order number"), max_length=40)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    answers = models.CharField(max_length=20, blank=True, db_index=True)
    status = models.CharField(
        _("status"), max_length=10, choices=TransferStatus, default=TransferStatus.WAITING
    )
    bank_reference = models.CharField(_("bank's reference"), max_length=140, blank=True)
    settled_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    settled_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bank transfer")
        verbose_name_plural = _("bank transfers")
        default_permissions = ("view",)
        permissions = [("confirm_banktransfer", _("Can confirm bank transfers"))]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gateways_transfer_of_something"),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at__isnull=True)
                | Q(~Q(status="waiting"), settled_at__isnull=False),
                name="gateways_transfer_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(bank_reference=""), name="gateways_transfer_referenced"
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at", "-id"], name="gateways_transfers_waiting")]

    def __str__(self) -> str:
        return f"{self.code} · {self.order_number}"
