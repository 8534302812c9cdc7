"""Which rows of the outbox, which background work, and which emails."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from .models import OutboxRow, OutgoingEmail, QueuedTask  # noqa: F401

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


class QueuedTaskQuerySet(models.QuerySet["QueuedTask"]):
    """Background work by how it stands. The states are those of `QueuedTask.State`."""

    def waiting(self) -> QueuedTaskQuerySet:
        return self.filter(state="waiting")

    def running(self) -> QueuedTaskQuerySet:
        return self.filter(state="running")

    def failed(self) -> QueuedTaskQuerySet:
        """Work that only a person can have done again."""
        return self.filter(state="failed")

    def due_at(self, moment: datetime) -> QueuedTaskQuerySet:
        """Waiting work that should have been taken by then."""
        return self.waiting().filter(next_send_at__lte=moment)

    def silent_since(self, moment: datetime) -> QueuedTaskQuerySet:
        """Work whose process has given no sign of life since then."""
        return self.running().filter(alive_at__lt=moment)


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    """Emails by what became of them: each is waiting, sent or given up."""

    def waiting(self) -> OutgoingEmailQuerySet:
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due_at(self, moment: datetime) -> OutgoingEmailQuerySet:
        """Waiting emails whose next attempt may be made at `moment`."""
        return self.waiting().filter(next_attempt_at__lte=moment)

    def delayed(self) -> OutgoingEmailQuerySet:
        """Waiting emails that a mail server has not taken at the first attempt."""
        return self.waiting().filter(attempts__gt=0).exclude(last_error="")

    def given_up(self) -> OutgoingEmailQuerySet:
        return self.filter(given_up_at__isnull=False)

    def sent(self) -> OutgoingEmailQuerySet:
        return self.filter(sent_at__isnull=False)
