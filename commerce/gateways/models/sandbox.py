"""What the sandbox knows: the only payment provider that keeps its books in our own database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SandboxRecord(models.Model):
    """A payment, refund or dispute of the sandbox, in its own words.

    parent: of a refund or dispute, the reference of its payment. own_id: our public id, as it was given.
    details: addresses to go back to, the description, and whatever else a provider would remember.
    """

    class Kind(models.TextChoices):
        """What the record is."""

        PAYMENT = "payment", _("Payment")
        REFUND = "refund", _("Refund")
        DISPUTE = "dispute", _("Dispute")

    reference = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.CharField(max_length=60, blank=True, db_index=True)
    own_id = models.UUIDField(unique=True, null=True, blank=True)
    status = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sandbox record")
        verbose_name_plural = _("sandbox records")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reference} · {self.status}"
