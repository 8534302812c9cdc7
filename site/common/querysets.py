"""Which rows of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from .models import OutboxRow  # noqa: F401

MAX_ATTEMPTS = 12


class OutboxQuerySet(models.QuerySet["OutboxRow"]):
    """Rows of the outbox by what is left to do for them."""

    def undelivered(self) -> OutboxQuerySet:
        return self.filter(delivered_at__isnull=True)

    def due_at(self, moment: datetime) -> OutboxQuerySet:
        """Undelivered rows whose next attempt may be made at `moment`."""
        return self.undelivered().filter(next_attempt_at__lte=moment, attempts__lt=MAX_ATTEMPTS)

    def stuck(self) -> OutboxQuerySet:
        """Undelivered rows that were tried so often that only a person can help."""
        return self.undelivered().filter(attempts__gte=MAX_ATTEMPTS)

    def forgettable_at(self, moment: datetime, *, keep: timedelta) -> OutboxQuerySet:
        """Rows delivered longer than `keep` before `moment`."""
        return self.filter(delivered_at__lt=moment - keep)
